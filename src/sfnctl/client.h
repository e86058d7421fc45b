// Client: what sfnctl asks of the daemon, in the daemon's words: the AWS API (Step Functions,
// Lambda, CloudWatch Logs) and sfn's own under /_sfn/v1/.
//
// Requests are not signed, since the daemon checks no signatures; their Authorization header has
// the shape of one, because the region travels in it. An Error is either about the way
// (exit_code.h) or the daemon's own code and message.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "base/result.h"
#include "base/time.h"
#include "sfnctl/http.h"
#include "sfnctl/interrupt.h"
#include "sfnctl/settings.h"
#include "sfnctl/sse.h"

namespace sfn::sfnctl {

using Deadline = std::optional<std::chrono::steady_clock::time_point>;

/// Events as the stream brings them; either may return false: enough.
struct StreamSink {
  std::function<bool()> opened;
  std::function<bool(const SseEvent&)> event;
  std::function<void()> tick = {};  ///< About once a second while it is open.
};

class Client {
 public:
  /// Borrows `interrupt`.
  Client(const Settings& settings, std::function<Timestamp()> now, const Interrupt& interrupt);

  // AWS's API.

  /// An action of Step Functions, such as `DescribeExecution`.
  Result<Json> call(const std::string& region, std::string_view action, const Json& input);
  /// An action of CloudWatch Logs.
  Result<Json> call_logs(const std::string& region, std::string_view action, const Json& input);
  /// A request to Lambda; `path` follows `/2015-03-31/functions`. No body where `input` is null.
  Result<Json> call_lambda(const std::string& region, std::string_view method,
                           std::string_view path, const Json& input = nullptr);
  /// Runs a function. The answer is the response of Lambda's Invoke with its headers; refusals are
  /// errors, a function that failed is none.
  Result<HttpResponse> invoke(const std::string& region, std::string_view function,
                              std::string payload, bool wait_for_result);

  // sfn's own API; `path` follows `/_sfn/v1/`.

  Result<Json> own(const std::string& path);
  Result<Json> own_post(const std::string& path, const Json& input);
  /// Server-sent events until the stream ends, the sink has enough or the deadline is over.
  Result<void> own_stream(const std::string& path, const std::string& last_event_id,
                          const StreamSink& sink);

  // Where.

  const std::string& endpoint() const { return http_.endpoint(); }
  const std::optional<std::string>& asked_region() const { return asked_region_; }
  /// Where new things go.
  Result<std::string> region();
  /// Where things are looked for: the region that was asked for, else all that the daemon has.
  Result<std::vector<std::string>> regions();
  Result<std::string> account();

  // When.

  Timestamp now() const { return now_(); }
  /// Every request gives up at that moment, with kTimedOut.
  void set_deadline(Deadline deadline) { deadline_ = deadline; }
  const Interrupt& interrupt() const { return interrupt_; }
  /// Sleeps; shorter if the deadline or Ctrl-C comes first.
  void pause(milliseconds time) const;

 private:
  struct AwsRequest {
    std::string service;
    std::string region;
    HttpRequest http;
  };
  void sign(AwsRequest& request) const;
  Result<HttpResponse> send(HttpRequest request);
  Result<Json> send_for_json(HttpRequest request);
  Result<Json> call_json(AwsRequest request, std::string target, const Json& input);
  milliseconds within_deadline(milliseconds timeout) const;
  Error timed_out_if_late(Error error) const;
  Result<Json> info();

  Http http_;
  std::optional<std::string> asked_region_;
  std::optional<std::string> region_;
  std::function<Timestamp()> now_;
  const Interrupt& interrupt_;
  Deadline deadline_;
  std::optional<Json> info_;  // Asked for once.
};

/// The region within an ARN that the daemon gave.
std::string region_of(std::string_view arn);

/// What an answer that is no success says.
Error error_of(const HttpResponse& response);

}  // namespace sfn::sfnctl
