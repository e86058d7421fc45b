// Task: has work done outside. ASL specification, "Task State".
//
//   enter ──▶ TaskScheduled, TaskStarted ─────────────────┬─ outcome ──▶ TaskSucceeded | TaskFailed
//         │                              TaskSubmitted ◀──┤
//         └─▶ TaskScheduled (offered) ─ TaskStarting ─────┤
//                                       ──▶ TaskStarted   ├─ deadline ─▶ TaskTimedOut
//                                                         └─ TaskLost ─▶ TaskFailed
//   then StateExited, or what engine/states/failure.h says. What hands a task token out waits for
//   it afterwards, a callback (.waitForTaskToken) or an activity:
//
//   TaskStarted ─ the call's outcome ─▶ TaskSubmitted ─┬─ token ────▶ TaskSucceeded | TaskFailed
//                        └─▶ TaskSubmitFailed          ├─ deadline ─▶ TaskTimedOut
//   TaskScheduled (offered) ─ TaskStarting by a worker │
//                                    ──▶ TaskStarted ──┴─ heartbeat missed ─▶ TaskTimedOut
//
// TimeoutSeconds runs from the start of a call; of a callback it runs from its submission, of an
// activity from the moment a worker has it, and so does HeartbeatSeconds. A token that comes back
// before the call that gave it out has answered ends the task all the same.
//
// Most attempts are scheduled and started by one decision, and begun again after a crash. What may
// be called at most once for an attempt is offered instead: that it starts is decided when somebody
// is about to begin it, and he begins it after that commit. So after a crash an offer stands as it
// stood, and what had started is lost. Whether a task is of that kind is no part of its definition
// (a function is tagged so, and the tag may change), and this module knows no functions: it is a
// fact, asked for once when the attempt is scheduled. The answer is recorded, so that no later
// decision and no replay has to ask again. An activity is offered to its workers in the same way,
// but what has started is not lost with the process: its token is out, and stays good.
#include <fmt/format.h>

#include "base/arn.h"
#include "base/check.h"
#include "base/overloaded.h"
#include "engine/limits.h"
#include "engine/states/child.h"
#include "engine/states/data_limit.h"
#include "engine/states/evaluation.h"
#include "engine/states/failure.h"
#include "engine/states/input_output.h"
#include "engine/states/queries.h"
#include "engine/states/step.h"
#include "history/task_token.h"

namespace sfn::engine {
namespace {

// A function that stands for an activity is called as any other.
TaskKind kind_of(const asl::Resource& resource, const Service& service) {
  if (service.kind == Service::Kind::Workers) return TaskKind::Activity;
  const bool integration = std::holds_alternative<asl::Integration>(resource);
  return integration ? TaskKind::Integration : TaskKind::LambdaFunction;
}

bool awaits_callback(const asl::Resource& resource) {
  const auto* integration = std::get_if<asl::Integration>(&resource);
  return integration != nullptr &&
         integration->pattern == asl::Integration::Pattern::WaitForTaskToken;
}

// What keeps a task from being tried at all. Which services there are is known to those that call
// them.
std::optional<Error> obstacle(const Step& step, const asl::TaskState& task,
                              const Service& service) {
  const auto& exists = step.facts.activity_exists;
  const bool activity = service.kind == Service::Kind::Workers;
  if (activity && !(exists && exists(task.resource_text))) {
    return Error{"States.Runtime",
                 fmt::format("The activity {} does not exist.", task.resource_text)};
  }
  if (service.kind != Service::Kind::None) return std::nullopt;
  return Error{"States.Runtime", service.why_none};
}

// A constant past the limit was noted when the machine was made.
Result<std::optional<std::int64_t>> seconds_of(const Step& step,
                                               const std::optional<asl::NumberOrPath>& field,
                                               std::string_view path_field) {
  using Seconds = std::optional<std::int64_t>;
  const auto location = path_field.substr(0, path_field.size() - std::string_view("Path").size());
  Evaluation evaluation(step);
  const bool evaluated = evaluation.has(location);
  if (!evaluated && !field) return Seconds();
  if (!evaluated) {
    if (const auto* constant = std::get_if<std::int64_t>(&*field)) return Seconds(*constant);
  }
  const bool strict = step.bounds.policy == limits::Policy::Strict;
  const auto most = strict ? limits::kTimeoutSecondsMax : limits::kLooseSecondsMax;
  const auto found = evaluated
                         ? evaluation.integer(location, {1, most})
                         : Queries(step, step.visit.input)
                               .integer(std::get<jsonpath::Path>(*field), {path_field, 1, most});
  if (!found) return found.error();
  if (*found > limits::kTimeoutSecondsMax) {
    lets_pass(step.bounds, limit_name::kTimeout, step.state.name, *found);
  }
  return Seconds(*found);
}

Result<std::optional<Payload>> credentials_of(const Step& step, const asl::TaskState& task) {
  using Credentials = std::optional<Payload>;
  Evaluation evaluation(step);
  const bool evaluated = evaluation.has("Credentials");
  if (!evaluated && !task.credentials) return Credentials();
  auto found = evaluated ? evaluation.value("Credentials")
                         : Queries(step, step.visit.input).fill(*task.credentials);
  if (!found) return found.error();
  const Json* role = find_member(found->value(), "RoleArn");
  if (role != nullptr && role->is_string()) return Credentials(std::move(*found));
  auto cause = fmt::format("The field 'RoleArn' of 'Credentials' must be a string, but was: {}",
                           role != nullptr ? to_text(*role) : "missing");
  if (evaluated) return evaluation_error(std::move(cause), "Credentials/RoleArn");
  return Error{"States.Runtime", std::move(cause)};
}

std::optional<Timestamp> after(Timestamp now, const std::optional<std::int64_t>& count) {
  return count ? std::optional(now + seconds(*count)) : std::nullopt;
}

// AWS names the function where it is called by its ARN, else the service.
std::string who_answered(const Calling& calling) {
  if (calling.kind != TaskKind::Integration) return calling.resource;
  const auto arn = Arn::parse(calling.resource);
  return arn ? arn->resource_parts().front() : calling.resource;
}

// The event of an integration's end names its resource; of the others it would be a waste of disk.
std::string shown_resource(const Calling& calling) {
  return calling.kind == TaskKind::Integration ? calling.resource : "";
}

bool is_offered(const Step& step, const asl::TaskState& task, const Service& service,
                const Payload& parameters) {
  if (service.kind == Service::Kind::Workers) return true;
  if (service.kind != Service::Kind::Host) return false;
  const auto& at_most_once = step.facts.at_most_once;
  if (!at_most_once) return false;
  // The parameters of an integration say which function is meant, and are looked into.
  if (kind_of(task.resource, service) == TaskKind::Integration) {
    step.meter.charge_bytes(parameters.text().size());
  }
  return at_most_once({step.execution.arn, task.resource_text, parameters});
}

// What the attempt has outstanding for the outside to carry out; null where all it waits for is the
// end of a child.
const history::TaskWork* work_of_attempt(const Step& step) {
  const auto& outstanding = step.execution.outstanding;
  const history::WorkId attempt{step.visit.id, step.visit.attempt};
  for (const auto& id :
       {history::task_of(attempt), history::callback_of(attempt), history::offer_of(attempt)}) {
    const auto work = outstanding.find(id);
    if (work != outstanding.end()) return &std::get<history::TaskWork>(work->second.what);
  }
  return nullptr;
}

// They are done with, however the attempt ended; unless they were when it was taken on.
void charge_for_parameters(const Step& step) {
  if (const auto* work = work_of_attempt(step)) {
    step.meter.charge_freed(work->parameters.text().size());
  }
}

// Of a visit that calls: whether it waits for its token after the call.
bool awaits_callback(const Step& step) {
  return awaits_callback(std::get<asl::TaskState>(step.state.kind).resource);
}

// Of the attempt as a whole.
void record_failure(const Step& step, Failure failure, EventId follows, Recorder& out) {
  const auto& calling = std::get<Calling>(step.visit.phase);
  out.add(history::TaskFailed{out.link(follows), step.visit.id, calling.kind,
                              shown_resource(calling), std::move(failure)});
}

// The attempt begins; `follows` is the event that has scheduled it.
void record_start_of_offered(const Step& step, const std::string& worker, EventId follows,
                             Recorder& out) {
  const auto& calling = std::get<Calling>(step.visit.phase);
  const bool activity = calling.kind == TaskKind::Activity;
  const auto from_now = [&](const std::optional<std::int64_t>& count) {
    return activity ? after(step.facts.now, count) : std::nullopt;
  };
  out.add(history::TaskStarted{.link = out.link(follows),
                               .visit = step.visit.id,
                               .kind = calling.kind,
                               .resource = calling.resource,
                               .deadline = from_now(calling.timeout_seconds),
                               .heartbeat_due = from_now(calling.heartbeat_seconds),
                               .worker = worker});
}

// The output within its bounds, or how the attempt failed.
std::variant<Payload, Failure> output_of(const Step& step, const history::TaskOutcome& outcome) {
  charge_for_parameters(step);
  if (const auto* failure = std::get_if<history::TaskFailure>(&outcome)) {
    return bounded({failure->error, failure->cause});
  }
  const Payload& output = std::get<history::TaskSuccess>(outcome).output;
  step.meter.charge_text(output.text().size());
  const auto& calling = std::get<Calling>(step.visit.phase);
  const auto within = check_extent(extent_of(output), who_answered(calling), step.bounds);
  if (!within) return runtime_failure(step, within.error()).failure;
  return output;
}

void record_end(const Step& step, const history::TaskOutcome& outcome, EventId follows,
                Recorder& out) {
  const auto ended = output_of(step, outcome);
  if (const auto* failure = std::get_if<Failure>(&ended)) {
    return record_failure(step, *failure, follows, out);
  }
  const auto& calling = std::get<Calling>(step.visit.phase);
  out.add(history::TaskSucceeded{out.link(follows), step.visit.id, calling.kind,
                                 shown_resource(calling), std::get<Payload>(ended)});
}

void record_submit_failure(const Step& step, Failure failure, EventId follows, Recorder& out) {
  const auto& calling = std::get<Calling>(step.visit.phase);
  out.add(history::TaskSubmitFailed{out.link(follows), step.visit.id, calling.resource,
                                    std::move(failure)});
}

// The call is over: its answer is not the task's, which comes with the token, or with the end of
// the child. The clocks of a token begin here; that of a child runs since the start.
void record_submission(const Step& step, const Payload& answer, const std::string& child,
                       EventId follows, Recorder& out) {
  const auto& calling = std::get<Calling>(step.visit.phase);
  const auto from_now = [&](const std::optional<std::int64_t>& count) {
    return awaits_callback(step) ? after(step.facts.now, count) : std::nullopt;
  };
  out.add(history::TaskSubmitted{.link = out.link(follows),
                                 .visit = step.visit.id,
                                 .resource = calling.resource,
                                 .output = answer,
                                 .deadline = from_now(calling.timeout_seconds),
                                 .heartbeat_due = from_now(calling.heartbeat_seconds),
                                 .child = child});
}

void record_end_of_call(const Step& step, const history::TaskOutcome& outcome, EventId follows,
                        Recorder& out) {
  if (!awaits_callback(step)) return record_end(step, outcome, follows, out);
  const auto answered = output_of(step, outcome);
  if (const auto* failure = std::get_if<Failure>(&answered)) {
    return record_submit_failure(step, *failure, follows, out);
  }
  record_submission(step, std::get<Payload>(answered), "", follows, out);
}

bool has_token(const asl::TaskState& task, const Service& service) {
  return service.kind == Service::Kind::Workers || awaits_callback(task.resource);
}

// The step as the templates see it, which may hand the token on.
Step with_token(Step step, const std::string& secret) {
  if (secret.empty()) return step;
  const history::WorkId attempt{step.visit.id, step.visit.attempt};
  step.task_token =
      to_text(history::TaskToken{step.execution.arn, history::callback_of(attempt), secret});
  return step;
}

// Events show it for integrations alone.
std::string region_of(const Step& step, TaskKind kind) {
  const auto arn = kind == TaskKind::Integration ? Arn::parse(step.execution.arn) : std::nullopt;
  return arn ? arn->region : "";
}

}  // namespace

void enter(const Step& step, const asl::TaskState& task, Recorder& out) {
  const Service service = service_of(step, task);
  if (const auto found = obstacle(step, task, service)) {
    return fail(step, runtime_failure(step, *found), out);
  }
  const bool token = has_token(task, service);
  const std::string secret = token ? make_hex128(step.facts.entropy) : "";
  const auto input = effective_input(with_token(step, secret), task.parameters);
  if (!input) return fail(step, runtime_failure(step, input.error()), out);
  const auto timeout = seconds_of(step, task.timeout_seconds, "TimeoutSecondsPath");
  if (!timeout) return fail(step, runtime_failure(step, timeout.error()), out);
  const auto heartbeat = seconds_of(step, task.heartbeat_seconds, "HeartbeatSecondsPath");
  if (!heartbeat) return fail(step, runtime_failure(step, heartbeat.error()), out);
  const auto credentials = credentials_of(step, task);
  if (!credentials) return fail(step, runtime_failure(step, credentials.error()), out);

  const TaskKind kind = kind_of(task.resource, service);
  const bool offered = is_offered(step, task, service, *input);
  const auto deadline = token ? std::nullopt : after(step.facts.now, *timeout);
  out.add(history::TaskScheduled{.link = out.link(step.visit.last),
                                 .visit = step.visit.id,
                                 .kind = kind,
                                 .resource = task.resource_text,
                                 .region = region_of(step, kind),
                                 .parameters = *input,
                                 .timeout_seconds = *timeout,
                                 .heartbeat_seconds = *heartbeat,
                                 .credentials = *credentials,
                                 .request_id = make_uuid(step.facts.entropy),
                                 .token = secret,
                                 .offered = offered,
                                 .deadline = offered ? deadline : std::nullopt,
                                 .child = child_task(task.resource, service)});
  if (offered) return;
  out.add(history::TaskStarted{.link = out.link(out.last_event()),
                               .visit = step.visit.id,
                               .kind = kind,
                               .resource = task.resource_text,
                               .deadline = deadline,
                               .heartbeat_due = std::nullopt,
                               .worker = ""});
}

void task_starting(const Step& step, const std::string& worker, Recorder& out) {
  record_start_of_offered(step, worker, step.visit.last, out);
}

void task_accepted(const Step& step, const TaskAccepted& accepted, Recorder& out) {
  charge_for_parameters(step);
  record_submission(step, accepted.output, accepted.child, step.visit.last, out);
}

void task_ended(const Step& step, const history::TaskOutcome& outcome, Recorder& out) {
  record_end_of_call(step, outcome, step.visit.last, out);
}

void token_returned(const Step& step, const history::TaskOutcome& outcome, Recorder& out) {
  record_end(step, outcome, step.visit.last, out);
}

// Its history reads like that of any other: a call that cannot be made has started, too.
void task_ended_unbegun(const Step& step, const history::TaskOutcome& outcome, Recorder& out) {
  record_start_of_offered(step, "", step.visit.last, out);
  record_end_of_call(step, outcome, out.last_event(), out);
}

void task_lost(const Step& step, Recorder& out) {
  Failure failure{
      "Lambda.Unknown",
      fmt::format("The daemon ended while the function ran (request {}). It is tagged "
                  "sfn:at-most-once, so it was not called again: whether it has done its work is "
                  "not known.",
                  std::get<Calling>(step.visit.phase).request_id)};
  if (awaits_callback(step)) {
    return record_submit_failure(step, std::move(failure), step.visit.last, out);
  }
  record_failure(step, std::move(failure), step.visit.last, out);
}

void task_timed_out(const Step& step, bool heartbeat, Recorder& out) {
  const auto& calling = std::get<Calling>(step.visit.phase);
  charge_for_parameters(step);
  out.add(history::TaskTimedOut{.link = out.link(step.visit.last),
                                .visit = step.visit.id,
                                .kind = calling.kind,
                                .resource = shown_resource(calling),
                                .failure = {"States.Timeout", std::nullopt},
                                .heartbeat = heartbeat});
}

}  // namespace sfn::engine
