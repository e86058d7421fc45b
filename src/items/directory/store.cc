#include "items/directory/store.h"

#include <fcntl.h>
#include <fmt/format.h>

#include <cerrno>
#include <cstring>
#include <memory>
#include <utility>

#include "items/directory/listing.h"
#include "items/directory/names.h"
#include "items/directory/sink.h"
#include "items/s3_error.h"

namespace sfn::items {
namespace {

constexpr auto kUploads = ".sfn-uploads";

class DirectorySource : public ObjectSource {
 public:
  DirectorySource(ObjectRef object, OpenObject open, std::uint64_t offset)
      : object_(std::move(object)), open_(std::move(open)), offset_(offset) {}

  const ObjectInfo& info() const override { return open_.info; }

  Result<std::size_t> read(char* buffer, std::size_t size) override {
    const auto count = ::pread(open_.file.get(), buffer, size, static_cast<off_t>(offset_));
    if (count < 0) return error_of(object_, errno);
    offset_ += static_cast<std::size_t>(count);
    // S3 replaces objects whole; a file may be written to while it is read.
    struct stat status {};
    if (::fstat(open_.file.get(), &status) != 0) return error_of(object_, errno);
    if (info_of("", status).etag != open_.info.etag) return object_changed(object_);
    return static_cast<std::size_t>(count);
  }

 private:
  ObjectRef object_;
  OpenObject open_;
  std::uint64_t offset_;
};

}  // namespace

Result<std::unique_ptr<DirectoryStore>> DirectoryStore::open(const std::string& path) {
  FileDescriptor root(::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!root) {
    return Error{"DirectoryNotUsable",
                 fmt::format("cannot open the directory {}: {}", path, std::strerror(errno))};
  }
  if (const auto uploads = open_directory(root.get(), kUploads)) remove_leftovers(uploads.get());
  return std::unique_ptr<DirectoryStore>(new DirectoryStore(std::move(root)));
}

Result<ObjectInfo> DirectoryStore::head(const ObjectRef& object) {
  auto open = open_object(root_.get(), object);
  if (!open) return open.error();
  return std::move(open->info);
}

Result<std::unique_ptr<ObjectSource>> DirectoryStore::get(const ObjectRef& object,
                                                          std::uint64_t offset) {
  auto open = open_object(root_.get(), object);
  if (!open) return open.error();
  return std::unique_ptr<ObjectSource>(
      std::make_unique<DirectorySource>(object, std::move(*open), offset));
}

Result<std::unique_ptr<ObjectListing>> DirectoryStore::list(const ListRequest& request) {
  auto bucket = open_bucket(root_.get(), request.bucket);
  if (!bucket) return bucket.error();
  return std::unique_ptr<ObjectListing>(
      std::make_unique<DirectoryListing>(std::move(*bucket), request));
}

Result<std::unique_ptr<ObjectSink>> DirectoryStore::put(const ObjectRef& object) {
  auto bucket = open_bucket(root_.get(), object.bucket);
  if (!bucket) return bucket.error();
  auto parts = key_parts(object);
  if (!parts) return parts.error();
  if (::mkdirat(root_.get(), kUploads, 0777) != 0 && errno != EEXIST) {
    return error_of(object, errno);
  }
  auto uploads = open_directory(root_.get(), kUploads);
  if (!uploads) return error_of(object, errno);
  return DirectorySink::open({.object = object,
                              .parts = std::move(*parts),
                              .bucket = std::move(*bucket),
                              .uploads = std::move(uploads)});
}

}  // namespace sfn::items
