// Task: has work done outside. ASL specification, "Task State".
//
//   enter ──▶ TaskScheduled, TaskStarted ── outcome ──▶ TaskSucceeded | TaskFailed
//                                        └─ deadline ─▶ TaskTimedOut
//   then StateExited, or what engine/states/failure.h says.
#include <fmt/format.h>

#include "base/arn.h"
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

void record_failure(const Step& step, const Calling& calling, Failure failure, Recorder& out) {
  out.add(history::TaskFailed{out.link(step.visit.last), step.visit.id, calling.kind,
                              shown_resource(calling), std::move(failure)});
}

}  // namespace

void enter(const Step& step, const asl::TaskState& task, Recorder& out) {
  if (const auto* activity = std::get_if<asl::ActivityResource>(&task.resource)) {
    return fail(
        step,
        runtime_failure(step, {"States.Runtime",
                               fmt::format("The activity {} does not exist.", activity->arn)}),
        out);
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
  const auto arn = Arn::parse(step.execution.arn);
  out.add(history::TaskScheduled{.link = out.link(step.visit.last),
                                 .visit = step.visit.id,
                                 .kind = kind,
                                 .resource = task.resource_text,
                                 .region = arn ? arn->region : "",
                                 .parameters = *input,
                                 .timeout_seconds = *timeout,
                                 .heartbeat_seconds = *heartbeat,
                                 .credentials = std::move(credentials),
                                 .request_id = make_uuid(step.facts.entropy),
                                 .token = callback ? make_hex128(step.facts.entropy) : ""});
  // Scheduled and started are one decision, so that an attempt is made from one record.
  out.add(history::TaskStarted{
      .link = out.link(out.last_event()),
      .visit = step.visit.id,
      .kind = kind,
      .resource = task.resource_text,
      .deadline = after(step.facts.now, *timeout),
      .heartbeat_due = callback ? after(step.facts.now, *heartbeat) : std::nullopt,
      .worker = ""});
}

void task_ended(const Step& step, const history::TaskOutcome& outcome, Recorder& out) {
  const auto& calling = std::get<Calling>(step.visit.phase);
  if (const auto* failure = std::get_if<history::TaskFailure>(&outcome)) {
    return record_failure(step, calling, bounded({failure->error, failure->cause}), out);
  }
  const Payload& output = std::get<history::TaskSuccess>(outcome).output;
  step.meter.charge_text(output.text().size());
  const auto within = check_extent(extent_of(output), who_answered(calling), step.bounds);
  if (!within) {
    return record_failure(step, calling, runtime_failure(step, within.error()), out);
  }
  out.add(history::TaskSucceeded{out.link(step.visit.last), step.visit.id, calling.kind,
                                 shown_resource(calling), output});
}

void task_timed_out(const Step& step, bool heartbeat, Recorder& out) {
  const auto& calling = std::get<Calling>(step.visit.phase);
  out.add(history::TaskTimedOut{.link = out.link(step.visit.last),
                                .visit = step.visit.id,
                                .kind = calling.kind,
                                .resource = shown_resource(calling),
                                .failure = {"States.Timeout", std::nullopt},
                                .heartbeat = heartbeat});
}

}  // namespace sfn::engine
