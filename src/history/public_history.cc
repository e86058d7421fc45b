#include "history/public_history.h"

#include "history/public_details.h"

namespace sfn::history {
namespace {

// `LambdaFunctionScheduled` has its details in `lambdaFunctionScheduledEventDetails`; the ways in
// and out of states share theirs.
std::string details_name(const Event& event, std::string type) {
  if (std::holds_alternative<StateEntered>(event)) return "stateEnteredEventDetails";
  if (std::holds_alternative<StateExited>(event)) return "stateExitedEventDetails";
  type.front() = static_cast<char>(type.front() - 'A' + 'a');
  return type + "EventDetails";
}

}  // namespace

std::optional<Json> to_public(const Event& event, Timestamp time, bool include_execution_data) {
  const Link* link = link_of(event);
  if (link == nullptr) return std::nullopt;

  const auto type = public_type(event);
  Json shown = {{"timestamp", to_epoch_seconds(time)},
                {"type", type},
                {"id", raw(link->id)},
                {"previousEventId", raw(link->previous)}};
  if (auto details = public_details(event, include_execution_data)) {
    shown[details_name(event, type)] = std::move(*details);
  }
  return shown;
}

}  // namespace sfn::history
