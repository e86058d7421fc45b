// Wait: pause until a due time, then go on with the input. ASL specification, "Wait State".
//
//   enter ── due already past ──▶ StateExited
//         └─ else ──▶ WaitStarted{due} ── timer ──▶ StateExited
#include <fmt/format.h>

#include <algorithm>

#include "base/overloaded.h"
#include "engine/limits.h"
#include "engine/states/evaluation.h"
#include "engine/states/failure.h"
#include "engine/states/input_output.h"
#include "engine/states/queries.h"
#include "engine/states/step.h"

namespace sfn::engine {
namespace {

Error runtime_error(std::string cause) { return {"States.Runtime", std::move(cause)}; }

Result<Timestamp> after_seconds(const Step& step, std::int64_t count) {
  // A count beyond all reason is one of a moment that is refused.
  return step.facts.now + seconds(std::min(count, limits::kLooseSecondsMax));
}

Result<Timestamp> after_seconds_at(const Step& step, const Payload& input,
                                   const jsonpath::Path& path) {
  const auto found = Queries(step, input).find(path);
  if (!found) {
    return runtime_error(fmt::format(
        "The SecondsPath parameter does not reference an input value: {}", path.text()));
  }
  const Json& value = found->value();
  // What is unsigned here is too large for a long.
  if (!value.is_number_integer() || value.is_number_unsigned()) {
    return runtime_error(
        fmt::format("The SecondsPath parameter cannot be parsed as a long value: {} == {}",
                    path.text(), shown(*found)));
  }
  const auto count = value.get<std::int64_t>();
  if (count < 0) {
    return runtime_error(fmt::format(
        "The SecondsPath parameter references a negative value: {} == {}", path.text(), count));
  }
  return after_seconds(step, count);
}

Result<Timestamp> moment_at(const Step& step, const Payload& input, const jsonpath::Path& path) {
  const auto found = Queries(step, input).find(path);
  if (!found) {
    return runtime_error(fmt::format(
        "The TimestampPath parameter does not reference an input value: {}", path.text()));
  }
  const auto moment =
      found->value().is_string() ? parse_iso8601(found->value().get<std::string>()) : std::nullopt;
  if (moment) return *moment;
  return runtime_error(
      fmt::format("The TimestampPath parameter does not reference a valid ISO-8601 extended offset "
                  "date-time format string: {} == {}",
                  path.text(), shown(*found)));
}

Result<Timestamp> after_evaluated_seconds(const Step& step, Evaluation& evaluation) {
  const auto count = evaluation.integer("Seconds", {0});
  if (!count) return count.error();
  return after_seconds(step, *count);
}

Result<Timestamp> due_time(const Step& step, const asl::WaitState& wait, const Payload& input) {
  using Due = Result<Timestamp>;
  Evaluation evaluation(step);
  if (evaluation.has("Seconds")) return after_evaluated_seconds(step, evaluation);
  if (evaluation.has("Timestamp")) return evaluation.timestamp("Timestamp");
  return std::visit(
      overloaded{
          [&](const asl::WaitSeconds& w) -> Due { return after_seconds(step, w.seconds); },
          [&](const asl::WaitSecondsPath& w) -> Due {
            return after_seconds_at(step, input, w.path);
          },
          [&](const asl::WaitTimestamp& w) -> Due { return w.due; },
          [&](const asl::WaitTimestampPath& w) -> Due { return moment_at(step, input, w.path); }},
      wait.until);
}

bool is_too_long(const Step& step, milliseconds delay) {
  if (delay < limits::kWaitMax) return false;
  const auto count = std::chrono::duration_cast<seconds>(delay).count();
  return count >= limits::kLooseSecondsMax ||
         !lets_pass(step.bounds, limit_name::kWait, step.state.name, count);
}

}  // namespace

void enter(const Step& step, const asl::WaitState& wait, Recorder& out) {
  const auto input = effective_input(step);
  if (!input) return fail(step, runtime_failure(step, input.error()), out);
  const auto due = due_time(step, wait, *input);
  if (!due) return fail(step, runtime_failure(step, due.error()), out);
  if (is_too_long(step, *due - step.facts.now)) {
    return fail(step, runtime_failure(step, runtime_error("Wait state delay is too long.")), out);
  }
  // A moment already past is legal and must not arm a timer: the state ends in this batch.
  if (*due <= step.facts.now) return wait_over(step, wait, out);
  out.add(history::WaitStarted{step.visit.id, *due});
}

void wait_over(const Step& step, const asl::WaitState& wait, Recorder& out) {
  const auto input = effective_input(step);
  if (!input) return fail(step, runtime_failure(step, input.error()), out);
  leave(step, {*input, *input, &step.state.assign, wait.transition.next}, out);
}

}  // namespace sfn::engine
