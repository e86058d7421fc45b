// The documents with which S3 answers. S3 API reference, "ListObjectsV2", "Error responses".
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "items/object_store.h"
#include "items/s3/connection.h"

namespace sfn::items {

struct S3ListingPage {
  std::vector<ObjectInfo> objects;
  std::optional<std::string> next;  ///< The continuation token of the page after this one.
};

/// `InvalidResponse` for what is no listing.
Result<S3ListingPage> parse_listing(const std::string& xml);

/// What HEAD and GET tell of an object in their headers.
ObjectInfo info_of_headers(const S3Response& response, const std::string& key);

/// The error that an answer is, about this object (or bucket, where it has no key).
Error parse_s3_error(const S3Response& response, const ObjectRef& object);

}  // namespace sfn::items
