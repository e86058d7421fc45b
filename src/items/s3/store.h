// S3Store: objects behind an S3-compatible endpoint (`--s3-endpoint`). Developer guide,
// "ItemReader", "ResultWriter"; S3 API reference.
#pragma once

#include "items/object_store.h"
#include "items/s3/connection.h"

namespace sfn::items {

class S3Store : public ObjectStore {
 public:
  S3Store(const LibCurl& curl, S3Endpoint endpoint) : curl_(curl), endpoint_(std::move(endpoint)) {}

  Result<ObjectInfo> head(const ObjectRef& object) override;
  Result<std::unique_ptr<ObjectSource>> get(const ObjectRef& object, std::uint64_t offset) override;
  Result<std::unique_ptr<ObjectListing>> list(const ListRequest& request) override;
  Result<std::unique_ptr<ObjectSink>> put(const ObjectRef& object) override;

 private:
  S3Connection connect() const { return {curl_, endpoint_}; }

  LibCurl curl_;
  S3Endpoint endpoint_;
};

}  // namespace sfn::items
