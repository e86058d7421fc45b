// SendTaskSuccess, SendTaskFailure, SendTaskHeartbeat.
#include <fmt/format.h>

#include "api/away.h"
#include "api/members.h"
#include "api/states/states.h"
#include "base/json_error.h"
#include "base/limits.h"
#include "history/task_token.h"

namespace sfn::api {
namespace {

constexpr Range kToken{1, 2048};
constexpr Range kOutput{0, limits::kPayloadBytesMax};
constexpr Range kLooseOutput{0, limits::kLoosePayloadBytesMax};

// The service counts the bytes of documents, and the characters of all else.
std::string read_output(Members& members, limits::Policy policy) {
  if (policy != limits::Policy::Strict) return members.required_text("output", kLooseOutput);
  auto output = members.required_text("output", kOutput);
  const auto too_many = [](std::size_t count) { return count > limits::kPayloadBytesMax; };
  if (too_many(output.size())) {
    members.object_to(
        "output", fmt::format("have length less than or equal to {}", limits::kPayloadBytesMax));
  }
  return output;
}

Result<Payload> parse_output(const std::string& text) {
  auto output = Payload::parse(text);
  if (output) return output;
  return Error{"InvalidOutput", fmt::format("Invalid Output: '{}'", why_no_json(text))};
}

runtime::Reply<void> empty_answer(const Reply& reply) {
  return [reply](const Result<void>& done) {
    reply(done ? Result<Json>(Json::object()) : done.error());
  };
}

}  // namespace

void States::send_task_success(const Json& params, const RequestContext&, const Reply& reply) {
  Members members(params);
  const auto token_text = members.required_text("taskToken", kToken);
  auto text = read_output(members, limits_);
  if (const auto verdict = members.verdict(); !verdict) return reply(verdict.error());
  const auto token = history::parse_task_token(token_text);
  if (!token) return reply(runtime::kInvalidToken);
  const auto bytes = text.size();
  away_if_large(
      runtime_.offload(), bytes, [text = std::move(text)] { return parse_output(text); },
      [this, token = *token, reply](Result<Payload> output) {
        if (!output) return reply(output.error());
        runtime_.return_token(token, history::TaskSuccess{std::move(*output)}, empty_answer(reply));
      });
}

void States::send_task_failure(const Json& params, const RequestContext&, const Reply& reply) {
  Members members(params);
  const auto token_text = members.required_text("taskToken", kToken);
  history::TaskFailure failure;
  failure.error = members.text("error", {0, limits::kErrorCharactersMax});
  failure.cause = members.text("cause", {0, limits::kCauseCharactersMax});
  if (const auto verdict = members.verdict(); !verdict) return reply(verdict.error());
  const auto token = history::parse_task_token(token_text);
  if (!token) return reply(runtime::kInvalidToken);
  runtime_.return_token(*token, std::move(failure), empty_answer(reply));
}

void States::send_task_heartbeat(const Json& params, const RequestContext&, const Reply& reply) {
  Members members(params);
  const auto token_text = members.required_text("taskToken", kToken);
  if (const auto verdict = members.verdict(); !verdict) return reply(verdict.error());
  const auto token = history::parse_task_token(token_text);
  if (!token) return reply(runtime::kInvalidToken);
  runtime_.heartbeat(*token, empty_answer(reply));
}

}  // namespace sfn::api
