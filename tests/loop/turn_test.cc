#include "loop/turn.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace sfn::loop {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::Pair;

TEST(Turn, NamesItsLongestCallbackAndWhatThatWasAbout) {
  Turn turn;
  turn.begin();
  turn.about("short");
  turn.ran("timer", 1ms);
  turn.about("long");
  turn.ran(kReading, 5ms);
  turn.ran("task", 2ms);
  const auto ended = turn.end({.wall = 9ms, .cpu = 8ms});
  EXPECT_EQ(ended.took.wall, 9ms);
  EXPECT_EQ(ended.callbacks, 3u);
  EXPECT_EQ(ended.longest.kind, kReading);
  EXPECT_EQ(ended.longest.about, "long");
  EXPECT_EQ(ended.longest.took, 5ms);
}

TEST(Turn, TakesAsLongAsItIsSinceItsFirstCallback) {
  Turn turn;
  turn.begin();
  EXPECT_EQ(turn.took(100ms), 0ms);
  turn.starts(100ms);
  turn.starts(110ms);
  EXPECT_EQ(turn.took(130ms), 30ms);
  turn.begin();
  EXPECT_EQ(turn.took(500ms), 0ms);
}

TEST(Turn, DoesNotTakeOneCallbackToBeAboutWhatAnotherWas) {
  Turn turn;
  turn.begin();
  turn.about("first");
  turn.ran("task", 1ms);
  turn.ran("task", 2ms);
  EXPECT_EQ(turn.end({}).longest.about, "");
}

TEST(Turn, ForgetsTheOneBefore) {
  Turn turn;
  turn.begin();
  turn.ran(kReading, 5ms);
  EXPECT_TRUE(turn.has_taken_its_share());
  turn.begin();
  EXPECT_FALSE(turn.has_taken_its_share());
  turn.ran("task", 1ms);
  EXPECT_EQ(turn.end({}).longest.took, 1ms);
}

TEST(Turn, CountsInputAloneTowardsItsShare) {
  Turn turn;
  turn.begin();
  turn.ran("task", 50ms);
  EXPECT_FALSE(turn.has_taken_its_share());
  turn.ran(kReading, 1ms);
  turn.ran(kAccepting, 1ms);
  EXPECT_FALSE(turn.has_taken_its_share());
  turn.ran(kReading, 1ms);
  EXPECT_TRUE(turn.has_taken_its_share());
}

TEST(Turn, RemembersTheLongestCallbackOfEachKind) {
  Turn turn;
  for (const auto took : {1'000us, 7'000us, 3'000us}) {
    turn.begin();
    turn.ran("task", took);
    turn.ran("timer", took / 2);
  }
  turn.ran("write", 1us);  // Not worth a line.
  EXPECT_THAT(turn.longest_callbacks(), ElementsAre(Pair("task", 7ms), Pair("timer", 3500us)));
}

}  // namespace
}  // namespace sfn::loop
