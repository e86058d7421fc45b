#include "items/directory/listing.h"

#include <dirent.h>
#include <fcntl.h>

#include <algorithm>
#include <cerrno>
#include <memory>
#include <optional>
#include <utility>

#include "base/text.h"
#include "items/directory/names.h"

namespace sfn::items {
namespace {

struct CloseDirectory {
  void operator()(DIR* directory) const { ::closedir(directory); }
};
using DirectoryStream = std::unique_ptr<DIR, CloseDirectory>;

DirectoryStream stream_of(const FileDescriptor& directory) {
  const int fd = ::openat(directory.get(), ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  return DirectoryStream(fd < 0 ? nullptr : ::fdopendir(fd));
}

// The entry as a part of a key: a directory's name ends with a slash. Nothing for what is neither
// that nor a plain file, links above all.
std::optional<std::string> name_of(int directory, const dirent& entry) {
  std::string name = entry.d_name;
  if (!is_key_part(name)) return std::nullopt;
  auto type = entry.d_type;
  if (type == DT_UNKNOWN) {
    struct stat status {};
    if (::fstatat(directory, entry.d_name, &status, AT_SYMLINK_NOFOLLOW) != 0) return std::nullopt;
    type = S_ISDIR(status.st_mode) ? DT_DIR : S_ISREG(status.st_mode) ? DT_REG : DT_LNK;
  }
  if (type == DT_DIR) return name + '/';
  if (type == DT_REG) return name;
  return std::nullopt;
}

bool is_directory_name(const std::string& name) { return name.back() == '/'; }

}  // namespace

DirectoryListing::DirectoryListing(FileDescriptor bucket, ListRequest request,
                                   std::size_t names_held)
    : request_(std::move(request)), names_held_(names_held) {
  levels_.push_back({.directory = std::move(bucket), .prefix = "", .names = {}, .last = ""});
}

Result<std::vector<ObjectInfo>> DirectoryListing::next(std::size_t count) {
  std::vector<ObjectInfo> page;
  while (page.size() < count && !levels_.empty()) {
    Level& level = levels_.back();
    if (level.names.empty()) {
      if (level.complete) {
        levels_.pop_back();
        continue;
      }
      if (const auto filled = fill(level); !filled) return filled.error();
      continue;
    }
    const auto name = std::move(level.names.back());
    level.names.pop_back();
    if (is_directory_name(name)) {
      if (const auto entered = enter(name); !entered) return entered.error();
      continue;
    }
    struct stat status {};
    // What was removed meanwhile is not there.
    if (::fstatat(level.directory.get(), name.c_str(), &status, AT_SYMLINK_NOFOLLOW) != 0) continue;
    if (S_ISREG(status.st_mode)) page.push_back(info_of(level.prefix + name, status));
  }
  return page;
}

Result<void> DirectoryListing::fill(Level& level) {
  const auto entries = stream_of(level.directory);
  if (!entries) return error_of({request_.bucket, level.prefix}, errno);
  const auto room = names_held(level);
  auto& names = level.names;  // A heap with the greatest in front, until all are seen.
  level.complete = true;
  while (const dirent* entry = ::readdir(entries.get())) {
    auto name = name_of(level.directory.get(), *entry);
    if (!name || (!level.last.empty() && *name <= level.last)) continue;
    if (!has_place(level.prefix + *name, is_directory_name(*name))) continue;
    names.push_back(std::move(*name));
    std::push_heap(names.begin(), names.end());
    if (names.size() <= room) continue;
    std::pop_heap(names.begin(), names.end());
    names.pop_back();
    level.complete = false;
  }
  std::sort(names.begin(), names.end(), std::greater<>());
  if (!names.empty()) level.last = names.front();
  return {};
}

// Whether the key, or one in the directory, is among those that were asked for.
bool DirectoryListing::has_place(const std::string& key, bool is_directory) const {
  if (key.size() > kKeyBytesMax) return false;
  const bool is_later = key > request_.after || (is_directory && starts_with(request_.after, key));
  const bool fits =
      starts_with(key, request_.prefix) || (is_directory && starts_with(request_.prefix, key));
  return is_later && fits;
}

Result<void> DirectoryListing::enter(const std::string& name) {
  const Level& parent = levels_.back();
  auto directory = open_directory(parent.directory.get(), name.substr(0, name.size() - 1));
  if (!directory) {
    if (errno == ENOENT || errno == ENOTDIR) return {};  // Removed meanwhile.
    return error_of({request_.bucket, parent.prefix + name}, errno);
  }
  levels_.push_back(
      {.directory = std::move(directory), .prefix = parent.prefix + name, .names = {}, .last = ""});
  return {};
}

// Half of what the level above may hold, so that all levels together stay within a bound.
std::size_t DirectoryListing::names_held(const Level& level) const {
  constexpr std::size_t kNamesHeldMin = 64;
  const auto depth = static_cast<std::size_t>(&level - levels_.data());
  return std::max(names_held_ >> std::min<std::size_t>(depth, 32),
                  std::min(kNamesHeldMin, names_held_));
}

}  // namespace sfn::items
