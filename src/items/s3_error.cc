#include "items/s3_error.h"

#include <fmt/format.h>

namespace sfn::items {

std::string to_uri(const ObjectRef& object) {
  return fmt::format("S3://{}/{}", object.bucket, object.key);
}

Error s3_error(std::string_view code, int status, std::string_view message,
               std::string_view resource) {
  return {std::string(code),
          fmt::format("{} (Service: Amazon S3; Status Code: {}; Error Code: {}; Resource: {})",
                      message, status, code, resource)};
}

Error no_such_bucket(const std::string& bucket) {
  return s3_error("NoSuchBucket", 404, "The specified bucket does not exist", "S3://" + bucket);
}

Error no_such_key(const ObjectRef& object) {
  return s3_error("NoSuchKey", 404, "The specified key does not exist.", to_uri(object));
}

Error access_denied(const ObjectRef& object, std::string_view why) {
  return s3_error("AccessDenied", 403, fmt::format("Access Denied: {}", why), to_uri(object));
}

Error object_changed(const ObjectRef& object) {
  return s3_error("PreconditionFailed", 412,
                  "The object has changed since the map run began to read it.", to_uri(object));
}

}  // namespace sfn::items
