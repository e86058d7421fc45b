// Task: has work done outside. ASL specification, "Task State".
//
//   enter ──▶ TaskScheduled, TaskStarted ─────────────────┬─ outcome ──▶ TaskSucceeded | TaskFailed
//         └─▶ TaskScheduled (offered) ─ TaskStarting ─────┤
//                                       ──▶ TaskStarted   ├─ deadline ─▶ TaskTimedOut
//                                                         └─ TaskLost ─▶ TaskFailed
//   then StateExited, or what engine/states/failure.h says.
//
// Most attempts are scheduled and started by one decision, and begun again after a crash. What may
// be called at most once for an attempt is offered instead: that it starts is decided when somebody
// is about to begin it, and he begins it after that commit. So after a crash an offer stands as it
// stood, and what had started is lost. Whether a task is of that kind is no part of its definition
// (a function is tagged so, and the tag may change), and this module knows no functions: it is a
// fact, asked for once when the attempt is scheduled. The answer is recorded, so that no later
// decision and no replay has to ask again. Activities can be offered to workers in the same way.
#include <fmt/format.h>

#include "base/arn.h"
#include "base/check.h"
#include "base/overloaded.h"
#include "engine/states/data_limit.h"
#include "engine/states/failure.h"
#include "engine/states/input_output.h"
#include "engine/states/queries.h"
#include "engine/states/step.h"

namespace sfn::engine {
namespace {

TaskKind kind_of(const asl::Resource& resource) {
  return std::visit(overloaded{[](const asl::LambdaFunction&) { return TaskKind::LambdaFunction; },
                               [](const asl::ActivityResource&) { return TaskKind::Activity; },
                               [](const asl::Integration&) { return TaskKind::Integration; }},
                    resource);
}

bool awaits_callback(const asl::Resource& resource) {
  const auto* integration = std::get_if<asl::Integration>(&resource);
  return integration != nullptr &&
         integration->pattern == asl::Integration::Pattern::WaitForTaskToken;
}

// Null where the integration asks for nothing but an answer.
const char* awaited_by(asl::Integration::Pattern pattern) {
  using Pattern = asl::Integration::Pattern;
  switch (pattern) {
    case Pattern::RequestResponse:
      return nullptr;
    case Pattern::Sync:
    case Pattern::Sync2:
      return "the end of a job (.sync)";
    case Pattern::WaitForTaskToken:
      return "the return of its task token (.waitForTaskToken)";
  }
  SFN_CHECK(!"a pattern out of range");
}

// What keeps a task from being tried at all. Found before the parameters are worked out, which may
// ask for what is not there for the same reason, as `$$.Task.Token` is not. Which services there
// are is known to those that call them.
std::optional<Error> obstacle(const asl::TaskState& task) {
  if (const auto* activity = std::get_if<asl::ActivityResource>(&task.resource)) {
    // In AWS's words: none can be created here.
    return Error{"States.Runtime", fmt::format("The activity {} does not exist.", activity->arn)};
  }
  const auto* integration = std::get_if<asl::Integration>(&task.resource);
  const auto* awaited = integration == nullptr ? nullptr : awaited_by(integration->pattern);
  if (awaited == nullptr) return std::nullopt;
  return Error{
      "States.Runtime",
      fmt::format("The resource '{}' waits for {}, which this version of sfn does not have.",
                  task.resource_text, awaited)};
}

Result<std::optional<std::int64_t>> seconds_of(const Step& step,
                                               const std::optional<asl::NumberOrPath>& field,
                                               std::string_view path_field) {
  using Seconds = std::optional<std::int64_t>;
  if (!field) return Seconds();
  if (const auto* constant = std::get_if<std::int64_t>(&*field)) return Seconds(*constant);
  const auto found =
      Queries(step, step.visit.input)
          .integer(std::get<jsonpath::Path>(*field), {path_field, 1, limits::kTimeoutSecondsMax});
  if (!found) return found.error();
  return Seconds(*found);
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

bool is_offered(const Step& step, const asl::TaskState& task, const Payload& parameters) {
  const auto& at_most_once = step.facts.at_most_once;
  if (!at_most_once) return false;
  // The parameters of an integration say which function is meant, and are looked into.
  if (kind_of(task.resource) == TaskKind::Integration) {
    step.meter.charge_bytes(parameters.text().size());
  }
  return at_most_once({step.execution.arn, task.resource_text, parameters});
}

// They are done with, however the attempt ended.
void charge_for_parameters(const Step& step) {
  const auto& outstanding = step.execution.outstanding;
  const history::WorkId task{step.visit.id, step.visit.attempt, history::WorkKind::Task};
  auto work = outstanding.find(task);
  if (work == outstanding.end()) work = outstanding.find(history::offer_of(task));
  SFN_CHECK(work != outstanding.end());
  const auto& call = std::get<history::TaskWork>(work->second.what);
  step.meter.charge_freed(call.parameters.text().size());
}

void record_failure(const Step& step, const Calling& calling, Failure failure, EventId follows,
                    Recorder& out) {
  out.add(history::TaskFailed{out.link(follows), step.visit.id, calling.kind,
                              shown_resource(calling), std::move(failure)});
}

// The attempt begins; `follows` is the event that has scheduled it.
void record_start_of_offered(const Step& step, EventId follows, Recorder& out) {
  const auto& calling = std::get<Calling>(step.visit.phase);
  const bool callback = awaits_callback(std::get<asl::TaskState>(step.state.kind).resource);
  out.add(history::TaskStarted{
      .link = out.link(follows),
      .visit = step.visit.id,
      .kind = calling.kind,
      .resource = calling.resource,
      .deadline = std::nullopt,
      .heartbeat_due = callback ? after(step.facts.now, calling.heartbeat_seconds) : std::nullopt,
      .worker = ""});
}

void record_end(const Step& step, const history::TaskOutcome& outcome, EventId follows,
                Recorder& out) {
  charge_for_parameters(step);
  const auto& calling = std::get<Calling>(step.visit.phase);
  if (const auto* failure = std::get_if<history::TaskFailure>(&outcome)) {
    return record_failure(step, calling, bounded({failure->error, failure->cause}), follows, out);
  }
  const Payload& output = std::get<history::TaskSuccess>(outcome).output;
  step.meter.charge_text(output.text().size());
  const auto within = check_extent(extent_of(output), who_answered(calling), step.bounds);
  if (!within) {
    return record_failure(step, calling, runtime_failure(step, within.error()), follows, out);
  }
  out.add(history::TaskSucceeded{out.link(follows), step.visit.id, calling.kind,
                                 shown_resource(calling), output});
}

// Events show it for integrations alone.
std::string region_of(const Step& step, TaskKind kind) {
  const auto arn = kind == TaskKind::Integration ? Arn::parse(step.execution.arn) : std::nullopt;
  return arn ? arn->region : "";
}

}  // namespace

void enter(const Step& step, const asl::TaskState& task, Recorder& out) {
  if (const auto found = obstacle(task)) {
    return fail(step, runtime_failure(step, *found), out);
  }
  const auto input = effective_input(step, task.parameters);
  if (!input) return fail(step, runtime_failure(step, input.error()), out);
  const auto timeout = seconds_of(step, task.timeout_seconds, "TimeoutSecondsPath");
  if (!timeout) return fail(step, runtime_failure(step, timeout.error()), out);
  const auto heartbeat = seconds_of(step, task.heartbeat_seconds, "HeartbeatSecondsPath");
  if (!heartbeat) return fail(step, runtime_failure(step, heartbeat.error()), out);
  std::optional<Payload> credentials;
  if (task.credentials) {
    auto filled = Queries(step, step.visit.input).fill(*task.credentials);
    if (!filled) return fail(step, runtime_failure(step, filled.error()), out);
    credentials = std::move(*filled);
  }

  const TaskKind kind = kind_of(task.resource);
  const bool callback = awaits_callback(task.resource);
  const bool offered = is_offered(step, task, *input);
  const auto deadline = after(step.facts.now, *timeout);
  out.add(history::TaskScheduled{.link = out.link(step.visit.last),
                                 .visit = step.visit.id,
                                 .kind = kind,
                                 .resource = task.resource_text,
                                 .region = region_of(step, kind),
                                 .parameters = *input,
                                 .timeout_seconds = *timeout,
                                 .heartbeat_seconds = *heartbeat,
                                 .credentials = std::move(credentials),
                                 .request_id = make_uuid(step.facts.entropy),
                                 .token = callback ? make_hex128(step.facts.entropy) : "",
                                 .offered = offered,
                                 .deadline = offered ? deadline : std::nullopt});
  if (offered) return;
  out.add(history::TaskStarted{
      .link = out.link(out.last_event()),
      .visit = step.visit.id,
      .kind = kind,
      .resource = task.resource_text,
      .deadline = deadline,
      .heartbeat_due = callback ? after(step.facts.now, *heartbeat) : std::nullopt,
      .worker = ""});
}

void task_starting(const Step& step, Recorder& out) {
  record_start_of_offered(step, step.visit.last, out);
}

void task_ended(const Step& step, const history::TaskOutcome& outcome, Recorder& out) {
  record_end(step, outcome, step.visit.last, out);
}

// Its history reads like that of any other: a call that cannot be made has started, too.
void task_ended_unbegun(const Step& step, const history::TaskOutcome& outcome, Recorder& out) {
  record_start_of_offered(step, step.visit.last, out);
  record_end(step, outcome, out.last_event(), out);
}

void task_lost(const Step& step, Recorder& out) {
  const auto& calling = std::get<Calling>(step.visit.phase);
  record_failure(
      step, calling,
      {"Lambda.Unknown",
       fmt::format("The daemon ended while the function ran (request {}). It is tagged "
                   "sfn:at-most-once, so it was not called again: whether it has done its work is "
                   "not known.",
                   calling.request_id)},
      step.visit.last, out);
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
