#include "sfnctl/progress.h"

#include "base/text.h"
#include "sfnctl/history_text.h"
#include "sfnctl/human.h"
#include "sfnctl/members.h"

namespace sfn::sfnctl {
namespace {

constexpr std::size_t kLabelWidth = 32;
constexpr std::size_t kFailureCharactersMax = 160;

bool is_attempt(std::string_view type) {
  return type == "LambdaFunctionScheduled" || type == "TaskScheduled" ||
         type == "ActivityScheduled";
}

/// Failures of a task or an expression; those of Parallel, Map and the execution only repeat them.
bool is_failure(std::string_view type) {
  const bool of_task = starts_with(type, "LambdaFunction") || starts_with(type, "Activity") ||
                       (starts_with(type, "Task") && !starts_with(type, "TaskState"));
  return type == "EvaluationFailed" ||
         (of_task && (ends_with(type, "Failed") || ends_with(type, "TimedOut")));
}

bool opens_inner_scope(std::string_view type) {
  return type == "ParallelStateStarted" || type == "MapIterationStarted";
}

}  // namespace

void Progress::show(const Json& event) {
  const auto id = integer_at(event, "id");
  const auto& details = details_of(event);
  auto& trace = traces_[id];
  trace.previous = integer_at(event, "previousEventId");
  trace.type = text_at(event, "type");
  trace.entered = time_at(event, "timestamp").value_or(Timestamp());
  if (const auto before = traces_.find(trace.previous); before != traces_.end()) {
    trace.depth = before->second.depth;
    trace.item = before->second.item;
  }

  const auto name = text_at(details, "name");
  if (opens_inner_scope(trace.type)) {
    const auto* around = name.empty() ? visit_of(trace) : visit_named(trace, name);
    trace.depth = (around != nullptr ? around->depth : 0) + 1;
    if (!name.empty()) trace.item = fmt::format("[{}]", integer_at(details, "index"));
  } else if (ends_with(trace.type, "StateEntered")) {
    enter(trace, name);
    open_line_ = id;
  } else if (ends_with(trace.type, "StateExited")) {
    leave(trace, name, trace.entered);
  } else if (is_failure(trace.type)) {
    // A failed expression is linked to the event before its state; here it counts as within.
    if (const auto id_within = newest_visit(text_at(details, "state"))) trace.previous = id_within;
    fail(trace, details);
  } else if (is_attempt(trace.type)) {
    schedule(trace);
  }
}

void Progress::finish() {
  if (open_line_ != 0) out_.progress("\n");
  open_line_ = 0;
}

void Progress::enter(Trace& trace, const std::string& state) {
  finish();
  trace.state = state;
  out_.progress(label(trace));
}

void Progress::leave(Trace& trace, const std::string& state, Timestamp at) {
  const auto* visit = visit_named(trace, state);
  if (visit == nullptr) return;
  trace.depth = visit->depth;
  trace.item = visit->item;
  const auto spent = human_duration(at - visit->entered);
  const auto open = traces_.find(open_line_);
  if (open != traces_.end() && &open->second == visit) {
    out_.progress("  " + spent + "\n");
    open_line_ = 0;
  } else {
    say(*visit, Tone::Plain, spent);
  }
}

void Progress::fail(const Trace& trace, const Json& details) {
  const auto* visit = visit_of(trace);
  if (visit == nullptr) return;
  auto what = error_and_cause(details);
  if (what.empty()) what = trace.type;
  say(*visit, Tone::Bad, one_line(what, kFailureCharactersMax));
}

void Progress::schedule(const Trace& trace) {
  auto* visit = visit_of(trace);
  if (visit == nullptr) return;
  if (++visit->attempts > 1) {
    say(*visit, Tone::Busy, fmt::format("attempt {}", visit->attempts));
  }
}

void Progress::say(const Trace& visit, Tone tone, const std::string& what) {
  finish();
  out_.progress(label(visit) + "  " + out_.tinted_err(tone, what) + "\n");
}

std::string Progress::label(const Trace& visit) const {
  auto text = std::string(static_cast<std::size_t>(2 + 2 * visit.depth), ' ') +
              one_line(visit.state, kLabelWidth) + visit.item;
  const auto length = utf8_length(text);
  if (length < kLabelWidth) text.append(kLabelWidth - length, ' ');
  return text;
}

/// The innermost visit that the event belongs to: the nearest entered event before it.
Progress::Trace* Progress::visit_of(const Trace& trace) {
  for (auto it = traces_.find(trace.previous); it != traces_.end();
       it = traces_.find(it->second.previous)) {
    if (!it->second.state.empty()) return &it->second;
    if (it->second.previous >= it->first) break;
  }
  return nullptr;
}

/// The exit of a Parallel or Map follows the last event of a branch, so the visit is not the
/// nearest one but the nearest of that name.
Progress::Trace* Progress::visit_named(const Trace& trace, const std::string& state) {
  for (auto* visit = visit_of(trace); visit != nullptr; visit = visit_of(*visit)) {
    if (visit->state == state) return visit;
  }
  return nullptr;
}

std::int64_t Progress::newest_visit(const std::string& state) const {
  if (state.empty()) return 0;
  const auto it = std::find_if(traces_.rbegin(), traces_.rend(),
                               [&state](const auto& entry) { return entry.second.state == state; });
  return it == traces_.rend() ? 0 : it->first;
}

}  // namespace sfn::sfnctl
