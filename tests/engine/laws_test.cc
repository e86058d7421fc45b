// Random machines under random treatment: answers, failures and timers in any order, commands that
// come late or twice, steps that are put off, small limits, crashes. The laws hold after each.
#include "engine/support/laws.h"

#include <gtest/gtest.h>

#include "engine/support/definitions.h"
#include "engine/support/random_machine.h"
#include "engine/support/whole_language.h"

namespace sfn::engine {
namespace {

// The items are small, without the member that some selectors want, and large.
constexpr const char* kInput =
    R"({"n":2,"items":[{"a":1},2,{"a":"xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"}]})";

constexpr std::uint64_t kSeeds = 300;
constexpr int kCommandsMax = 3'000;

Bounds random_bounds(Dice& dice) {
  Bounds bounds;
  if (dice.once_in(3)) bounds.steps_per_command = dice.roll(6);
  if (dice.once_in(3)) bounds.budget = {dice.roll(20), dice.roll(60)};
  if (dice.once_in(4)) bounds.history_events = 10 + dice.roll(100);
  if (dice.once_in(3)) bounds.payload_bytes = 100 + static_cast<std::size_t>(dice.roll(300));
  return bounds;
}

history::TaskOutcome random_outcome(Dice& dice) {
  switch (dice.roll(9)) {
    case 0:
      return history::TaskFailure{"E1", "cause"};
    case 1:
      return history::TaskFailure{dice.once_in(2) ? "E2" : "States.Timeout", std::nullopt};
    case 2:
      return history::TaskSuccess{Payload::trusted(R"([ {"a":1}, 2 ])")};
    default:
      return history::TaskSuccess{Payload::trusted(R"({"done":true})")};
  }
}

const Work& any_work(const World& world, Dice& dice) {
  const auto& outstanding = world.execution().outstanding;
  const auto any = [&]() -> const Work& {
    return std::next(outstanding.begin(), dice.roll(static_cast<int>(outstanding.size())))->second;
  };
  const Work* work = &any();
  // A deadline ends a life early: it gets its turn less often than the others.
  if (work->id.kind == history::WorkKind::ExecutionDeadline && !dice.once_in(5)) work = &any();
  return *work;
}

Command next_command(const World& world, Dice& dice) {
  if (world.execution().is_running() && dice.once_in(200)) {
    return StopExecution{{"Stopped", std::nullopt}};
  }
  const Work& work = any_work(world, dice);
  if (work.id.kind == history::WorkKind::StopChild) return ChildGone{work.id};
  if (work.id.kind == history::WorkKind::Child) return TaskEnded{work.id, random_outcome(dice)};
  const auto* task = std::get_if<history::TaskWork>(&work.what);
  if (task == nullptr) return WorkDue{work.id};
  if (task->child == history::ChildTask::Await && !dice.once_in(4)) {
    return TaskAccepted{work.id, Payload(), "arn:child"};
  }
  const bool callback = work.id.kind == history::WorkKind::Callback;
  // A token may come back before the call that has handed it out is over.
  const bool early = work.id.kind == history::WorkKind::Task && dice.once_in(5);
  if (callback || (early && !task->token.empty())) {
    return TokenReturned{history::callback_of(work.id), task->token, random_outcome(dice)};
  }
  const bool offer = work.id.kind == history::WorkKind::Offer;
  if (offer && !dice.once_in(6)) return TaskStarting{work.id};
  if (!offer && task->offered && dice.once_in(4)) return TaskLost{work.id};
  return TaskEnded{work.id, random_outcome(dice)};
}

void let_it_be_due(World& world, const Command& command) {
  const auto* timer = std::get_if<WorkDue>(&command);
  if (timer == nullptr) return;
  const auto due = history::due_of(world.execution().outstanding.at(timer->work));
  if (due && *due > world.now()) world.move_clock(*due - world.now());
}

void expect_refused(World& world, const Command& command) {
  const Execution before = world.execution();
  EXPECT_FALSE(world.command(command));
  EXPECT_TRUE(world.execution() == before);
}

const std::vector<std::string> kChildren{"arn:aws:states:eu-west-3:123456789012:stateMachine:C"};

std::string plain_definition(std::uint64_t seed, Dice& dice) {
  return with_tokens(
      random_definition(dice, seed % 3 == 0 ? kChildren : std::vector<std::string>()), dice);
}

void live(std::uint64_t seed, const std::string& definition, Dice& dice) {
  const Bounds bounds = random_bounds(dice);
  SCOPED_TRACE(fmt::format("seed {}: {}", seed, definition));
  World world(definition, bounds);
  Laws laws(bounds);
  world.start(kInput);
  laws.check(world);
  for (int commands = 0; !world.execution().outstanding.empty(); ++commands) {
    ASSERT_LT(commands, kCommandsMax) << "does not end";
    const Command command = next_command(world, dice);
    world.call_at_most_once(dice.once_in(3));  // Tags come and go.
    let_it_be_due(world, command);
    ASSERT_TRUE(world.command(command));
    laws.check(world);
    if (dice.once_in(5)) expect_refused(world, command);
    if (dice.once_in(20)) world.resume(Rows(world.rows()));
    if (testing::Test::HasFailure()) return;
  }
  Laws afresh(bounds);
  afresh.check(world);
}

TEST(Laws, HoldForRandomMachines) {
  for (std::uint64_t seed = 1; seed <= kSeeds; ++seed) {
    Dice dice(seed);
    ASSERT_NO_FATAL_FAILURE(live(seed, plain_definition(seed, dice), dice));
    ASSERT_FALSE(HasFailure()) << "seed " << seed;
  }
}

TEST(Laws, HoldForTheWholeLanguage) {
  for (std::uint64_t seed = 1; seed <= kSeeds; ++seed) {
    Dice dice(seed);
    const auto definition = whole_definition(dice, {.children = kChildren});
    ASSERT_NO_FATAL_FAILURE(live(seed, definition, dice));
    ASSERT_FALSE(HasFailure()) << "seed " << seed;
  }
}

}  // namespace
}  // namespace sfn::engine
