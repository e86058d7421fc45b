#include "items/directory/names.h"

#include <fcntl.h>
#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "base/digest.h"
#include "base/json.h"
#include "base/text.h"
#include "items/s3_error.h"

namespace sfn::items {
namespace {

constexpr std::size_t kNameBytesMax = 255;  // A file name's on every file system of Linux.

bool is_alphanumeric(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

bool is_ascii(std::string_view text) {
  return std::all_of(text.begin(), text.end(),
                     [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

bool is_utf8(std::string_view text) {
  if (is_ascii(text)) return true;
  const auto again = parse_json(to_text(Json(std::string(text))));
  return again && again->get_ref<const std::string&>() == text;
}

bool is_link(int parent, const std::string& name) {
  struct stat status {};
  return ::fstatat(parent, name.c_str(), &status, AT_SYMLINK_NOFOLLOW) == 0 &&
         S_ISLNK(status.st_mode);
}

Error link_refused(const ObjectRef& object) {
  return access_denied(object, "links are not followed");
}

}  // namespace

bool is_bucket_name(std::string_view name) {
  return !name.empty() && name.size() <= kNameBytesMax && is_alphanumeric(name.front()) &&
         std::all_of(name.begin(), name.end(),
                     [](char c) { return is_alphanumeric(c) || c == '.' || c == '-' || c == '_'; });
}

bool is_key_part(std::string_view name) {
  return !name.empty() && name.size() <= kNameBytesMax && name != "." && name != ".." &&
         name.find('\0') == std::string_view::npos && is_utf8(name);
}

Result<std::vector<std::string>> key_parts(const ObjectRef& object) {
  if (object.key.size() > kKeyBytesMax) {
    return s3_error("KeyTooLongError", 400, "Your key is too long", to_uri(object));
  }
  auto parts = split(object.key, '/');
  if (!std::all_of(parts.begin(), parts.end(), is_key_part)) {
    return s3_error("InvalidArgument", 400,
                    "A directory holds no key with an empty, \".\" or \"..\" part, or one that is "
                    "too long or not UTF-8",
                    to_uri(object));
  }
  return parts;
}

FileDescriptor open_directory(int parent, const std::string& name) {
  return FileDescriptor(
      ::openat(parent, name.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
}

Result<FileDescriptor> open_bucket(int root, const std::string& bucket) {
  if (!is_bucket_name(bucket)) {
    return s3_error("InvalidBucketName", 400, "The specified bucket is not valid.",
                    "S3://" + bucket);
  }
  auto directory = open_directory(root, bucket);
  if (directory) return directory;
  const int error = errno;
  if (is_link(root, bucket)) return link_refused({bucket, ""});
  if (error == ENOENT || error == ENOTDIR) return no_such_bucket(bucket);
  return error_of({bucket, ""}, error);
}

Error error_of(const ObjectRef& object, int error) {
  if (error == ENOENT || error == ENOTDIR || error == ENAMETOOLONG) return no_such_key(object);
  if (error == EACCES || error == EPERM) return access_denied(object, std::strerror(error));
  return s3_error("InternalError", 500, std::strerror(error), to_uri(object));
}

Result<OpenObject> open_object(int root, const ObjectRef& object) {
  auto directory = open_bucket(root, object.bucket);
  if (!directory) return directory.error();
  const auto parts = key_parts(object);
  if (!parts) return parts.error();
  for (std::size_t i = 0; i + 1 < parts->size(); ++i) {
    auto below = open_directory(directory->get(), (*parts)[i]);
    const int error = errno;
    if (!below && is_link(directory->get(), (*parts)[i])) return link_refused(object);
    if (!below) return error_of(object, error);
    directory = std::move(below);
  }
  // Not to wait for a writer where somebody has put a pipe.
  FileDescriptor file(::openat(directory->get(), parts->back().c_str(),
                               O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC));
  if (!file) return errno == ELOOP ? link_refused(object) : error_of(object, errno);
  struct stat status {};
  if (::fstat(file.get(), &status) != 0) return error_of(object, errno);
  if (!S_ISREG(status.st_mode)) return no_such_key(object);
  return OpenObject{std::move(file), info_of(object.key, status)};
}

ObjectInfo info_of(std::string key, const struct stat& status) {
  const auto identity = fmt::format("{} {} {} {}", status.st_ino, status.st_size,
                                    status.st_mtim.tv_sec, status.st_mtim.tv_nsec);
  ObjectInfo info;
  info.key = std::move(key);
  info.etag = fmt::format("\"{}-1\"", sha256_hex(identity).substr(0, 32));
  info.size = static_cast<std::uint64_t>(status.st_size);
  info.last_modified =
      from_epoch_ms(status.st_mtim.tv_sec * 1000 + status.st_mtim.tv_nsec / 1'000'000);
  return info;
}

}  // namespace sfn::items
