// Which buckets and keys a directory can hold, and how to reach them: DIR/BUCKET/KEY.
//
// A key comes from a definition or an execution's input, hence from anybody. It is taken apart and
// walked one part at a time, never through a link, so that no key leads out of the directory
// whatever lies in it.
#pragma once

#include <sys/stat.h>

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "items/directory/file_descriptor.h"
#include "items/object_store.h"

namespace sfn::items {

inline constexpr std::size_t kKeyBytesMax = 1024;  ///< Amazon S3 user guide, "Object keys".

/// Letters, digits, `.`, `-` and `_`, none of these three in front.
bool is_bucket_name(std::string_view name);

/// Whether a file of this name is a part of a key: UTF-8, and neither `.` nor `..`.
bool is_key_part(std::string_view name);

/// The key's parts, or why no directory can hold it (an empty, `.` or `..` part, too long).
Result<std::vector<std::string>> key_parts(const ObjectRef& object);

/// The bucket's directory, or `NoSuchBucket`.
Result<FileDescriptor> open_bucket(int root, const std::string& bucket);

/// A directory below `parent`, which is no link; invalid with errno where there is none.
FileDescriptor open_directory(int parent, const std::string& name);

/// The object's file for reading, with what it is: a plain file, or an error of S3's.
struct OpenObject {
  FileDescriptor file;
  ObjectInfo info;
};
Result<OpenObject> open_object(int root, const ObjectRef& object);

/// `NoSuchKey`, `AccessDenied` or `InternalError`, whichever errno means.
Error error_of(const ObjectRef& object, int error);

/// The tag is made of what the file system says of the file (its number, size and time), not of its
/// content, which may be large: it has the form of an upload in parts, that nobody takes for an
/// MD5.
ObjectInfo info_of(std::string key, const struct stat& status);

}  // namespace sfn::items
