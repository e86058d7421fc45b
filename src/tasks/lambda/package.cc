#include "tasks/lambda/package.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zip.h>

#include <cerrno>
#include <cstring>
#include <memory>
#include <optional>
#include <vector>

#include "base/digest.h"
#include "base/text.h"

namespace sfn::tasks {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kChunkBytes = 64 * 1'024;

struct Discard {
  void operator()(zip_t* zip) const { zip_discard(zip); }
};
using Zip = std::unique_ptr<zip_t, Discard>;

struct CloseEntry {
  void operator()(zip_file_t* file) const { zip_fclose(file); }
};

struct Entry {
  zip_uint64_t index = 0;
  std::string name;
  std::uint64_t bytes = 0;  // As declared; the limit is kept by counting what comes out.
  bool directory = false;
  bool executable = false;
};

Error invalid(std::string cause) { return {"InvalidParameterValueException", std::move(cause)}; }

Error not_a_zip() {
  return invalid(
      "Could not unzip uploaded file. Please check your file, then try to upload again.");
}

Error too_large(const PackageLimits& limits) {
  return invalid(fmt::format("Unzipped size must be smaller than {} bytes", limits.unpacked_bytes));
}

Error refused(const Entry& entry, std::string_view why) {
  return invalid(fmt::format("Could not unzip uploaded file: entry \"{}\" {}.", entry.name, why));
}

Error disk_failed(const fs::path& path) {
  return {"ServiceException", fmt::format("cannot write {}: {}", path.string(), strerror(errno))};
}

Zip open_zip(std::string_view bytes) {
  zip_error_t error;
  zip_error_init(&error);
  zip_source_t* source = zip_source_buffer_create(bytes.data(), bytes.size(), 0, &error);
  zip_t* zip = source != nullptr ? zip_open_from_source(source, ZIP_RDONLY, &error) : nullptr;
  if (zip == nullptr) zip_source_free(source);
  zip_error_fini(&error);
  return Zip(zip);
}

// A path that stays below the directory it is appended to.
bool stays_inside(const std::string& name) {
  if (name.empty() || name.front() == '/' || name.find('\\') != std::string::npos) return false;
  if (name.find('\0') != std::string::npos) return false;
  for (const auto& part : split(name, '/')) {
    if (part == "..") return false;
  }
  return true;
}

// The Unix mode, or 0 for zips made by systems that have none.
mode_t mode_of(zip_t& zip, zip_uint64_t index) {
  zip_uint8_t system = 0;
  zip_uint32_t attributes = 0;
  zip_file_get_external_attributes(&zip, index, 0, &system, &attributes);
  return system == ZIP_OPSYS_UNIX ? attributes >> 16 : 0;
}

Result<Entry> entry_at(zip_t& zip, zip_uint64_t index) {
  zip_stat_t stat;
  zip_stat_init(&stat);
  if (zip_stat_index(&zip, index, ZIP_FL_ENC_RAW, &stat) != 0) return not_a_zip();
  if ((stat.valid & ZIP_STAT_NAME) == 0 || (stat.valid & ZIP_STAT_SIZE) == 0) return not_a_zip();

  const mode_t mode = mode_of(zip, index);
  Entry entry{index, stat.name, stat.size, ends_with(stat.name, "/"), (mode & 0111) != 0};
  if (!stays_inside(entry.name)) return refused(entry, "lies outside of the package");
  const mode_t type = mode & S_IFMT;
  if (type == S_IFLNK) return refused(entry, "is a symbolic link");
  if (type != 0 && type != S_IFREG && type != S_IFDIR) return refused(entry, "is a special file");
  return entry;
}

Result<std::vector<Entry>> list_entries(zip_t& zip, const PackageLimits& limits) {
  const auto count = static_cast<zip_uint64_t>(zip_get_num_entries(&zip, 0));
  if (count == 0) return invalid("Uploaded file must be a non-empty zip");
  if (count > limits.entries) {
    return invalid(
        fmt::format("Could not unzip uploaded file: it has {} entries, at most {} are "
                    "allowed.",
                    count, limits.entries));
  }
  std::vector<Entry> entries;
  std::uint64_t left = limits.unpacked_bytes;
  for (zip_uint64_t i = 0; i < count; ++i) {
    auto entry = entry_at(zip, i);
    if (!entry) return entry.error();
    if (entry->bytes > left) return too_large(limits);
    left -= entry->bytes;
    entries.push_back(std::move(*entry));
  }
  return entries;
}

bool write_all(int fd, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t written = ::write(fd, bytes.data(), bytes.size());
    if (written < 0 && errno != EINTR) return false;
    if (written > 0) bytes.remove_prefix(static_cast<std::size_t>(written));
  }
  return true;
}

// Copies what the entry really holds, which need not be what it declares.
Result<void> copy_out(zip_file_t& from, int to, const fs::path& path, std::uint64_t& bytes_left,
                      const PackageLimits& limits) {
  char chunk[kChunkBytes];
  for (;;) {
    const zip_int64_t count = zip_fread(&from, chunk, sizeof chunk);
    if (count < 0) return not_a_zip();
    if (count == 0) return {};
    const auto size = static_cast<std::size_t>(count);
    if (size > bytes_left) return too_large(limits);
    bytes_left -= size;
    if (!write_all(to, {chunk, size})) return disk_failed(path);
  }
}

Result<void> make_directories(const Entry& entry, const fs::path& path) {
  std::error_code failure;
  fs::create_directories(path, failure);
  if (!failure) return {};
  if (failure == std::errc::not_a_directory || failure == std::errc::file_exists ||
      failure == std::errc::filename_too_long) {
    return refused(entry, "does not fit the other entries: " + failure.message());
  }
  errno = failure.value();
  return disk_failed(path);
}

Result<void> unpack_file(zip_t& zip, const Entry& entry, const fs::path& path,
                         std::uint64_t& bytes_left, const PackageLimits& limits) {
  if (auto made = make_directories(entry, path.parent_path()); !made) return made;
  const std::unique_ptr<zip_file_t, CloseEntry> file(zip_fopen_index(&zip, entry.index, 0));
  if (!file) return not_a_zip();

  const mode_t mode = entry.executable ? 0755 : 0644;
  const int fd = ::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, mode);
  if (fd < 0 && (errno == EEXIST || errno == EISDIR || errno == ENAMETOOLONG)) {
    return refused(entry, fmt::format("does not fit the other entries: {}", strerror(errno)));
  }
  if (fd < 0) return disk_failed(path);
  auto copied = copy_out(*file, fd, path, bytes_left, limits);
  ::close(fd);
  return copied;
}

}  // namespace

Digest sha256(std::string_view bytes) { return {sha256_hex(bytes), sha256_base64(bytes)}; }

Result<void> unpack(std::string_view zip_bytes, const fs::path& directory,
                    const PackageLimits& limits) {
  if (zip_bytes.empty()) return invalid("Uploaded file must be a non-empty zip");
  if (zip_bytes.size() > limits.zip_bytes) {
    return invalid(fmt::format("Zipped size must be smaller than {} bytes", limits.zip_bytes));
  }
  const Zip zip = open_zip(zip_bytes);
  if (!zip) return not_a_zip();
  const auto entries = list_entries(*zip, limits);
  if (!entries) return entries.error();

  std::uint64_t bytes_left = limits.unpacked_bytes;
  for (const Entry& entry : *entries) {
    const fs::path path = directory / entry.name;
    auto done = entry.directory ? make_directories(entry, path)
                                : unpack_file(*zip, entry, path, bytes_left, limits);
    if (!done) return done;
  }
  return {};
}

}  // namespace sfn::tasks
