#include "history/stored_form.h"

#include "history/public_history.h"

namespace sfn::history::stored {
namespace {

std::string internal_type_of(const Event& event) {
  if (std::holds_alternative<ScopeFailed>(event)) return "ScopeFailed";
  if (std::holds_alternative<RetryScheduled>(event)) return "RetryScheduled";
  if (std::holds_alternative<WaitStarted>(event)) return "WaitStarted";
  if (std::holds_alternative<StepsPutOff>(event)) return "StepsPutOff";
  if (std::holds_alternative<ChildStopped>(event)) return "ChildStopped";
  if (std::holds_alternative<LimitPassed>(event)) return "LimitPassed";
  if (std::holds_alternative<MapRunConfigured>(event)) return "MapRunConfigured";
  if (std::holds_alternative<ItemsWanted>(event)) return "ItemsWanted";
  if (std::holds_alternative<ChildrenStarted>(event)) return "ChildrenStarted";
  if (std::holds_alternative<MapChildEnded>(event)) return "MapChildEnded";
  if (std::holds_alternative<MapRunUpdated>(event)) return "MapRunUpdated";
  if (std::holds_alternative<ResultsWanted>(event)) return "ResultsWanted";
  if (std::holds_alternative<ChildrenCounted>(event)) return "ChildrenCounted";
  SFN_CHECK(!"an internal event without a stored type");
}

}  // namespace

std::string type_of(const Event& event) {
  const auto type = public_type(event);
  return type.empty() ? internal_type_of(event) : replace_all(type, "LambdaFunction", "Lambda");
}

}  // namespace sfn::history::stored
