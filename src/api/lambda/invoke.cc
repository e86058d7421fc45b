// Invoke: now (RequestResponse), durably later (Event), or not at all (DryRun).
#include <fmt/format.h>

#include "api/away.h"
#include "api/lambda/functions.h"
#include "api/lambda/lambda_error.h"
#include "base/text.h"

namespace sfn::api {

// How a function is to be called.
struct Functions::InvokeTerms {
  bool later = false;    // Event: durably, and answered at once.
  bool dry_run = false;  // Not at all.
  bool tail = false;     // With the end of its log.
};

namespace {

constexpr std::size_t kSyncPayloadBytesMax = 6'291'456;
constexpr std::size_t kAsyncPayloadBytesMax = 1'048'576;

Result<void> check_size(std::size_t bytes, bool later) {
  const auto limit = later ? kAsyncPayloadBytesMax : kSyncPayloadBytesMax;
  if (bytes <= limit) return {};
  return Error{
      "RequestEntityTooLargeException",
      fmt::format("{} byte payload is too large for the {} invocation type (limit {} bytes)", bytes,
                  later ? "Event" : "RequestResponse", limit)};
}

Result<Payload> payload_of(std::string body) {
  if (body.empty()) return Payload();
  const auto value = parse_json(body);
  // The function is sent the text alone: what it means need not be kept, and freed on the loop.
  if (value) return Payload::trusted(std::move(body));
  return Error{"InvalidRequestContentException",
               "Could not parse request body into json: " + value.error().cause};
}

http::Response invocation_response(tasks::InvocationResult result, bool tail) {
  http::Response response{200, {{"Content-Type", "application/json"}}, std::move(result.payload)};
  response.headers.add("X-Amz-Executed-Version", result.executed_version);
  if (result.failed()) response.headers.add("X-Amz-Function-Error", result.function_error);
  if (tail) response.headers.add("X-Amz-Log-Result", base64_encode(result.log_tail));
  return response;
}

}  // namespace

void Functions::invoke(const Call& call) {
  const auto& headers = call.request.headers;
  const std::string type(headers.get("X-Amz-Invocation-Type"));
  const bool later = type == "Event";
  const bool dry_run = type == "DryRun";
  const bool tail = headers.get("X-Amz-Log-Type") == "Tail";
  if (!type.empty() && !later && !dry_run && type != "RequestResponse") {
    return call.reply(lambda_error(
        {"InvalidParameterValueException",
         fmt::format("Unknown invocation type '{}': use RequestResponse, Event or DryRun", type)}));
  }
  if (const auto fits = check_size(call.request.body.size(), later); !fits) {
    return call.reply(lambda_error(fits.error()));
  }
  tasks::Invocation invocation{.request_id = call.context.request_id,
                               .payload = {},
                               .qualifier = call.name.qualifier,
                               .client_context = {},
                               .origin = {}};
  if (const auto text = base64_decode(headers.get("X-Amz-Client-Context"))) {
    invocation.client_context = *text;
  }
  const auto bytes = call.request.body.size();
  away_if_large(
      runtime_.offload(), bytes,
      [body = std::move(call.request.body)]() mutable { return payload_of(std::move(body)); },
      [this, name = call.name, invocation, how = InvokeTerms{later, dry_run, tail},
       reply = call.reply](Result<Payload> payload) mutable {
        if (!payload) return reply(lambda_error(payload.error()));
        invocation.payload = std::move(*payload);
        invoke_found(name, invocation, how, reply);
      });
}

void Functions::invoke_found(const FunctionName& function, const tasks::Invocation& asked,
                             const InvokeTerms& how, const HttpReply& http_reply) {
  runtime_.commits().reply_after(runtime_.catalogue().function(function.arn()),
                                 [this, name = function, invocation = asked, how,
                                  reply = http_reply](const runtime::FunctionPtr& found) mutable {
                                   if (!found || !name.is_latest())
                                     return reply(lambda_error(function_not_found(name)));
                                   if (how.dry_run) return reply({204, {}, ""});
                                   if (how.later)
                                     return invoke_later(name, std::move(invocation), reply);
                                   invoke_now(*found, std::move(invocation), how.tail, reply);
                                 });
}

void Functions::invoke_now(const store::FunctionRow& row, tasks::Invocation invocation, bool tail,
                           const HttpReply& reply) {
  if (const auto admitted = runtime_.commits().admit(); !admitted) {
    return reply(lambda_error(admitted.error()));
  }
  parts_.invoke(parts_.spec(row), std::move(invocation),
                [tail, reply](Result<tasks::InvocationResult> result) {
                  reply(result ? invocation_response(std::move(*result), tail)
                               : lambda_error(result.error()));
                });
}

void Functions::invoke_later(const FunctionName& name, tasks::Invocation invocation,
                             const HttpReply& reply) {
  runtime_.invoke({.request_id = invocation.request_id,
                   .function_arn = name.qualified_arn(),
                   .payload = invocation.payload.text()},
                  [reply](const Result<runtime::Accepted>& accepted) {
                    reply(accepted ? http::Response{202, {}, ""} : lambda_error(accepted.error()));
                  });
}

}  // namespace sfn::api
