#include "sfnctl/client.h"

#include <poll.h>

#include "base/arn.h"
#include "base/text.h"
#include "sfnctl/exit_code.h"
#include "sfnctl/members.h"
#include "sfnctl/url.h"

namespace sfn::sfnctl {
namespace {

constexpr std::string_view kOwn = "/_sfn/v1/";
constexpr std::string_view kFunctions = "/2015-03-31/functions";
constexpr milliseconds kRequestTimeout{60'000};
constexpr milliseconds kInvokeTimeout{16 * 60'000};  // A function may take 15 minutes.
constexpr milliseconds kPostTimeout{60 * 60'000};    // A backup takes as long as it takes.

/// `20261122T180405Z`.
std::string amz_date(Timestamp now) {
  const auto text = to_iso8601(now);
  return replace_all(replace_all(text.substr(0, 19), "-", ""), ":", "") + "Z";
}

std::string code_of(const HttpResponse& response, const Json& body) {
  const auto header = response.headers.find("x-amzn-errortype");
  auto code = header != response.headers.end() ? header->second : text_at(body, "__type");
  if (const auto hash = code.find('#'); hash != std::string::npos) code.erase(0, hash + 1);
  return code.substr(0, code.find(':'));
}

}  // namespace

std::string region_of(std::string_view arn) {
  const auto parsed = Arn::parse(arn);
  return parsed ? parsed->region : "";
}

Error error_of(const HttpResponse& response) {
  const auto body = parse_json(response.body);
  const auto code = code_of(response, body ? *body : Json());
  if (code.empty()) {
    return {"UnknownAnswer",
            fmt::format("status {} without an error code; is it sfnd that listens there?",
                        response.status)};
  }
  if (!body) return {code, response.body};
  const auto message = text_at(*body, "message");
  return {code, message.empty() ? text_at(*body, "Message") : message};
}

Client::Client(const Settings& settings, std::function<Timestamp()> now, const Interrupt& interrupt)
    : http_(settings.endpoint, interrupt),
      asked_region_(settings.asked_region),
      region_(settings.region),
      now_(std::move(now)),
      interrupt_(interrupt) {}

void Client::sign(AwsRequest& request) const {
  const auto date = amz_date(now_());
  request.http.headers.emplace_back("X-Amz-Date", date);
  request.http.headers.emplace_back(
      "Authorization", fmt::format("AWS4-HMAC-SHA256 Credential=sfn/{}/{}/{}/aws4_request, "
                                   "SignedHeaders=host;x-amz-date, Signature={:064}",
                                   date.substr(0, 8), request.region, request.service, 0));
}

Result<Json> Client::call(const std::string& region, std::string_view action, const Json& input) {
  AwsRequest request{"states", region, {}};
  request.http.headers = {{"Content-Type", "application/x-amz-json-1.0"}};
  return call_json(std::move(request), fmt::format("AWSStepFunctions.{}", action), input);
}

Result<Json> Client::call_logs(const std::string& region, std::string_view action,
                               const Json& input) {
  AwsRequest request{"logs", region, {}};
  request.http.headers = {{"Content-Type", "application/x-amz-json-1.1"}};
  return call_json(std::move(request), fmt::format("Logs_20140328.{}", action), input);
}

Result<Json> Client::call_json(AwsRequest request, std::string target, const Json& input) {
  request.http.method = "POST";
  request.http.target = "/";
  request.http.headers.emplace_back("X-Amz-Target", std::move(target));
  request.http.body = to_text(input);
  sign(request);
  return send_for_json(std::move(request.http));
}

Result<Json> Client::call_lambda(const std::string& region, std::string_view method,
                                 std::string_view path, const Json& input) {
  AwsRequest request{"lambda", region, {}};
  request.http.method = method;
  request.http.target = fmt::format("{}{}", kFunctions, path);
  if (!input.is_null()) {
    request.http.headers = {{"Content-Type", "application/json"}};
    request.http.body = to_text(input);
  }
  sign(request);
  return send_for_json(std::move(request.http));
}

Result<HttpResponse> Client::invoke(const std::string& region, std::string_view function,
                                    std::string payload, bool wait_for_result) {
  AwsRequest request{"lambda", region, {}};
  request.http.method = "POST";
  request.http.target = fmt::format("{}/{}/invocations", kFunctions, percent_encode(function));
  request.http.headers = {{"Content-Type", "application/json"},
                          {"X-Amz-Invocation-Type", wait_for_result ? "RequestResponse" : "Event"}};
  if (wait_for_result) request.http.headers.emplace_back("X-Amz-Log-Type", "Tail");
  request.http.body = std::move(payload);
  request.http.timeout = kInvokeTimeout;
  sign(request);
  return send(std::move(request.http));
}

Result<Json> Client::own(const std::string& path) {
  HttpRequest request;
  request.target = std::string(kOwn) + path;
  return send_for_json(std::move(request));
}

Result<Json> Client::own_post(const std::string& path, const Json& input) {
  HttpRequest request;
  request.method = "POST";
  request.target = std::string(kOwn) + path;
  request.headers = {{"Content-Type", "application/json"}};
  request.body = to_text(input);
  request.timeout = kPostTimeout;
  return send_for_json(std::move(request));
}

Result<void> Client::own_stream(const std::string& path, const std::string& last_event_id,
                                const StreamSink& sink) {
  HttpRequest request;
  request.target = std::string(kOwn) + path;
  request.headers = {{"Accept", "text/event-stream"}};
  if (!last_event_id.empty()) request.headers.emplace_back("Last-Event-ID", last_event_id);
  request.timeout = within_deadline(milliseconds(0));

  SseParser parser;
  const HttpSink bytes{
      sink.opened,
      [&parser, &sink](std::string_view piece) { return parser.feed(piece, sink.event); },
      sink.tick};
  const auto response = http_.stream(request, bytes);
  if (!response) return timed_out_if_late(response.error());
  if (response->status / 100 != 2) return error_of(*response);
  return {};
}

Result<HttpResponse> Client::send(HttpRequest request) {
  request.timeout = within_deadline(request.timeout);
  auto response = http_.send(request);
  if (!response) return timed_out_if_late(response.error());
  if (response->status / 100 != 2) return error_of(*response);
  return response;
}

Result<Json> Client::send_for_json(HttpRequest request) {
  auto response = send(std::move(request));
  if (!response) return response.error();
  if (response->body.empty()) return Json::object();
  auto body = parse_json(response->body);
  if (!body) {
    return Error{"UnknownAnswer", fmt::format("{} answered with something that is no JSON; is it "
                                              "sfnd that listens there?",
                                              endpoint())};
  }
  return body;
}

milliseconds Client::within_deadline(milliseconds timeout) const {
  if (!deadline_) return timeout;
  const auto left =
      std::chrono::duration_cast<milliseconds>(*deadline_ - std::chrono::steady_clock::now());
  const auto some = std::max(left, milliseconds(1));  // Zero would mean no limit.
  return timeout.count() == 0 ? some : std::min(timeout, some);
}

Error Client::timed_out_if_late(Error error) const {
  const bool late = deadline_ && std::chrono::steady_clock::now() >= *deadline_;
  if (error.name == kInterrupted) return error;
  if (late) return {std::string(kTimedOut), "the time ran out"};
  if (error.name == kTimedOut) error.name = kUnreachable;  // Our own patience with the daemon.
  return error;
}

void Client::pause(milliseconds time) const {
  // A signal ends poll() early, which is what is wanted.
  if (!interrupt_.raised()) ::poll(nullptr, 0, static_cast<int>(within_deadline(time).count()));
}

Result<Json> Client::info() {
  if (!info_) {
    auto answer = own("info");
    if (!answer) return answer.error();
    info_ = *std::move(answer);
  }
  return *info_;
}

Result<std::string> Client::region() {
  if (!region_) {
    const auto answer = info();
    if (!answer) return answer.error();
    region_ = text_at(*answer, "region");
  }
  return *region_;
}

Result<std::vector<std::string>> Client::regions() {
  if (asked_region_) return std::vector<std::string>{*asked_region_};
  const auto answer = info();
  if (!answer) return answer.error();
  std::vector<std::string> regions{text_at(*answer, "region")};
  const auto add = [&regions](const std::string& region) {
    if (std::find(regions.begin(), regions.end(), region) == regions.end()) {
      regions.push_back(region);
    }
  };
  for (const auto& region : array_at(*answer, "regions")) {
    if (region.is_string()) add(region.get<std::string>());
  }
  if (region_) add(*region_);
  return regions;
}

Result<std::string> Client::account() {
  const auto answer = info();
  if (!answer) return answer.error();
  return text_at(*answer, "account");
}

}  // namespace sfn::sfnctl
