// The parameters of the service integrations that sfn carries out itself: which there must be, and
// which there may be. API references of the actions; developer guide, "Optimized integrations".
//
// What is wrong with them leaves the definition its meaning: the task fails when its turn comes. So
// a machine that was stored before this was checked can still be read.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <vector>

#include "asl/parse/parts.h"
#include "base/text.h"

namespace sfn::asl {
namespace {

struct Action {
  std::string_view service;
  std::string_view name;
  std::string_view required;
  std::vector<std::string_view> optional;
};

const std::array<Action, 2> kActions = {{
    {"lambda",
     "invoke",
     "FunctionName",
     {"Payload", "Qualifier", "InvocationType", "ClientContext"}},
    {"states", "startExecution", "StateMachineArn", {"Input", "Name", "TraceHeader"}},
}};

const Action* action_of(const Integration& integration) {
  const auto found =
      std::find_if(kActions.begin(), kActions.end(), [&integration](const Action& action) {
        return action.service == integration.service && action.name == integration.action;
      });
  return found == kActions.end() ? nullptr : &*found;
}

// `Payload.$` gives Payload.
std::string_view given_name(std::string_view name, bool is_jsonata) {
  constexpr std::string_view kComputed = ".$";
  if (!is_jsonata && ends_with(name, kComputed)) name.remove_suffix(kComputed.size());
  return name;
}

}  // namespace

void check_parameters(StateDraft& draft, const Integration& integration, const Node& parameters) {
  const auto* action = action_of(integration);
  if (action == nullptr || !parameters.value->is_object()) return;
  bool has_required = false;
  for (const auto& [key, value] : parameters.value->items()) {
    const auto name = given_name(key, draft.is_jsonata());
    has_required |= name == action->required;
    const auto& optional = action->optional;
    const bool known = name == action->required ||
                       std::find(optional.begin(), optional.end(), name) != optional.end();
    if (known) continue;
    draft.report().past_limit(
        *parameters.place, fmt::format("The field '{}' is not supported by Step Functions", key));
  }
  if (has_required) return;
  draft.report().past_limit(
      *parameters.place,
      fmt::format("The field '{}' is required but was missing", action->required));
}

}  // namespace sfn::asl
