#include "items/s3/answers.h"

#include <pugixml.hpp>

#include "base/text.h"
#include "items/s3_error.h"

namespace sfn::items {
namespace {

ObjectInfo object_of(const pugi::xml_node& contents) {
  ObjectInfo info{
      .key = contents.child_value("Key"),
      .etag = contents.child_value("ETag"),
      .size = contents.child("Size").text().as_ullong(),
      .last_modified = parse_iso8601(contents.child_value("LastModified")).value_or(Timestamp()),
      .storage_class = contents.child_value("StorageClass")};
  if (info.storage_class.empty()) info.storage_class = ObjectInfo().storage_class;
  return info;
}

// What the answer to a HEAD, which has no body, can only mean.
Error bare_error(const S3Response& response, const ObjectRef& object) {
  if (response.status == 404)
    return object.key.empty() ? no_such_bucket(object.bucket) : no_such_key(object);
  if (response.status == 403) return access_denied(object, "the endpoint does not say why");
  if (response.status == 412) return object_changed(object);
  return s3_error("UnknownError", static_cast<int>(response.status),
                  "The endpoint did not say what is wrong", to_uri(object));
}

}  // namespace

Result<S3ListingPage> parse_listing(const std::string& xml) {
  pugi::xml_document document;
  document.load_string(xml.c_str());
  const auto listing = document.child("ListBucketResult");
  if (!listing) return Error{"InvalidResponse", "The endpoint's answer is no listing of objects"};
  S3ListingPage page;
  for (const auto& contents : listing.children("Contents"))
    page.objects.push_back(object_of(contents));
  if (listing.child("IsTruncated").text().as_bool())
    page.next = listing.child_value("NextContinuationToken");
  return page;
}

ObjectInfo info_of_headers(const S3Response& response, const std::string& key) {
  const auto header = [&](const char* name) {
    const auto found = response.headers.find(name);
    return found == response.headers.end() ? std::string() : found->second;
  };
  ObjectInfo info{.key = key, .etag = header("etag"), .last_modified = {}};
  info.size = static_cast<std::uint64_t>(parse_integer(header("content-length")).value_or(0));
  if (response.last_modified) info.last_modified = *response.last_modified;
  if (const auto given = header("x-amz-storage-class"); !given.empty()) info.storage_class = given;
  return info;
}

Error parse_s3_error(const S3Response& response, const ObjectRef& object) {
  pugi::xml_document document;
  document.load_string(response.body.c_str());
  const auto error = document.child("Error");
  const std::string code = error.child_value("Code");
  if (code.empty()) return bare_error(response, object);
  return s3_error(code, static_cast<int>(response.status), error.child_value("Message"),
                  to_uri(object));
}

}  // namespace sfn::items
