#include "runtime/space_guard.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "runtime/support/world.h"

namespace sfn::runtime {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

constexpr std::int64_t kMiB = 1 << 20;
const RuntimeOptions kGuarded{.min_free_bytes = 256 * kMiB};

/// Makes the runtime look at the disk: a second after the last look, with a commit.
void commit_something(World& world, const std::string& machine) {
  world.advance(seconds(2));
  (void)world.start(machine);
  world.settle();
}

class ScarceSpace : public testing::Test {
 protected:
  ScarceSpace() {
    world.store().set_free_bytes(100 * kMiB);
    commit_something(world, machine);
  }
  Asked<Started> start() {
    auto asked = world.start(machine);
    world.settle();
    return asked;
  }

  World world{kGuarded};
  std::string machine = world.deploy("M", kTask);
  std::string running = world.started(machine);
};

TEST_F(ScarceSpace, RefusesNewWork) {
  const auto asked = start();
  ASSERT_TRUE(asked.is_answered());
  EXPECT_EQ(asked.error(), "ServiceUnavailable");
  EXPECT_EQ(asked.cause(),
            "the disk that holds sfn.db has 100 MiB left and --min-free asks for 256 MiB: no new "
            "work is taken until there is more room");
}

TEST_F(ScarceSpace, LetsWhatRunsEnd) {
  world.host().succeed(0);
  world.settle();
  EXPECT_EQ(world.status(running), store::ExecutionStatus::Succeeded);
}

TEST_F(ScarceSpace, LetsWhatRunsBeStopped) {
  const auto stopped = world.stop(running);
  world.settle();
  ASSERT_TRUE(stopped.is_answered());
  EXPECT_EQ(world.status(running), store::ExecutionStatus::Aborted);
}

TEST_F(ScarceSpace, IsLookedAtAgainWhenSomebodyIsRefused) {
  world.store().set_free_bytes(300 * kMiB);
  EXPECT_EQ(start().error(), "ServiceUnavailable");
  EXPECT_FALSE(start().value().arn.empty());
}

TEST_F(ScarceSpace, DoesNotKeepAStartFromGoingOn) {
  world.crash_without_recovery();
  world.store().set_free_bytes(100 * kMiB);
  world.recover();
  world.settle();
  EXPECT_THAT(world.host().started, SizeIs(2)) << "tasks begun again";
  EXPECT_EQ(start().error(), "ServiceUnavailable");
}

TEST(Space, OfZeroIsNotLookedAfter) {
  World world;
  const auto machine = world.deploy("M", kPass);
  world.store().set_free_bytes(0);
  commit_something(world, machine);
  commit_something(world, machine);
  EXPECT_EQ(world.executions(), 2u);
}

// ---- a start on a full disk

class NoSpace : public testing::Test {
 protected:
  NoSpace() {
    world.crash_without_recovery();
    world.store().set_free_bytes(0);
    world.recover();
    world.settle();
  }
  void make_room() {
    world.store().set_free_bytes(300 * kMiB);
    world.advance(SpaceGuard::kBetweenProbes);
    world.settle();
  }

  World world{kGuarded};
  std::string machine = world.deploy("M", kTask);
  std::string running = world.started(machine);
  std::string sleeping = world.started(world.deploy("W", kWait), R"({"s":1})");
};

TEST_F(NoSpace, BeginsNoEffect) {
  world.advance(seconds(60));
  EXPECT_THAT(world.host().started, IsEmpty());
  EXPECT_EQ(world.status(sleeping), store::ExecutionStatus::Running) << "its time has come";
}

TEST_F(NoSpace, CanBeRead) {
  Asked<store::ExecutionRecord> found;
  world.runtime().find(running, found.reply());
  world.settle();
  ASSERT_TRUE(found.is_answered());
  EXPECT_EQ(found.value().row.status, store::ExecutionStatus::Running);
}

TEST_F(NoSpace, RefusesNewWorkAndSaysWhy) {
  const auto asked = world.start(machine);
  world.settle();
  EXPECT_EQ(asked.error(), "ServiceUnavailable");
  EXPECT_THAT(asked.cause(), HasSubstr("no room for a commit (simulated: disk full)"));
}

TEST_F(NoSpace, RefusesAPurge) {
  Asked<std::int64_t> purged;
  world.runtime().purge({.stopped_before = world.clock.now()}, purged.reply());
  world.settle();
  EXPECT_EQ(purged.error(), "ServiceUnavailable");
}

TEST_F(NoSpace, EndsWhenAProbeSucceeds) {
  make_room();
  EXPECT_THAT(world.host().started, SizeIs(1));
  EXPECT_EQ(world.status(sleeping), store::ExecutionStatus::Succeeded);
  const auto asked = world.start(machine);
  world.settle();
  EXPECT_FALSE(asked.value().arn.empty());
}

TEST_F(NoSpace, KeepsAStopUntilThereIsRoom) {
  const auto stopped = world.stop(running);
  world.settle();
  EXPECT_FALSE(stopped.is_answered());
  make_room();
  ASSERT_TRUE(stopped.is_answered());
  EXPECT_EQ(world.status(running), store::ExecutionStatus::Aborted);
}

// ---- what is told

TEST(SpaceReports, TellEachChangeOnce) {
  support::SimulatedFiles files;
  support::TestLoop loop;
  const Post post = [&loop](std::function<void()> turn) { loop.post(std::move(turn)); };
  support::SimulatedEventStore store{{.files = files, .post = post, .fatal = {}}};
  support::SimulatedClock clock;
  Alarms alarms(clock);
  Statistics statistics;
  CommitQueue commits(store, post, CommitId{0}, statistics);
  std::vector<Space> told;
  SpaceGuard guard(store, commits, alarms, 256 * kMiB,
                   [&told](const SpaceReport& report) { told.push_back(report.space); });
  const auto wait = [&](milliseconds time) {
    clock.set(clock.now() + time);
    while (clock.wake_due()) loop.run();
    loop.run();
  };

  store.set_free_bytes(0);
  int begun = 0;
  guard.start([&begun] { ++begun; });
  wait(milliseconds(0));
  wait(SpaceGuard::kBetweenProbes);
  EXPECT_THAT(told, ElementsAre(Space::Scarce, Space::None));
  EXPECT_EQ(begun, 0);

  store.set_free_bytes(100 * kMiB);
  wait(SpaceGuard::kBetweenProbes);
  EXPECT_EQ(begun, 1);
  EXPECT_FALSE(commits.admit());
  store.set_free_bytes(300 * kMiB);
  wait(milliseconds(0));  // The refusal has asked for a look.
  EXPECT_TRUE(commits.admit());
  EXPECT_THAT(told, ElementsAre(Space::Scarce, Space::None, Space::Scarce, Space::Enough));
}

}  // namespace
}  // namespace sfn::runtime
