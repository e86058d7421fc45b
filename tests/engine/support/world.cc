#include "engine/support/world.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

namespace sfn::engine {

World::World(std::string_view definition, Bounds bounds) : bounds_(bounds) {
  auto parsed = asl::parse_definition(definition);
  if (!parsed.machine) {
    throw std::runtime_error(asl::invalid_definition_message(parsed.diagnostics));
  }
  machine_ = std::move(*parsed.machine);
}

Facts World::facts() {
  // A counter with its bits spread: repeatable, and different each time.
  return {now_, [this] { return (entropy_ += 0x9e3779b97f4a7c15); }};
}

World& World::start(std::string_view input) {
  const auto started =
      command(StartExecution{.arn = "arn:aws:states:eu-west-3:123456789012:execution:M:E",
                             .name = "E",
                             .machine_arn = "arn:aws:states:eu-west-3:123456789012:stateMachine:M",
                             .machine_name = "M",
                             .role_arn = "arn:aws:iam::123456789012:role/R",
                             .input = *Payload::parse(std::string(input))});
  EXPECT_TRUE(started);
  return *this;
}

World& World::run(std::string_view input, const Answer& answer) {
  start(input);
  play(answer);
  return *this;
}

Result<void> World::command(const Command& command) {
  auto events = engine::run(machine_, execution_, command, facts(), bounds_);
  if (!events) return events.error();
  rows_.push_back(std::move(*events));
  return {};
}

bool World::play_one(const Answer& answer) {
  if (execution_.outstanding.empty()) return false;
  const Work* next = nullptr;
  for (const auto& [id, work] : execution_.outstanding) {
    const auto due = history::due_of(work);
    if (!due) {
      next = &work;
      break;
    }
    if (next == nullptr || *due < *history::due_of(*next)) next = &work;
  }
  if (const auto due = history::due_of(*next)) now_ = std::max(now_, *due);
  if (const auto* task = std::get_if<history::TaskWork>(&next->what)) {
    EXPECT_TRUE(command(TaskEnded{next->id, answer(*task)}));
  } else {
    EXPECT_TRUE(command(WorkDue{next->id}));
  }
  return true;
}

void World::play(const Answer& answer) {
  while (play_one(answer)) {
  }
}

void World::replay(const std::vector<Events>& rows) {
  execution_ = {};
  rows_ = rows;
  for (const auto& row : rows) {
    for (const auto& event : row) engine::apply(execution_, event);
  }
}

namespace {

std::string name_in(const Json& event) {
  for (const auto& [member, details] : event.items()) {
    if (!details.is_object()) continue;
    std::string name;
    if (const Json* given = find_member(details, "name")) name = " " + given->get<std::string>();
    if (const Json* index = find_member(details, "index")) name += "[" + to_text(*index) + "]";
    if (!name.empty()) return name;
  }
  return "";
}

}  // namespace

std::string World::history() const {
  std::string text;
  for (const auto& row : rows_) {
    for (const auto& event : row) {
      const auto shown = history::to_public(event, now_, true);
      if (!shown) continue;
      text += fmt::format("{}<-{} {}{}\n", to_text(shown->at("id")),
                          to_text(shown->at("previousEventId")),
                          shown->at("type").get<std::string>(), name_in(*shown));
    }
  }
  return text;
}

std::vector<Json> World::events(std::string_view type) const {
  std::vector<Json> found;
  for (const auto& row : rows_) {
    for (const auto& event : row) {
      auto shown = history::to_public(event, now_, true);
      if (shown && shown->at("type") == type) found.push_back(std::move(*shown));
    }
  }
  return found;
}

std::string World::outcome() const {
  const auto& last = rows_.back().back();
  const auto told = [](const Failure& failure) {
    return failure.error.value_or("-") + ": " + failure.cause.value_or("-");
  };
  if (const auto* end = std::get_if<history::ExecutionSucceeded>(&last)) return end->output.text();
  if (const auto* end = std::get_if<history::ExecutionFailed>(&last)) return told(end->failure);
  if (std::holds_alternative<history::ExecutionTimedOut>(last)) return "timed out";
  if (const auto* end = std::get_if<history::ExecutionAborted>(&last))
    return "aborted " + told(end->failure);
  return "running";
}

World::Answer always(std::string_view output) {
  return [output = std::string(output)](const history::TaskWork&) {
    return history::TaskSuccess{*Payload::parse(output)};
  };
}

World::Answer fails(std::string_view error, std::string_view cause) {
  return [failure = history::TaskFailure{std::string(error), std::string(cause)}](
             const history::TaskWork&) { return failure; };
}

}  // namespace sfn::engine
