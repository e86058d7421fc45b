#include "language/outside.h"

#include <algorithm>
#include <stdexcept>

#include "base/text.h"

namespace sfn::language {
namespace {

using history::TaskOutcome;

// A map run is awaited like a task that was called under its name.
constexpr auto kMapRun = "mapRun";

std::string name_of(const history::TaskWork& task) {
  return task.resource.empty() ? kMapRun : split(task.resource, ':').back();
}

// Whose end is told by the rule; nothing for other work.
std::optional<history::TaskWork> awaited(const history::Work& work) {
  if (const auto* task = std::get_if<history::TaskWork>(&work.what)) return *task;
  const auto* child = std::get_if<history::ChildWork>(&work.what);
  if (child == nullptr) return std::nullopt;
  history::TaskWork task;
  task.resource = child->resource;
  task.request_id = child->execution_arn;
  return task;
}

std::optional<std::string> text_in(const Json& told, const char* name) {
  const auto* member = find_member(told, name);
  return member == nullptr ? std::nullopt : std::optional(member->get<std::string>());
}

TaskOutcome outcome_of(const Json& told) {
  const auto* output = find_member(told, "output");
  if (output != nullptr) return history::TaskSuccess{Payload(*output)};
  return history::TaskFailure{text_in(told, "error"), text_in(told, "cause")};
}

}  // namespace

const Outside::Call& Outside::call_of(const history::TaskWork& task, Timestamp now) {
  const auto [found, is_new] = calls_.try_emplace(task.request_id);
  if (!is_new) return found->second;
  const auto function = name_of(task);
  const auto ends = rule_.calls.find(function);
  if (ends == rule_.calls.end())
    throw std::runtime_error("nobody says how calls of " + function + " end");
  const auto turn = std::min(made_[function]++, ends->second.size() - 1);
  const auto& end = ends->second[turn];
  if (!end.never) found->second = {&end, now + seconds(end.seconds)};
  return found->second;
}

std::optional<Timestamp> Outside::due_of(const history::Work& work, Timestamp now) {
  if (const auto due = history::due_of(work)) return std::max(*due, now);
  const auto task = awaited(work);
  if (!task) return now;
  const auto& call = call_of(*task, now);
  return call.end == nullptr ? std::nullopt : std::optional(std::max(call.over, now));
}

bool Outside::let_happen(engine::World& world) {
  std::optional<history::Work> first;
  Timestamp when;
  for (const auto& [id, work] : world.execution().outstanding) {
    const auto due = due_of(work, world.now());
    if (!due || (first && *due >= when)) continue;
    first = work;
    when = *due;
  }
  if (!first) return false;
  world.move_clock(when - world.now());
  return world.carry_out(*first, [this](const history::TaskWork& task) {
    return std::optional(outcome_of(calls_.at(task.request_id).end->told));
  });
}

}  // namespace sfn::language
