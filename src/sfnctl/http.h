// Http: requests to the daemon over libcurl, one at a time, answers whole or as a stream.
//
// Knows nothing of AWS or sfn. Errors are about the way only (kUnreachable, kTimedOut,
// kInterrupted): an answer with any status is an answer.
#pragma once

#include <cstddef>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"
#include "base/time.h"
#include "sfnctl/interrupt.h"

namespace sfn::sfnctl {

struct HttpRequest {
  std::string method = "GET";
  std::string target;  ///< Path and query, encoded.
  std::vector<std::pair<std::string, std::string>> headers;
  std::string body;
  milliseconds timeout{60'000};  ///< For the whole exchange; 0: none.
};

struct HttpResponse {
  int status = 0;
  std::map<std::string, std::string> headers;  ///< Names in lower case.
  std::string body;
};

/// Takes the body of a successful answer as it arrives. Either may return false: enough.
struct HttpSink {
  std::function<bool()> opened;  ///< The head is in. May send requests over the same Http.
  std::function<bool(std::string_view)> bytes;
  std::function<void()> tick = {};  ///< About once a second from then on. May send requests, too.
};

class Http {
 public:
  /// A longer answer is refused: none of the daemon's is nearly as long.
  static constexpr std::size_t kAnswerBytesMax = std::size_t{64} << 20;

  /// `endpoint`: `http://host:port` without a slash at the end. Borrows `interrupt`.
  Http(std::string endpoint, const Interrupt& interrupt);
  Http(const Http&) = delete;
  Http& operator=(const Http&) = delete;
  ~Http();

  const std::string& endpoint() const { return endpoint_; }

  Result<HttpResponse> send(const HttpRequest& request);

  /// Over a connection of its own. A body that is no success's is in the response, not the sink.
  /// Returns when the stream ends or the sink has enough.
  Result<HttpResponse> stream(const HttpRequest& request, const HttpSink& sink);

 private:
  struct Handle;
  std::string endpoint_;
  const Interrupt& interrupt_;
  std::unique_ptr<Handle> kept_;  // Its connection stays open for the next request.
};

}  // namespace sfn::sfnctl
