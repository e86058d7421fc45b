// DirectoryStore: a directory that stands for S3 (`--s3-dir`): DIR/BUCKET/KEY.
//
// A bucket is a directory in it, an object a plain file below. Links are never followed and never
// listed. What is being written lies in DIR/.sfn-uploads, which is no bucket's name; leftovers of
// processes that are gone are removed at the start.
#pragma once

#include <string>

#include "items/directory/file_descriptor.h"
#include "items/object_store.h"

namespace sfn::items {

class DirectoryStore : public ObjectStore {
 public:
  /// `DirectoryNotUsable` where `path` is no directory that can be read.
  static Result<std::unique_ptr<DirectoryStore>> open(const std::string& path);

  Result<ObjectInfo> head(const ObjectRef& object) override;
  Result<std::unique_ptr<ObjectSource>> get(const ObjectRef& object, std::uint64_t offset) override;
  Result<std::unique_ptr<ObjectListing>> list(const ListRequest& request) override;
  Result<std::unique_ptr<ObjectSink>> put(const ObjectRef& object) override;

 private:
  explicit DirectoryStore(FileDescriptor root) : root_(std::move(root)) {}
  FileDescriptor root_;
};

}  // namespace sfn::items
