#include "runtime/alarms.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

#include "support/simulated_clock.h"

namespace sfn::runtime {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

class Ringing : public testing::Test {
 protected:
  std::function<void()> say(std::string word) {
    return [this, word] { said.push_back(word); };
  }
  void advance(milliseconds by) {
    clock.set(clock.now() + by);
    while (clock.wake_due()) {
    }
  }

  support::SimulatedClock clock;
  Alarms alarms{clock};
  Alarms::Alarm a{alarms};
  Alarms::Alarm b{alarms};
  std::vector<std::string> said;
};

TEST_F(Ringing, ComesInTheOrderOfTimeAndThenOfSetting) {
  Alarms::Alarm c(alarms);
  a.set(clock.now() + seconds(2), say("a"));
  b.set(clock.now() + seconds(1), say("b"));
  c.set(clock.now() + seconds(2), say("c"));
  advance(seconds(1));
  EXPECT_THAT(said, ElementsAre("b"));
  advance(seconds(1));
  EXPECT_THAT(said, ElementsAre("b", "a", "c"));
}

TEST_F(Ringing, DoesNotComeOnceItIsCleared) {
  a.set(clock.now() + seconds(1), say("a"));
  b.set(clock.now() + seconds(2), say("b"));
  a.clear();
  advance(seconds(5));
  EXPECT_THAT(said, ElementsAre("b"));
}

TEST_F(Ringing, ComesOnceForAnAlarmThatWasSetAnew) {
  a.set(clock.now() + seconds(1), say("first"));
  a.set(clock.now() + seconds(2), say("second"));
  advance(seconds(1));
  EXPECT_THAT(said, IsEmpty());
  advance(seconds(1));
  EXPECT_THAT(said, ElementsAre("second"));
}

TEST_F(Ringing, MaySetItsAlarmAgainForAMomentThatIsPast) {
  int rung = 0;
  std::function<void()> again = [&] {
    if (++rung < 3) a.set(clock.now() - seconds(1), again);
  };
  a.set(clock.now(), again);
  EXPECT_TRUE(clock.wake_due());
  EXPECT_EQ(rung, 1);  // The next comes in a turn of its own.
  advance(seconds(0));
  EXPECT_EQ(rung, 3);
}

TEST_F(Ringing, MayDestroyAnother) {
  auto other = std::make_unique<Alarms::Alarm>(alarms);
  a.set(clock.now(), [&] { other.reset(); });
  other->set(clock.now(), say("other"));
  advance(seconds(1));
  EXPECT_THAT(said, IsEmpty());
}

}  // namespace
}  // namespace sfn::runtime
