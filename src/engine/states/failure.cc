#include "engine/states/failure.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "base/text.h"
#include "engine/states/data_limit.h"
#include "engine/states/evaluation.h"
#include "engine/states/input_output.h"
#include "engine/states/retry.h"

namespace sfn::engine {
namespace {

// `{"Error":…,"Cause":…}`: members that the failure lacks are null.
Payload error_output(const Failure& failure) {
  Json output = Json::object();
  output["Error"] = failure.error ? Json(*failure.error) : Json(nullptr);
  output["Cause"] = failure.cause ? Json(*failure.cause) : Json(nullptr);
  return Payload(std::move(output));
}

bool matches_any(const std::vector<std::string>& names, const Failure& failure, bool heartbeat) {
  return std::any_of(names.begin(), names.end(),
                     [&](const std::string& name) { return matches(name, failure, heartbeat); });
}

// A failure that came out of branches or iterations shows as one of the whole state, once it is
// final.
EventId record_end_of_children(const Step& step, EventId follows, Recorder& out) {
  const auto link = out.link(follows);
  if (step.visit.type == StateType::Parallel) {
    out.add(history::ParallelFailed{link, step.visit.id});
  } else {
    out.add(history::MapFailed{link, step.visit.id});
  }
  return link.id;
}

struct Failing {
  const Failure& failure;
  EventId last;  ///< The public event that the failure follows from.
  bool heartbeat = false;
  bool after_children = false;  ///< A branch or an iteration of the state failed.
};

EventId end_of_visit(const Step& step, const Failing& failing, Recorder& out) {
  return failing.after_children ? record_end_of_children(step, failing.last, out) : failing.last;
}

// Its place in the history is beside the state's entry, not behind it; but of a Wait it is, as
// recorded.
EventId record_failed_evaluation(const Step& step, const StateFailure& failing, Recorder& out) {
  const auto link =
      out.link(step.visit.type == StateType::Wait ? step.visit.last : step.visit.entered_previous);
  out.add(history::EvaluationFailed{link, step.visit.id, step.state.name, failing.failure,
                                    *failing.evaluated_at});
  return link.id;
}

void fail_scope_at(const Step& step, const StateFailure& failing, EventId last, Recorder& out) {
  const bool evaluated = failing.evaluated_at.has_value();
  fail_scope(step, failing.failure, evaluated ? record_failed_evaluation(step, failing, out) : last,
             out);
}

bool retry(const Step& step, const Failing& failing, Recorder& out) {
  const auto& retriers = asl::retriers_of(step.state.kind);
  for (std::size_t i = 0; i < retriers.size(); ++i) {
    if (!matches_any(retriers[i].error_equals, failing.failure, failing.heartbeat)) continue;
    const auto due = next_attempt(retriers[i], static_cast<std::int64_t>(i), step);
    // A retrier that is used up ends the search: no later one gets its turn.
    if (!due) return false;
    charge_for_closing_scopes(step);
    out.add(history::RetryScheduled{step.visit.id, static_cast<std::int64_t>(i),
                                    step.visit.attempt + 1, *due});
    return true;
  }
  return false;
}

const asl::Catcher* find_catcher(const Step& step, const Failing& failing) {
  for (const auto& catcher : asl::catchers_of(step.state.kind)) {
    if (matches_any(catcher.error_equals, failing.failure, failing.heartbeat)) return &catcher;
  }
  return nullptr;
}

// `Catch[0]/`
std::string location_of(const Step& step, const asl::Catcher& catcher) {
  return fmt::format("Catch[{}]/", &catcher - asl::catchers_of(step.state.kind).data());
}

Result<Payload> output_of(const Step& step, const asl::Catcher& catcher, const Payload& error,
                          Evaluation& evaluation) {
  const auto output = location_of(step, catcher) + "Output";
  return evaluation.has(output) ? evaluation.value(output)
                                : place_result(step, catcher.result_path, error);
}

void take_catcher(const Step& step, const asl::Catcher& catcher, const Failing& failing,
                  Recorder& out) {
  charge_for_closing_scopes(step);
  const EventId last = end_of_visit(step, failing, out);
  const Payload error = error_output(failing.failure);
  Evaluation evaluation(step, {.error_output = error});
  const auto output = output_of(step, catcher, error, evaluation);
  if (!output) return fail_scope_at(step, runtime_failure(step, output.error()), last, out);
  const auto within = check_extent(*output, step);
  if (!within) return fail_scope_at(step, runtime_failure(step, within.error()), last, out);
  auto assigned =
      assigned_variables(step, {&catcher.assign, error, location_of(step, catcher)}, evaluation);
  if (!assigned) return fail_scope_at(step, runtime_failure(step, assigned.error()), last, out);
  out.add(history::StateExited{.link = out.link(last),
                               .visit = step.visit.id,
                               .name = step.state.name,
                               .type = step.visit.type,
                               .output = *output,
                               .assigned = std::move(*assigned),
                               .next = catcher.next});
}

void handle(const Step& step, const Failing& failing, Recorder& out) {
  if (retry(step, failing, out)) return;
  if (const auto* catcher = find_catcher(step, failing)) {
    return take_catcher(step, *catcher, failing, out);
  }
  const EventId last = end_of_visit(step, failing, out);
  fail_scope(step, failing.failure, last, out);
}

bool shows_abort(StateType type) {
  return type == StateType::Task || type == StateType::Wait || type == StateType::Parallel ||
         type == StateType::Map;
}

using How = history::MapIterationEnded::How;

void record_iteration_end(const Visit& map, std::int64_t index, How how, EventId follows,
                          Recorder& out) {
  out.add(history::MapIterationEnded{out.link(follows), map.id, map.state, index, how});
}

// Iterations that have ended while the Map waited for its turn.
void record_iterations_ended(const Step& step, const Visit& map, const Mapping& mapping,
                             Recorder& out) {
  for (const ScopeId id : mapping.ended) {
    const Scope& ended = step.execution.scope(id);
    record_iteration_end(map, ended.index, How::Succeeded, ended.last, out);
  }
}

void record_aborts(const Step& step, ScopeId cut, EventId last, Recorder& out);

// All iterations that still run, save the one that has failed.
void record_iterations_aborted(const Step& step, const Visit& map, const Mapping& mapping,
                               EventId last, Recorder& out) {
  for (const ScopeId id : mapping.scopes) {
    const Scope& cut = step.execution.scope(id);
    if (id == step.visit.scope || std::holds_alternative<Scope::Ended>(cut.progress)) continue;
    record_aborts(step, id, last, out);
    record_iteration_end(map, cut.index, How::Aborted, last, out);
  }
}

// What runs beside a failure is cut: innermost first, all linked to the event of the failure.
void record_aborts(const Step& step, ScopeId cut, EventId last, Recorder& out) {
  const auto* visiting = std::get_if<Scope::Visiting>(&step.execution.scope(cut).progress);
  if (visiting == nullptr) return;
  const Visit& visit = step.execution.visit(visiting->visit);
  if (const auto* branching = std::get_if<Branching>(&visit.phase)) {
    for (const ScopeId id : branching->scopes) record_aborts(step, id, last, out);
  }
  if (const auto* mapping = std::get_if<Mapping>(&visit.phase)) {
    record_iterations_ended(step, visit, *mapping, out);
    record_iterations_aborted(step, visit, *mapping, last, out);
  }
  if (std::holds_alternative<Distributing>(visit.phase)) {
    out.add(history::MapRunAborted{out.link(last), visit.id});
  }
  if (shows_abort(visit.type)) {
    out.add(history::StateAborted{out.link(last), visit.id, visit.type});
  }
}

}  // namespace

StateFailure runtime_failure(const Step& step, const Error& error) {
  // The one that says by itself which state it means.
  if (error.name == "States.DataLimitExceeded") return {{error.name, error.cause}};
  const auto evaluated_at = failed_location(error);
  const auto name = evaluated_at ? std::string(kQueryEvaluationError) : error.name;
  const auto cause = fmt::format(
      "An error occurred while executing the state '{}' (entered at the "
      "event id #{}). {}",
      step.state.name, raw(step.visit.entered_id), error.cause);
  return {bounded({name, cause}), evaluated_at};
}

Failure bounded(Failure failure) {
  const auto cut = [](std::optional<std::string>& text, std::size_t characters) {
    if (text) text->resize(utf8_prefix(*text, characters).size());
  };
  cut(failure.error, limits::kErrorCharactersMax);
  cut(failure.cause, limits::kCauseCharactersMax);
  return failure;
}

bool matches(const std::string& name, const Failure& failure, bool heartbeat) {
  const std::string error = failure.error.value_or("");
  if (error == "States.Runtime") return false;
  if (name == error) return true;
  // The guide exempts States.DataLimitExceeded too; the recordings show it caught.
  if (name == "States.ALL") return true;
  if (name == "States.TaskFailed") return error != "States.Timeout";
  return name == "States.HeartbeatTimeout" && heartbeat;
}

namespace {

// A Parallel or Map whose expressions keep its work from being done has failed at it, as AWS shows
// it.
bool fails_as_whole(const Step& step, const StateFailure& failing) {
  const bool has_children =
      step.visit.type == StateType::Parallel || step.visit.type == StateType::Map;
  return has_children && failing.evaluated_at &&
         !std::holds_alternative<Resulted>(step.visit.phase);
}

}  // namespace

void fail(const Step& step, const StateFailure& failing, Recorder& out) {
  const EventId last =
      failing.evaluated_at ? record_failed_evaluation(step, failing, out) : step.visit.last;
  // A Map that cannot prepare an item may have iterations that run.
  if (const auto* mapping = std::get_if<Mapping>(&step.visit.phase)) {
    record_iterations_ended(step, step.visit, *mapping, out);
    record_iterations_aborted(step, step.visit, *mapping, last, out);
  }
  handle(
      step,
      {.failure = failing.failure, .last = last, .after_children = fails_as_whole(step, failing)},
      out);
}

void fail_after_work(const Step& step, const Errored& errored, Recorder& out) {
  const bool after_children =
      step.visit.type == StateType::Parallel || step.visit.type == StateType::Map;
  handle(step,
         {.failure = errored.failure,
          .last = step.visit.last,
          .heartbeat = errored.heartbeat,
          .after_children = after_children},
         out);
}

void fail_scope(const Step& step, const Failure& failure, EventId last, Recorder& out) {
  const Scope& scope = step.scope();
  if (!scope.parent) {
    out.add(history::ExecutionFailed{out.link(last), failure});
    return;
  }
  step.meter.charge_items(step.execution.scopes.size());
  const Visit& parent = step.execution.visit(*scope.parent);
  if (const auto* mapping = std::get_if<Mapping>(&parent.phase)) {
    record_iterations_ended(step, parent, *mapping, out);
    record_iteration_end(parent, scope.index, How::Failed, last, out);
    record_iterations_aborted(step, parent, *mapping, last, out);
  } else {
    for (const ScopeId id : std::get<Branching>(parent.phase).scopes) {
      if (id != scope.id) record_aborts(step, id, last, out);
    }
  }
  // Last, since it cuts the scopes that the events above speak of.
  out.add(history::ScopeFailed{scope.id, last, failure});
}

}  // namespace sfn::engine
