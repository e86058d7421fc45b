// ValidateStateMachineDefinition: what CreateStateMachine would say of a definition, without
// creating anything.
#include <algorithm>

#include "api/away.h"
#include "api/members.h"
#include "api/states/limit_notes.h"
#include "api/states/states.h"
#include "asl/parse.h"
#include "base/limits.h"

namespace sfn::api {
namespace {

constexpr std::int64_t kDiagnosticsMax = 100;

struct Question {
  std::string definition;
  asl::MachineType type;
  limits::Policy policy;
  bool with_warnings;
  std::size_t limit;
};

Json shown(const asl::Diagnostic& diagnostic, bool is_error) {
  Json item = Json::object();
  item["severity"] = is_error ? "ERROR" : "WARNING";
  item["code"] = diagnostic.code;
  item["message"] = diagnostic.message;
  if (!diagnostic.location.empty()) item["location"] = diagnostic.location;
  return item;
}

Json answer_to(const Question& question) {
  const auto diagnostics = asl::parse_definition(question.definition, question.type).diagnostics;
  Json items = Json::array();
  bool truncated = false;
  bool failed = false;
  for (const auto& diagnostic : diagnostics) {
    const bool wrong = asl::is_error(diagnostic, question.policy);
    failed |= wrong;
    if (!wrong && !question.with_warnings) continue;
    truncated |= items.size() == question.limit;
    if (!truncated) items.push_back(shown(diagnostic, wrong));
  }
  Json answer = Json::object();
  answer["result"] = failed ? "FAIL" : "OK";
  answer["diagnostics"] = std::move(items);
  answer["truncated"] = truncated;
  return answer;
}

}  // namespace

void States::validate_state_machine_definition(const Json& params, const RequestContext&,
                                               const Reply& reply) {
  Members members(params);
  Question question;
  question.definition = members.required_text("definition", definition_length(limits_));
  question.type = members.word("type", {"STANDARD", "EXPRESS"}) == "EXPRESS"
                      ? asl::MachineType::Express
                      : asl::MachineType::Standard;
  question.policy = limits_;
  question.with_warnings = members.word("severity", {"ERROR", "WARNING"}) == "WARNING";
  const auto asked = members.integer("maxResults", {0, kDiagnosticsMax}).value_or(0);
  question.limit = static_cast<std::size_t>(asked == 0 ? kDiagnosticsMax : asked);
  if (const auto verdict = members.verdict(); !verdict) return reply(verdict.error());
  const auto bytes = question.definition.size();
  away_if_large(
      runtime_.offload(), bytes, [question = std::move(question)] { return answer_to(question); },
      reply);
}

}  // namespace sfn::api
