#include "engine/support/world.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "engine/snapshot.h"
#include "history/codec.h"

namespace sfn::engine {

World::World(std::string_view definition, Bounds bounds) : bounds_(bounds) {
  auto parsed = asl::parse_definition(definition);
  if (!parsed.machine) {
    throw std::runtime_error(
        asl::invalid_definition_message(parsed.diagnostics, limits::Policy::Off));
  }
  machine_ = std::move(*parsed.machine);
}

Facts World::facts() {
  // A counter with its bits spread: repeatable, and different each time.
  return {.now = now_,
          .entropy = [this] { return (entropy_ += 0x9e3779b97f4a7c15); },
          .at_most_once = [once = at_most_once_](const TaskCall&) { return once; },
          .activity_exists = [there = activities_](const std::string&) { return there; }};
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
  const auto owed = execution_.outstanding.items();
  auto events = engine::run(machine_, execution_, command, facts(), bounds_);
  // As the runtime does: what is over budget in a turn of the loop gets all it needs elsewhere.
  if (!events && events.error().name == "OverBudget") {
    Bounds elsewhere = bounds_;
    elsewhere.budget.first_step = Meter::kUnlimited;
    events = engine::run(machine_, execution_, command, facts(), elsewhere);
  }
  const auto change = execution_.outstanding.take_change();
  EXPECT_TRUE(change == work_change(owed, execution_.outstanding.items())) << "the noted change";
  if (!events) return events.error();
  rows_.push_back({now_, std::move(*events)});
  return {};
}

bool World::play_one(const Answer& answer) {
  std::optional<Work> timer;
  for (const auto& [id, work] : execution_.outstanding) {
    if (const auto due = history::due_of(work)) {
      if (!timer || *due < *history::due_of(*timer)) timer = work;
    } else if (carry_out(Work(work), answer)) {  // A copy: what is carried out is gone.
      return true;
    }
  }
  return timer && carry_out(*timer, answer);
}

bool World::carry_out(const Work& work, const Answer& answer) {
  if (const auto due = history::due_of(work)) now_ = std::max(now_, *due);
  if (work.id.kind == history::WorkKind::Offer) {
    EXPECT_TRUE(command(TaskStarting{work.id}));
    return true;
  }
  if (work.id.kind == history::WorkKind::StopChild) {
    EXPECT_TRUE(command(ChildGone{work.id}));
    return true;
  }
  if (const auto* child = std::get_if<history::ChildWork>(&work.what)) {
    history::TaskWork task;
    task.resource = child->resource;
    task.request_id = child->execution_arn;
    auto outcome = answer(task);
    if (!outcome) return false;
    EXPECT_TRUE(command(TaskEnded{work.id, *std::move(outcome)}));
    return true;
  }
  if (const auto* task = std::get_if<history::TaskWork>(&work.what)) {
    auto outcome = answer(*task);
    if (!outcome) return false;
    // A child that starts has its end yet to come.
    if (task->child == history::ChildTask::Await && work.id.kind == history::WorkKind::Task &&
        std::holds_alternative<history::TaskSuccess>(*outcome)) {
      EXPECT_TRUE(command(TaskAccepted{work.id, Payload(), "arn:child:" + task->request_id}));
      return true;
    }
    const bool callback = work.id.kind == history::WorkKind::Callback;
    EXPECT_TRUE(callback ? command(TokenReturned{work.id, task->token, *std::move(outcome)})
                         : command(TaskEnded{work.id, *std::move(outcome)}));
    return true;
  }
  EXPECT_TRUE(command(WorkDue{work.id}));
  return true;
}

void World::play(const Answer& answer) {
  while (play_one(answer)) {
  }
}

void World::replay(std::span<const Row> rows) {
  for (const auto& [time, events] : rows) {
    rows_.push_back({time, history::decode(history::encode(events), time)});
    for (const auto& event : rows_.back().events) engine::apply(execution_, event);
    now_ = time;
  }
}

void World::resume(std::span<const Row> rows, std::size_t snapshot) {
  execution_ = {};
  rows_.clear();
  replay(rows.first(snapshot));
  if (snapshot > 0) execution_ = decode_snapshot(encode_snapshot(execution_)).value();
  replay(rows.subspan(snapshot));
  (void)execution_.outstanding.take_change();  // It was begun in the first life.
  entropy_ = entropy_ * 6364136223846793005 + 1442695040888963407;  // Elsewhere on its way.
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
  for (const auto& shown : events()) {
    text +=
        fmt::format("{}<-{} {}{}\n", to_text(shown.at("id")), to_text(shown.at("previousEventId")),
                    shown.at("type").get<std::string>(), name_in(shown));
  }
  return text;
}

std::vector<Json> World::events() const {
  std::vector<Json> all;
  for (const auto& row : rows_) {
    for (const auto& event : row.events) {
      if (auto shown = history::to_public(event, row.time, true)) all.push_back(std::move(*shown));
    }
  }
  return all;
}

std::vector<Json> World::events(std::string_view type) const {
  auto found = events();
  std::erase_if(found, [&](const Json& event) { return event.at("type") != type; });
  return found;
}

const Event& World::newest_public() const {
  for (auto row = rows_.rbegin(); row != rows_.rend(); ++row) {
    for (auto event = row->events.rbegin(); event != row->events.rend(); ++event) {
      if (history::link_of(*event) != nullptr) return *event;
    }
  }
  throw std::logic_error("nothing has happened");
}

std::string World::outcome() const {
  const auto& last = newest_public();
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

std::string World::outstanding() const {
  std::vector<std::string> keys;
  for (const auto& [id, work] : execution_.outstanding) keys.push_back(to_key(id));
  return join(keys, " ");
}

milliseconds World::due_in(history::WorkKind kind) const {
  std::optional<Timestamp> due;
  for (const auto& [id, work] : execution_.outstanding) {
    if (id.kind != kind) continue;
    EXPECT_FALSE(due) << "more than one is outstanding";
    due = history::due_of(work);
  }
  EXPECT_TRUE(due) << "none is outstanding";
  return due.value_or(now_) - now_;
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

World::Answer in_turn(std::vector<World::Answer> answers) {
  return
      [answers = std::move(answers), turn = std::size_t{0}](const history::TaskWork& task) mutable {
        const auto& answer = answers.at(turn);
        if (turn + 1 < answers.size()) ++turn;
        return answer(task);
      };
}

}  // namespace sfn::engine
