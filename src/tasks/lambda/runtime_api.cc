#include "tasks/lambda/runtime_api.h"

#include <fmt/format.h>

#include <utility>

#include "base/check.h"
#include "base/json.h"
#include "base/text.h"

namespace sfn::tasks {
namespace {

constexpr std::string_view kRoot = "/2018-06-01/runtime/";
constexpr std::string_view kInvocation = "invocation/";

// A result that is a little too large must arrive to be refused as Lambda does; beyond this the
// server itself refuses, and the runtime sees a plain 413.
constexpr std::size_t kBodyBytesMax = 64 * 1'024 * 1'024;

http::ServerOptions server_options() {
  http::ServerOptions options;
  options.body_limit = [](std::string_view, std::string_view) { return kBodyBytesMax; };
  // Runtimes keep one connection, silent while the handler works: longer than any time-out.
  options.idle_timeout = std::chrono::hours(1);
  options.connections_max = 16;
  return options;
}

http::Response accepted() { return http::json_response(202, {{"status", "OK"}}); }

http::Response refusal(int status, std::string_view type, std::string_view message) {
  return http::json_response(status, {{"errorMessage", message}, {"errorType", type}});
}

http::Response wrong_moment(std::string_view what) {
  return refusal(403, "InvalidStateTransition", what);
}

http::Response work_response(const RuntimeWork& work) {
  http::Headers headers{{"Content-Type", "application/json"},
                        {"Lambda-Runtime-Aws-Request-Id", work.request_id},
                        {"Lambda-Runtime-Deadline-Ms", std::to_string(to_epoch_ms(work.deadline))},
                        {"Lambda-Runtime-Invoked-Function-Arn", work.function_arn},
                        {"Lambda-Runtime-Trace-Id", work.trace_id}};
  if (!work.client_context.empty()) {
    headers.add("Lambda-Runtime-Client-Context", work.client_context);
  }
  return {200, std::move(headers), work.payload.text()};
}

std::string error_type_of(const http::Request& request) {
  return std::string(request.headers.get("Lambda-Runtime-Function-Error-Type"));
}

}  // namespace

RuntimeApi::RuntimeApi(loop::Loop& loop, std::function<void(RuntimeCall)> on_call)
    : on_call_(std::move(on_call)),
      server_(loop, server_options(), [this](http::Request request, http::Responder responder) {
        handle(std::move(request), std::move(responder));
      }) {}

Result<std::string> RuntimeApi::listen() {
  const auto port = server_.listen({"127.0.0.1", 0});
  if (!port) return port.error();
  return fmt::format("127.0.0.1:{}", *port);
}

void RuntimeApi::deliver(RuntimeWork work) {
  SFN_CHECK(waiting_ && working_on_.empty());
  working_on_ = work.request_id;
  auto responder = std::move(*waiting_);
  waiting_.reset();
  responder.respond(work_response(work));
}

void RuntimeApi::handle(http::Request request, http::Responder responder) {
  const std::string_view path = request.path;
  const bool posts = request.method == "POST";
  if (starts_with(path, kRoot)) {
    const auto parts = split(path.substr(kRoot.size()), '/');
    const bool invocation = starts_with(path.substr(kRoot.size()), kInvocation);
    if (!posts && invocation && parts.size() == 2 && parts[1] == "next") {
      return next(std::move(responder));
    }
    if (posts && path.substr(kRoot.size()) == "init/error") {
      return init_error(std::move(request), std::move(responder));
    }
    if (posts && invocation && parts.size() == 3) {
      return end_of(parts[1], std::move(request), std::move(responder));
    }
  }
  responder.respond(refusal(
      404, "NotFound",
      fmt::format("{} {} is not part of the Lambda runtime API", request.method, request.path)));
}

void RuntimeApi::next(http::Responder responder) {
  if (!working_on_.empty()) {
    return responder.respond(wrong_moment("request " + working_on_ + " is not answered yet"));
  }
  // A runtime whose connection broke asks again; the answer to the broken one is lost by itself.
  const bool known = waiting_.has_value();
  asked_ = true;
  waiting_.emplace(std::move(responder));
  if (!known) on_call_(RuntimeReady{});
}

void RuntimeApi::init_error(http::Request request, http::Responder responder) {
  if (asked_) return responder.respond(wrong_moment("the initialisation is over"));
  responder.respond(accepted());
  on_call_(RuntimeInitFailure{std::move(request.body), error_type_of(request)});
}

void RuntimeApi::end_of(const std::string& request_id, http::Request request,
                        http::Responder responder) {
  const bool response = ends_with(request.path, "/response");
  if (!response && !ends_with(request.path, "/error")) {
    return responder.respond(refusal(404, "NotFound", "expected /response or /error"));
  }
  if (request_id != working_on_ || request_id.empty()) {
    return responder.respond(refusal(400, "InvalidRequestID", "Invalid request ID"));
  }
  working_on_.clear();

  const std::size_t bytes = request.body.size();
  if (bytes > kFunctionResponseBytesMax) {
    responder.respond(refusal(413, "RequestEntityTooLarge",
                              fmt::format("Exceeded maximum allowed payload size ({} bytes).",
                                          kFunctionResponseBytesMax)));
    return on_call_(RuntimeResponseTooLarge{bytes});
  }
  responder.respond(accepted());
  if (response) return on_call_(RuntimeResponse{std::move(request.body)});
  on_call_(RuntimeFailure{std::move(request.body), error_type_of(request)});
}

}  // namespace sfn::tasks
