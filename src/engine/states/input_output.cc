#include "engine/states/input_output.h"

#include <fmt/format.h>

#include <utility>

#include "base/overloaded.h"
#include "engine/limits.h"
#include "engine/states/data_limit.h"
#include "engine/states/failure.h"
#include "engine/states/queries.h"

namespace sfn::engine {
namespace {

// The fields by which a result becomes an output, of the kinds that have a result.
struct ResultFields {
  const std::optional<asl::PayloadTemplate>* selector;
  const asl::PathOrNull* path;
  const asl::Transition* transition;
};

std::optional<ResultFields> result_fields(const asl::StateKind& kind) {
  const auto of = [](const auto& state) -> std::optional<ResultFields> {
    return ResultFields{&state.result_selector, &state.result_path, &state.transition};
  };
  return std::visit(overloaded{
                        [&](const asl::TaskState& task) { return of(task); },
                        [&](const asl::ParallelState& parallel) { return of(parallel); },
                        [&](const asl::MapState& map) { return of(map); },
                        [](const asl::PassState&) { return std::optional<ResultFields>(); },
                        [](const asl::ChoiceState&) { return std::optional<ResultFields>(); },
                        [](const asl::WaitState&) { return std::optional<ResultFields>(); },
                        [](const asl::SucceedState&) { return std::optional<ResultFields>(); },
                        [](const asl::FailState&) { return std::optional<ResultFields>(); },
                    },
                    kind);
}

}  // namespace

Result<Payload> effective_input(const Step& step,
                                const std::optional<asl::PayloadTemplate>& parameters) {
  if (Evaluation evaluation(step); evaluation.has("Arguments")) {
    return evaluation.value("Arguments");
  }
  auto input = Queries(step, step.visit.input).select(step.state.input_path);
  if (!input) return input;
  // A path that finds many values may find some of them many times.
  const auto within = check_extent(*input, step);
  if (!within) return within.error();
  return parameters ? Queries(step, std::move(*input)).fill(*parameters) : input;
}

Result<Payload> place_result(const Step& step, const asl::PathOrNull& result_path,
                             const Payload& result) {
  if (!result_path) return step.visit.input;
  if (result_path->is_root()) return result;
  step.meter.charge_bytes(step.visit.input.text().size() + result.text().size());
  auto placed = result_path->assign(step.visit.input.value(), result.value());
  if (placed) return Payload(std::move(*placed));
  return Error{"States.ResultPathMatchFailure",
               fmt::format("Unable to apply step \"{}\" to input {}", result_path->text(),
                           step.visit.input.text())};
}

namespace {

// What is assigned takes the place of what the scope has under the same names.
Result<void> check_all_variables(const Step& step, const std::map<std::string, Payload>& assigned) {
  std::size_t bytes = step.execution.variable_bytes;
  const auto& before = step.scope().variables;
  for (const auto& [name, value] : assigned) {
    bytes += value.text().size();
    if (const auto old = before.find(name); old != before.end()) bytes -= old->second.text().size();
  }
  const bool passes = bytes <= step.bounds.variables_bytes ||
                      (bytes <= limits::kLooseVariablesBytesMax &&
                       lets_pass(step.bounds, limit_name::kVariables, step.state.name,
                                 static_cast<std::int64_t>(bytes)));
  if (passes) return {};
  return Error{"States.DataLimitExceeded",
               fmt::format("The state/task '{}' assigned variables by which those of the execution "
                           "exceed the maximum of {} bytes.",
                           step.state.name, step.bounds.variables_bytes)};
}

}  // namespace

Result<std::map<std::string, Payload>> assigned_variables(const Step& step,
                                                          const Assignment& assignment,
                                                          Evaluation& evaluation) {
  std::map<std::string, Payload> variables;
  const auto location = assignment.within + "Assign";
  const bool evaluated = evaluation.has(location);
  if (!evaluated && !*assignment.assign) return variables;
  const auto values = evaluated ? evaluation.value(location)
                                : Queries(step, assignment.data).fill(**assignment.assign);
  if (!values) return values.error();
  for (const auto& [name, value] : values->value().items()) variables.emplace(name, Payload(value));
  const auto within = check_all_variables(step, variables);
  if (!within) return within.error();
  return variables;
}

namespace {

// A document that was parsed takes its time to free as well.
void charge_for_what_is_replaced(const Step& step, const Payload& output,
                                 const std::map<std::string, Payload>& assigned) {
  if (!output.shares(step.visit.input)) step.meter.charge_freed(step.visit.input.text().size());
  const auto& variables = step.scope().variables;
  for (const auto& [name, value] : assigned) {
    const auto before = variables.find(name);
    if (before != variables.end()) step.meter.charge_freed(before->second.text().size());
  }
}

// What `$states` has at the end of a state.
StatesVariable states_at(const Step& step, const Exit& exit) {
  if (!result_fields(step.state.kind)) return {};
  return {.result = exit.assign_data};
}

Result<Payload> output_of(const Step& step, const Exit& exit, Evaluation& evaluation) {
  const auto location = exit.within + "Output";
  return evaluation.has(location) ? evaluation.value(location)
                                  : Queries(step, exit.output).select(step.state.output_path);
}

}  // namespace

void leave(const Step& step, const Exit& exit, Recorder& out) {
  charge_for_closing_scopes(step);
  Evaluation evaluation(step, states_at(step, exit));
  const auto output = output_of(step, exit, evaluation);
  if (!output) return fail(step, runtime_failure(step, output.error()), out);
  auto assigned =
      assigned_variables(step, {exit.assign, exit.assign_data, exit.within}, evaluation);
  if (!assigned) return fail(step, runtime_failure(step, assigned.error()), out);
  const auto within = check_extent(*output, step);
  if (!within) return fail(step, runtime_failure(step, within.error()), out);
  charge_for_what_is_replaced(step, *output, *assigned);
  out.add(history::StateExited{.link = out.link(step.visit.last),
                               .visit = step.visit.id,
                               .name = step.state.name,
                               .type = step.visit.type,
                               .output = *output,
                               .assigned = std::move(*assigned),
                               .next = exit.next});
}

void charge_for_closing_scopes(const Step& step) {
  if (step.visit.type != StateType::Parallel && step.visit.type != StateType::Map) return;
  step.meter.charge_items(step.execution.scopes.size() + step.execution.visits.size());
}

void leave_with_result(const Step& step, const Payload& result, Recorder& out) {
  const auto fields = result_fields(step.state.kind);
  SFN_CHECK(fields.has_value());
  Payload selected = result;
  if (*fields->selector) {
    auto chosen = Queries(step, result).fill(**fields->selector);
    if (!chosen) return fail(step, runtime_failure(step, chosen.error()), out);
    selected = std::move(*chosen);
  }
  const auto placed = place_result(step, *fields->path, selected);
  if (!placed) return fail(step, runtime_failure(step, placed.error()), out);
  if (!placed->shares(result)) step.meter.charge_freed(result.text().size());
  leave(step, {*placed, selected, &step.state.assign, fields->transition->next}, out);
}

}  // namespace sfn::engine
