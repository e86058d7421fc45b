// The first crash tests: a life that is cut short anywhere, and goes on from what the journal has,
// ends as the life that was never disturbed. An execution is the fold of its events, so it is the
// same value after each crash, the work that it owes included: a task that was outstanding is
// called again under the same request id.
#include <gtest/gtest.h>

#include "engine/support/definitions.h"
#include "engine/support/story.h"

namespace sfn::engine {
namespace {

/// A life and its value after each row.
struct Life {
  World world;
  std::vector<Execution> after;
};

Life live(const Story& story, Bounds bounds) {
  Life life{World(story.definition, bounds), {}};
  life.world.call_at_most_once(story.at_most_once);
  life.world.start(story.input);
  do {
    life.after.push_back(life.world.execution());
  } while (story.next(life.world));
  return life;
}

void play_out(const Story& story, World& world) {
  while (story.next(world)) {
  }
}

/// How a life goes on after a cut.
struct Resumption {
  milliseconds down{0};  ///< How long nobody is there.
  /// After how many of the rows before the cut there is a snapshot; 0: none.
  std::function<std::size_t(std::size_t cut)> snapshot = [](std::size_t) { return 0; };
};

// Cuts the life after each row.
template <typename Check>
void for_each_crash(const Story& story, const Life& undisturbed, Bounds bounds,
                    const Resumption& resumption, const Check& check) {
  const Rows& rows = undisturbed.world.rows();
  for (std::size_t cut = 1; cut <= rows.size(); ++cut) {
    SCOPED_TRACE(fmt::format("cut after row {} of {}", cut, rows.size()));
    World resumed(story.definition, bounds);
    resumed.call_at_most_once(story.at_most_once);
    resumed.resume(std::span(rows).first(cut), resumption.snapshot(cut));
    ASSERT_TRUE(resumed.execution() == undisturbed.after[cut - 1]);
    resumed.move_clock(resumption.down);
    play_out(story, resumed);
    check(resumed);
    if (testing::Test::HasFailure()) return;
  }
}

// Each life is lived again after each cut, so none may be long.
constexpr Bounds kWhole{.history_events = 200};
constexpr Bounds kStepByStep{.history_events = 200, .steps_per_command = 0};

class Crash : public testing::TestWithParam<Story> {};

TEST_P(Crash, AfterAnyRowChangesNothing) {
  const Life undisturbed = live(GetParam(), kWhole);
  for_each_crash(GetParam(), undisturbed, kWhole, {}, [&](const World& resumed) {
    EXPECT_EQ(resumed.events(), undisturbed.world.events());
    EXPECT_EQ(resumed.execution().status, undisturbed.world.execution().status);
  });
}

// Each step is a row of its own here, so that a crash may come between any two.
TEST_P(Crash, AfterAnyStepChangesNothing) {
  const Life undisturbed = live(GetParam(), kStepByStep);
  for_each_crash(GetParam(), undisturbed, kStepByStep, {}, [&](const World& resumed) {
    EXPECT_EQ(resumed.events(), undisturbed.world.events());
    EXPECT_EQ(resumed.outcome(), undisturbed.world.outcome());
  });
}

// What is read from a snapshot is gone on from as what was folded: whether it holds all that
// happened before the cut, or events came after it.
TEST_P(Crash, GoesOnFromASnapshotAlike) {
  const Life undisturbed = live(GetParam(), kStepByStep);
  const auto check = [&](const World& resumed) {
    EXPECT_EQ(resumed.events(), undisturbed.world.events());
    EXPECT_EQ(resumed.outcome(), undisturbed.world.outcome());
  };
  for_each_crash(GetParam(), undisturbed, kStepByStep,
                 {.snapshot = [](std::size_t cut) { return cut; }}, check);
  for_each_crash(GetParam(), undisturbed, kStepByStep,
                 {.snapshot = [](std::size_t cut) { return cut / 2; }}, check);
}

// Whatever fell due meanwhile is late, and nothing else is different.
TEST_P(Crash, OfSomeLengthDelaysAndNothingElse) {
  const Life undisturbed = live(GetParam(), kWhole);
  for_each_crash(
      GetParam(), undisturbed, kWhole, {.down = std::chrono::hours(5)}, [&](const World& resumed) {
        EXPECT_EQ(resumed.outcome(), undisturbed.world.outcome());
        EXPECT_EQ(resumed.execution().last_event, undisturbed.world.execution().last_event);
      });
}

INSTANTIATE_TEST_SUITE_P(Workflows, Crash, testing::ValuesIn(stories_of_the_workflows()),
                         [](const auto& test) { return test.param.name; });
INSTANTIATE_TEST_SUITE_P(States, Crash, testing::ValuesIn(stories_of_all_states()),
                         [](const auto& test) { return test.param.name; });

TEST(Stories, CoverEveryKindOfStateAndOfWork) {
  std::set<std::string> entered;
  std::set<history::WorkKind> owed;
  for (const auto& story : stories_of_all_states()) {
    const Life life = live(story, kStepByStep);
    EXPECT_FALSE(life.world.execution().is_running()) << story.name;
    for (const auto& event : life.world.events()) entered.insert(event.at("type"));
    for (const auto& execution : life.after) {
      for (const auto& [id, work] : execution.outstanding) owed.insert(id.kind);
    }
  }
  for (const auto* type :
       {"Pass", "Task", "Choice", "Wait", "Succeed", "Fail", "Parallel", "Map"}) {
    EXPECT_TRUE(entered.contains(std::string(type) + "StateEntered")) << type;
  }
  // Of children there are tests of their own.
  EXPECT_EQ(owed, (std::set{history::WorkKind::ExecutionDeadline, history::WorkKind::Wait,
                            history::WorkKind::Retry, history::WorkKind::TaskDeadline,
                            history::WorkKind::Heartbeat, history::WorkKind::Offer,
                            history::WorkKind::Task, history::WorkKind::Callback,
                            history::WorkKind::Continue}));
}

// Chance is decided once: what was drawn before a crash is what goes on after it, although the
// second life draws other bits.
TEST(Crash, LeavesWhatWasDrawnAsItIs) {
  const auto definition = machine_of(
      R"j("Type":"Pass","Parameters":{"u.$":"States.UUID()","r.$":"States.MathRandom(0, 1000000)"},)j"
      R"j("Assign":{"v.$":"States.UUID()"},"Next":"W")j",
      R"j("W":{"Type":"Wait","Seconds":1,"Next":"E"},
          "E":{"Type":"Pass","Parameters":{"in.$":"$","v.$":"$v"},"End":true})j");
  World first(definition);
  first.start();
  const Json drawn = first.events("PassStateExited").at(0).at("stateExitedEventDetails");
  World second(definition);
  second.resume(first.rows());
  second.play(always("1"));
  const auto output = *parse_json(second.outcome());
  EXPECT_EQ(to_text(output.at("in")), drawn.at("output").get<std::string>());
  EXPECT_EQ(to_text(output.at("v")), drawn.at("assignedVariables").at("v").get<std::string>());
  EXPECT_NE(output.at("v"), output.at("in").at("u"));
}

}  // namespace
}  // namespace sfn::engine
