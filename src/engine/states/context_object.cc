#include "engine/states/context_object.h"

#include <variant>

#include "base/arn.h"

namespace sfn::engine {
namespace {

// The iteration that the scope belongs to: its own, or that of the nearest one around it.
std::optional<MapItem> enclosing_item(const Execution& execution, const Scope& innermost,
                                      Meter& meter) {
  for (const Scope* scope = &innermost; scope->parent;) {
    const Visit& parent = execution.visit(*scope->parent);
    if (const auto* mapping = std::get_if<Mapping>(&parent.phase)) {
      meter.charge_bytes(mapping->items.text().size());
      return MapItem{.index = scope->index,
                     .value = mapping->items.value().at(static_cast<std::size_t>(scope->index))};
    }
    scope = &execution.scope(parent.scope);
  }
  return std::nullopt;
}

Json execution_part(const Execution& execution) {
  Json part = Json::object();
  part["Id"] = execution.arn;
  part["Input"] = execution.input.value();
  part["StartTime"] = to_iso8601_short(execution.started);
  part["Name"] = execution.name;
  part["RoleArn"] = execution.role_arn;
  if (!is_express_execution_arn(execution.arn)) part["RedriveCount"] = 0;
  return part;
}

Json state_part(const Visit& visit) {
  Json part = Json::object();
  part["Name"] = visit.state;
  part["EnteredTime"] = to_iso8601_short(visit.entered);
  // As recorded: only states that can be retried count their retries.
  const bool retries = visit.type == StateType::Task || visit.type == StateType::Map ||
                       visit.type == StateType::Parallel;
  if (retries) part["RetryCount"] = visit.attempt;
  return part;
}

}  // namespace

Payload context_object(const Step& step, const std::optional<MapItem>& item) {
  const auto input_bytes = step.execution.input.text().size();
  step.meter.charge_bytes(input_bytes);  // To parse it, and then to copy it.
  step.meter.charge_bytes(input_bytes);
  step.meter.charge_freed(input_bytes);
  Json context = Json::object();
  context["Execution"] = execution_part(step.execution);
  context["StateMachine"] = Json::object();
  context["StateMachine"]["Id"] = step.execution.machine_arn;
  context["StateMachine"]["Name"] = step.execution.machine_name;
  context["State"] = state_part(step.visit);
  if (!step.task_token.empty()) {
    context["Task"] = Json::object();
    context["Task"]["Token"] = step.task_token;
  }
  if (const auto current = item ? item : enclosing_item(step.execution, step.scope(), step.meter)) {
    Json part = Json::object();
    part["Index"] = current->index;
    part["Value"] = current->value;
    if (current->key) part["Key"] = *current->key;
    if (current->source) part["Source"] = *current->source;
    context["Map"] = Json::object();
    context["Map"]["Item"] = std::move(part);
  }
  return Payload(std::move(context));
}

}  // namespace sfn::engine
