#include "tasks/lambda/code_store.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <system_error>

namespace sfn::tasks {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kUnfinished = "new-";
constexpr std::string_view kSetAside = "gone-";

// A directory that goes away unless it was renamed.
class NewDirectory {
 public:
  explicit NewDirectory(const fs::path& root) {
    std::string pattern = (root / (std::string(kUnfinished) + "XXXXXX")).string();
    if (::mkdtemp(pattern.data()) == nullptr)
      throw std::system_error(errno, std::generic_category(), pattern);
    path_ = pattern;
  }
  NewDirectory(const NewDirectory&) = delete;
  NewDirectory& operator=(const NewDirectory&) = delete;
  ~NewDirectory() {
    std::error_code ignored;
    fs::remove_all(path_, ignored);
  }
  const fs::path& path() const { return path_; }

 private:
  fs::path path_;
};

void write_file(const fs::path& path, std::string_view bytes) {
  std::ofstream file(path, std::ios::binary);
  file.exceptions(std::ios::failbit | std::ios::badbit);
  file.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  file.close();
}

// One call for thousands of small files, where a sync of each would take seconds.
void sync_file_system(const fs::path& path) {
  const int fd = ::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  const bool synced = fd >= 0 && ::syncfs(fd) == 0;
  const int failure = errno;
  if (fd >= 0) ::close(fd);
  if (!synced) throw std::system_error(failure, std::generic_category(), path.string());
}

// A function may have taken away the rights to directories of its own. What cannot be removed all
// the same stays for the next start.
void remove_tree(const fs::path& path) {
  std::error_code ignored;
  fs::permissions(path, fs::perms::owner_all, fs::perm_options::add, ignored);
  fs::recursive_directory_iterator entries(path, ignored);
  for (; entries != end(entries); entries.increment(ignored)) {
    if (entries->symlink_status(ignored).type() != fs::file_type::directory) continue;
    fs::permissions(entries->path(), fs::perms::owner_all, fs::perm_options::add, ignored);
  }
  fs::remove_all(path, ignored);
}

}  // namespace

CodeStore::CodeStore(fs::path root, PackageLimits limits)
    : root_(std::move(root)), limits_(limits) {
  fs::create_directories(root_);
}

Result<StoredCode> CodeStore::put(std::string_view zip) const {
  StoredCode stored{sha256(zip), static_cast<std::int64_t>(zip.size())};
  const fs::path entry = root_ / stored.sha256.hex;
  if (fs::exists(entry)) return stored;
  try {
    if (auto made = make_entry(zip, entry); !made) return made.error();
  } catch (const std::exception& failure) {
    return Error{"ServiceException", fmt::format("cannot keep the code: {}", failure.what())};
  }
  return stored;
}

Result<void> CodeStore::make_entry(std::string_view zip, const fs::path& entry) const {
  const NewDirectory fresh(root_);
  fs::create_directory(fresh.path() / "task");
  if (auto unpacked = unpack(zip, fresh.path() / "task", limits_); !unpacked) return unpacked;
  write_file(fresh.path() / "package.zip", zip);
  fs::permissions(fresh.path(), fs::perms(0755));
  sync_file_system(fresh.path());

  std::error_code failure;
  fs::rename(fresh.path(), entry, failure);
  // Another thread may have put the same code meanwhile, which is as good.
  if (failure && !fs::exists(entry)) throw fs::filesystem_error("rename", entry, failure);
  sync_file_system(root_);
  return {};
}

bool CodeStore::has(std::string_view sha256_hex) const {
  std::error_code ignored;
  return fs::exists(root_ / sha256_hex, ignored);
}

std::optional<fs::path> CodeStore::set_aside(std::string_view sha256_hex,
                                             std::uint64_t number) const {
  const fs::path aside = root_ / fmt::format("{}{}-{}", kSetAside, sha256_hex, number);
  std::error_code failure;
  fs::rename(root_ / sha256_hex, aside, failure);
  return failure ? std::nullopt : std::optional(aside);
}

void CodeStore::discard(const fs::path& aside) { remove_tree(aside); }

fs::path CodeStore::code_dir(std::string_view sha256_hex) const {
  return root_ / sha256_hex / "task";
}

fs::path CodeStore::zip_file(std::string_view sha256_hex) const {
  return root_ / sha256_hex / "package.zip";
}

void CodeStore::keep_only(const std::set<std::string>& sha256_hex) const {
  for (const auto& entry : fs::directory_iterator(root_)) {
    if (sha256_hex.count(entry.path().filename().string()) == 0) remove_tree(entry.path());
  }
}

}  // namespace sfn::tasks
