#include "store/directory_lock.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <utility>

namespace sfn::store {
namespace {

std::string holder(int fd) {
  std::array<char, 32> text{};
  const auto size = ::pread(fd, text.data(), text.size(), 0);
  std::string pid(text.data(), size > 0 ? static_cast<std::size_t>(size) : 0);
  if (const auto end = pid.find('\n'); end != std::string::npos) pid.resize(end);
  return pid.empty() ? "another process" : "process " + pid;
}

// Only for people who ask who it is: the lock itself is what counts.
void write_own_pid(int fd) {
  const auto text = fmt::format("{}\n", ::getpid());
  // In this order a full disk has room for it: the last one's place.
  const bool written = ::pwrite(fd, text.data(), text.size(), 0) > 0 &&
                       ::ftruncate(fd, static_cast<off_t>(text.size())) == 0;
  static_cast<void>(written);
}

}  // namespace

Result<DirectoryLock> DirectoryLock::take(const std::string& directory) {
  const auto path = directory + "/sfn.lock";
  const int fd = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (fd < 0) {
    return Error{"DirectoryNotUsable",
                 fmt::format("cannot open {} for writing: {}; sfnd must be able to write in its "
                             "data directory",
                             path, std::strerror(errno))};
  }
  DirectoryLock lock(fd);
  if (::flock(fd, LOCK_EX | LOCK_NB) != 0) {
    return Error{"DirectoryInUse",
                 fmt::format("data directory {} is in use by {}", directory, holder(fd))};
  }
  write_own_pid(fd);
  return lock;
}

DirectoryLock::DirectoryLock(DirectoryLock&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}

DirectoryLock::~DirectoryLock() {
  if (fd_ >= 0) ::close(fd_);
}

}  // namespace sfn::store
