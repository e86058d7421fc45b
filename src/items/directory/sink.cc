#include "items/directory/sink.h"

#include <dirent.h>
#include <fcntl.h>
#include <sys/file.h>

#include <cerrno>
#include <cstring>
#include <memory>
#include <utility>

#include "base/entropy.h"
#include "items/directory/names.h"
#include "items/s3_error.h"

namespace sfn::items {
namespace {

constexpr std::size_t kBufferBytesMax = 262'144;

// A new file that is ours for as long as it is open: locked, so that no other process takes it for
// a leftover. One that looked between its making and its locking has removed it: then it is made
// anew.
FileDescriptor make_temporary(int uploads, const std::string& name) {
  for (;;) {
    FileDescriptor file(::openat(uploads, name.c_str(),
                                 O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0666));
    struct stat status {};
    if (!file || ::flock(file.get(), LOCK_EX) != 0 || ::fstat(file.get(), &status) != 0) return {};
    if (status.st_nlink > 0) return file;
  }
}

// Other than for a reader, what is not there or no directory is not a key that does not exist.
Error not_written(const ObjectRef& object, int error) {
  if (error == EACCES || error == EPERM) return access_denied(object, std::strerror(error));
  return s3_error("InternalError", 500, std::strerror(error), to_uri(object));
}

// The directory that is to hold the key's file, made where it is missing. An entry is durable when
// the directory that it is in has been synced, which one that is found there need not have been.
Result<FileDescriptor> make_parent(const DirectorySink::Place& place) {
  FileDescriptor directory(::dup(place.bucket.get()));
  for (std::size_t i = 0; i + 1 < place.parts.size(); ++i) {
    const auto& name = place.parts[i];
    const bool is_made = ::mkdirat(directory.get(), name.c_str(), 0777) == 0 || errno == EEXIST;
    if (!is_made || ::fsync(directory.get()) != 0) return not_written(place.object, errno);
    directory = open_directory(directory.get(), name);
    if (!directory) return not_written(place.object, errno);
  }
  return directory;
}

}  // namespace

Result<std::unique_ptr<ObjectSink>> DirectorySink::open(Place place) {
  static const Entropy entropy = system_entropy();
  auto name = make_hex128(entropy);
  auto file = make_temporary(place.uploads.get(), name);
  if (!file) return not_written(place.object, errno);
  return std::unique_ptr<ObjectSink>(
      new DirectorySink(std::move(place), std::move(file), std::move(name)));
}

DirectorySink::DirectorySink(Place place, FileDescriptor file, std::string temporary)
    : place_(std::move(place)), file_(std::move(file)), temporary_(std::move(temporary)) {}

DirectorySink::~DirectorySink() {
  if (!temporary_.empty()) ::unlinkat(place_.uploads.get(), temporary_.c_str(), 0);
}

Result<void> DirectorySink::write(std::string_view bytes) {
  buffer_ += bytes;
  return buffer_.size() < kBufferBytesMax ? Result<void>() : flush();
}

Result<void> DirectorySink::flush() {
  std::string_view left = buffer_;
  while (!left.empty()) {
    const auto written = ::write(file_.get(), left.data(), left.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return not_written(place_.object, errno);
    left.remove_prefix(static_cast<std::size_t>(written));
  }
  buffer_.clear();
  return {};
}

Result<void> DirectorySink::commit() {
  if (const auto flushed = flush(); !flushed) return flushed.error();
  if (::fsync(file_.get()) != 0) return not_written(place_.object, errno);
  const auto parent = make_parent(place_);
  if (!parent) return parent.error();
  if (::renameat(place_.uploads.get(), temporary_.c_str(), parent->get(),
                 place_.parts.back().c_str()) != 0) {
    return not_written(place_.object, errno);
  }
  temporary_.clear();
  if (::fsync(parent->get()) != 0) return not_written(place_.object, errno);
  return {};
}

void remove_leftovers(int uploads) {
  const int fd = ::openat(uploads, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (fd < 0) return;
  DIR* entries = ::fdopendir(fd);
  if (entries == nullptr) return;
  while (const dirent* entry = ::readdir(entries)) {
    FileDescriptor file(::openat(uploads, entry->d_name, O_RDONLY | O_NOFOLLOW | O_CLOEXEC));
    struct stat status {};
    if (!file || ::fstat(file.get(), &status) != 0 || !S_ISREG(status.st_mode)) continue;
    if (::flock(file.get(), LOCK_EX | LOCK_NB) == 0) ::unlinkat(uploads, entry->d_name, 0);
  }
  ::closedir(entries);
}

}  // namespace sfn::items
