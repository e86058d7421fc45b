// A connection to an S3-compatible endpoint: one request at a time, signed (AWS Signature Version
// 4).
#pragma once

#include <cstdint>
#include <cstdio>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "base/time.h"
#include "items/object_store.h"
#include "items/s3/libcurl.h"

namespace sfn::items {

/// Where an S3-compatible service is, and who we are to it.
struct S3Endpoint {
  struct Credentials {
    std::string key_id;
    std::string secret;
    std::optional<std::string> session_token;
  };

  std::string url;  ///< `http://127.0.0.1:9000`; buckets follow in its path.
  std::string region = "us-east-1";
  std::optional<Credentials> credentials;  ///< Absent: requests are not signed.
};

struct S3Request {
  std::string method;
  std::string bucket;
  std::string key = {};
  std::map<std::string, std::string> query = {};
  std::vector<std::string> headers = {};  ///< `name: value`.
  std::FILE* body = nullptr;              ///< From its beginning; with PUT.
  std::uint64_t body_bytes = 0;
};

struct S3Response {
  long status = 0;
  std::map<std::string, std::string> headers;  ///< By names in lower case.
  std::optional<Timestamp> last_modified;
  std::string body;
};

class S3Connection {
 public:
  /// Borrows both.
  S3Connection(const LibCurl& curl, const S3Endpoint& endpoint);

  /// The answer to a request that succeeded. What was not answered, or with a fault of the server's
  /// own, is tried again a few times. An error of S3 has its code (`NoSuchKey`, …), and
  /// `SdkClientException` says that there was no answer.
  Result<S3Response> send(const S3Request& request);

 private:
  std::optional<S3Response> attempt(const S3Request& request, std::string& failure);
  std::optional<Timestamp> last_modified() const;  ///< Of the last answer.
  std::string url_of(const S3Request& request) const;

  const LibCurl& curl_;
  const S3Endpoint& endpoint_;
  std::unique_ptr<CURL, decltype(LibCurl::easy_cleanup)> handle_;
};

}  // namespace sfn::items
