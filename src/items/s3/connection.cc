#include "items/s3/connection.h"

#include <fmt/format.h>

#include <array>
#include <chrono>
#include <concepts>
#include <thread>
#include <type_traits>

#include "base/text.h"
#include "items/s3/answers.h"
#include "items/s3_error.h"

namespace sfn::items {
namespace {

constexpr int kAttempts = 4;
constexpr auto kFirstPause = std::chrono::milliseconds(100);
constexpr long kConnectTimeoutMs = 5'000;
constexpr long kSlowBytesPerSecond = 1;  // For so long, and the request has failed.
constexpr long kSlowSeconds = 30;
constexpr std::size_t kAnswerBytesMax = 64 << 20;

// What is signed of a body, where there is none and where there is one.
constexpr const char* kNoBody = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
constexpr const char* kUnsignedBody = "UNSIGNED-PAYLOAD";

std::size_t on_body(char* bytes, std::size_t, std::size_t count, void* response) {
  auto& body = static_cast<S3Response*>(response)->body;
  if (body.size() + count > kAnswerBytesMax) return 0;
  body.append(bytes, count);
  return count;
}

std::size_t on_header(char* bytes, std::size_t, std::size_t count, void* response) {
  const std::string_view line(bytes, count);
  const auto colon = line.find(':');
  auto& headers = static_cast<S3Response*>(response)->headers;
  if (starts_with(line, "HTTP/")) headers.clear();  // Of a provisional answer.
  if (colon != line.npos) headers[to_lower(line.substr(0, colon))] = trim(line.substr(colon + 1));
  return count;
}

class Headers {
 public:
  explicit Headers(const LibCurl& curl) : curl_(curl) {}
  Headers(const Headers&) = delete;
  Headers& operator=(const Headers&) = delete;
  ~Headers() { curl_.slist_free_all(list_); }
  void add(const std::string& line) { list_ = curl_.slist_append(list_, line.c_str()); }
  curl_slist* get() const { return list_; }

 private:
  const LibCurl& curl_;
  curl_slist* list_ = nullptr;
};

/// How an exchange is to be: the options of a handle.
class Options {
 public:
  Options(const LibCurl& curl, CURL* handle) : curl_(curl), handle_(handle) {}
  /// libcurl takes nothing else, and a call through a pointer is not checked by its header.
  template <typename Value>
  requires std::is_pointer_v<Value> || std::same_as<Value, long> || std::same_as<Value, curl_off_t>
  void set(CURLoption option, Value value) const { curl_.easy_setopt(handle_, option, value); }

 private:
  const LibCurl& curl_;
  CURL* handle_;
};

void set_manners(const Options& options) {
  options.set(CURLOPT_PATH_AS_IS, 1L);
  options.set(CURLOPT_PROTOCOLS_STR, "http,https");
  options.set(CURLOPT_NOSIGNAL, 1L);
  options.set(CURLOPT_FILETIME, 1L);
  options.set(CURLOPT_CONNECTTIMEOUT_MS, kConnectTimeoutMs);
  options.set(CURLOPT_LOW_SPEED_LIMIT, kSlowBytesPerSecond);
  options.set(CURLOPT_LOW_SPEED_TIME, kSlowSeconds);
}

void receive(const Options& options, S3Response& response) {
  options.set(CURLOPT_WRITEFUNCTION, on_body);
  options.set(CURLOPT_WRITEDATA, &response);
  options.set(CURLOPT_HEADERFUNCTION, on_header);
  options.set(CURLOPT_HEADERDATA, &response);
}

void send_body(const Options& options, const S3Request& request) {
  std::rewind(request.body);
  options.set(CURLOPT_UPLOAD, 1L);
  options.set(CURLOPT_READDATA, request.body);
  options.set(CURLOPT_INFILESIZE_LARGE, static_cast<curl_off_t>(request.body_bytes));
}

void sign(const Options& options, Headers& headers, const S3Endpoint& endpoint, bool has_body) {
  const auto& who = *endpoint.credentials;
  options.set(CURLOPT_AWS_SIGV4, fmt::format("aws:amz:{}:s3", endpoint.region).c_str());
  options.set(CURLOPT_USERPWD, (who.key_id + ":" + who.secret).c_str());
  headers.add(std::string("x-amz-content-sha256: ") + (has_body ? kUnsignedBody : kNoBody));
  if (who.session_token) headers.add("x-amz-security-token: " + *who.session_token);
}

// A key's slashes are those of the path.
std::string encoded_key(std::string_view key) {
  std::string path;
  for (const auto& part : split(std::string(key), '/')) path += "/" + percent_encode(part);
  return path;
}

bool is_worth_another_try(const std::optional<S3Response>& response) {
  return !response || response->status >= 500 || response->status == 429;
}

}  // namespace

S3Connection::S3Connection(const LibCurl& curl, const S3Endpoint& endpoint)
    : curl_(curl), endpoint_(endpoint), handle_(curl_.easy_init(), curl_.easy_cleanup) {
  SFN_CHECK(handle_ != nullptr);
}

Result<S3Response> S3Connection::send(const S3Request& request) {
  std::optional<S3Response> response;
  std::string failure;
  auto pause = kFirstPause;
  for (int attempts = 0; attempts < kAttempts; ++attempts, pause *= 2) {
    if (attempts > 0) std::this_thread::sleep_for(pause);
    response = attempt(request, failure);
    if (!is_worth_another_try(response)) break;
  }
  if (!response) {
    return Error{"SdkClientException",
                 fmt::format("Unable to execute HTTP request: {}: {}", endpoint_.url, failure)};
  }
  if (response->status / 100 == 2) return *std::move(response);
  return parse_s3_error(*response, {request.bucket, request.key});
}

std::optional<S3Response> S3Connection::attempt(const S3Request& request, std::string& failure) {
  curl_.easy_reset(handle_.get());  // Keeps the connection.
  const Options options(curl_, handle_.get());
  S3Response response;
  Headers headers(curl_);
  for (const auto& header : request.headers) headers.add(header);
  if (endpoint_.credentials) sign(options, headers, endpoint_, request.body != nullptr);
  set_manners(options);
  receive(options, response);
  if (request.method == "HEAD") options.set(CURLOPT_NOBODY, 1L);
  if (request.body != nullptr) send_body(options, request);
  options.set(CURLOPT_URL, url_of(request).c_str());
  options.set(CURLOPT_HTTPHEADER, headers.get());
  const auto ended = curl_.easy_perform(handle_.get());
  if (ended != CURLE_OK) {
    failure = curl_.easy_strerror(ended);
    return std::nullopt;
  }
  curl_.easy_getinfo(handle_.get(), CURLINFO_RESPONSE_CODE, &response.status);
  response.last_modified = last_modified();
  return response;
}

std::optional<Timestamp> S3Connection::last_modified() const {
  curl_off_t seconds = -1;
  curl_.easy_getinfo(handle_.get(), CURLINFO_FILETIME_T, &seconds);
  if (seconds < 0) return std::nullopt;
  return from_epoch_ms(seconds * 1'000);
}

// With the query in the order of its names, as the signature wants it.
std::string S3Connection::url_of(const S3Request& request) const {
  std::string url = endpoint_.url + "/" + percent_encode(request.bucket);
  if (!request.key.empty()) url += encoded_key(request.key);
  char before = '?';
  for (const auto& [name, value] : request.query) {
    url += fmt::format("{}{}={}", before, percent_encode(name), percent_encode(value));
    before = '&';
  }
  return url;
}

}  // namespace sfn::items
