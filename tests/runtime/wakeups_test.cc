#include "runtime/wakeups.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "runtime/support/world.h"

namespace sfn::runtime {
namespace {

using history::WorkId;
using history::WorkKind;
using testing::ElementsAre;
using testing::IsEmpty;

class Timers : public testing::Test {
 protected:
  explicit Timers(WakeupLimits limits = {}) : wakeups(store, alarms, fire, may_fire, limits) {}

  DueItem item(std::int64_t execution, milliseconds after) const {
    return {start + after, ExecutionId{execution}, WorkId{VisitId{1}, 0, WorkKind::Wait}};
  }
  /// The row of pending work becomes durable, and the timer known.
  void begin(std::int64_t execution, milliseconds after) {
    write(execution, after);
    wakeups.add(item(execution, after));
  }
  void write(std::int64_t execution, milliseconds after) {
    const auto timer = item(execution, after);
    store::Batch rows;
    rows.pending_new.push_back({timer.execution, "wait", to_key(timer.work), timer.due});
    store.append(std::move(rows), [] {});
    settle();
  }
  void end(std::int64_t execution, milliseconds after) {
    store::Batch rows;
    rows.pending_gone.push_back({ExecutionId{execution}, "1.0.wait"});
    store.append(std::move(rows), [] {});
    wakeups.remove(item(execution, after));
  }
  void settle() {
    do {
      loop.run();
    } while (clock.wake_due());
  }
  void advance_to(milliseconds after) {
    settle();
    while (clock.next_wake() && *clock.next_wake() <= start + after) {
      clock.set(std::max(clock.now(), *clock.next_wake()));
      settle();
    }
    clock.set(start + after);
    settle();
  }

  support::SimulatedFiles files;
  support::TestLoop loop;
  support::SimulatedClock clock;
  const Timestamp start = clock.now();
  support::SimulatedEventStore store{
      {.files = files,
       .post = [this](std::function<void()> turn) { loop.post(std::move(turn)); },
       .fatal = {}}};
  Alarms alarms{clock};
  std::vector<std::pair<std::int64_t, milliseconds>> fired;
  bool open = true;
  Wakeups::Fire fire = [this](ExecutionId execution, const WorkId&) {
    fired.emplace_back(raw(execution), clock.now() - start);
  };
  std::function<bool()> may_fire = [this] { return open; };
  Wakeups wakeups;
};

TEST_F(Timers, FireAtTheirMomentInTheirOrder) {
  wakeups.recover();
  settle();
  begin(1, seconds(20));
  begin(2, seconds(10));
  begin(3, seconds(10));
  advance_to(seconds(30));
  EXPECT_THAT(fired, ElementsAre(std::pair(2, seconds(10)), std::pair(3, seconds(10)),
                                 std::pair(1, seconds(20))));
}

TEST_F(Timers, ThatAreRemovedDoNotFire) {
  wakeups.recover();
  settle();
  begin(1, seconds(10));
  end(1, seconds(10));
  advance_to(seconds(30));
  EXPECT_THAT(fired, IsEmpty());
}

TEST_F(Timers, ThatArePutOffFireAtTheirNewMoment) {
  wakeups.recover();
  settle();
  begin(1, seconds(10));
  begin(2, seconds(20));
  advance_to(seconds(10));
  wakeups.put_off(item(1, seconds(15)));
  wakeups.put_off(item(3, seconds(16)));
  wakeups.take_back(item(3, seconds(16)));
  advance_to(seconds(30));
  EXPECT_THAT(fired, ElementsAre(std::pair(1, seconds(10)), std::pair(1, seconds(15)),
                                 std::pair(2, seconds(20))));
}

TEST_F(Timers, OfTheLastProcessFire) {
  write(1, seconds(5));
  write(2, seconds(-5));
  wakeups.recover();
  advance_to(seconds(10));
  EXPECT_THAT(fired, ElementsAre(std::pair(2, seconds(0)), std::pair(1, seconds(5))));
}

TEST_F(Timers, LeaveTheTableAloneWhileNothingHappens) {
  wakeups.recover();
  settle();
  EXPECT_FALSE(clock.next_wake());
  begin(1, std::chrono::hours(1));
  EXPECT_EQ(*clock.next_wake(), start + std::chrono::hours(1));
}

TEST_F(Timers, WrittenWhileAPageIsReadAreNotLost) {
  wakeups.recover();  // The page is asked for, and answered without the row that comes next.
  store::Batch rows;
  const auto late = item(9, seconds(80));
  rows.pending_new.push_back({late.execution, "wait", to_key(late.work), late.due});
  store.append(std::move(rows), [] {});
  wakeups.add(late);
  advance_to(seconds(80));
  EXPECT_THAT(fired, ElementsAre(std::pair(9, seconds(80))));
}

TEST_F(Timers, RestWhileTheRuntimeIsOverloaded) {
  wakeups.recover();
  settle();
  begin(1, seconds(1));
  open = false;
  advance_to(seconds(5));
  EXPECT_THAT(fired, IsEmpty());
  open = true;
  wakeups.resume();
  settle();
  EXPECT_THAT(fired, ElementsAre(std::pair(1, seconds(5))));
}

TEST_F(Timers, WaitOnWhenTheClockIsSetBack) {
  wakeups.recover();
  settle();
  begin(1, seconds(10));
  clock.set(start - seconds(100));
  advance_to(seconds(9));
  EXPECT_THAT(fired, IsEmpty());
  advance_to(seconds(10));
  EXPECT_THAT(fired, ElementsAre(std::pair(1, seconds(10))));
}

class FewTimers : public Timers {
 protected:
  FewTimers() : Timers({.timers = 8, .page_rows = 3, .fired_per_turn = 2}) {}
};

TEST_F(FewTimers, AreInMemoryAndTheRestAreRows) {
  wakeups.recover();
  settle();
  for (int i = 1; i <= 30; ++i) begin(i, seconds(i));
  EXPECT_LE(wakeups.size(), 8u);
  begin(31, seconds(1));  // Nearer than those that were forgotten.
  advance_to(seconds(1));
  EXPECT_EQ(fired.size(), 2u);
}

TEST_F(FewTimers, InMemoryAreEnoughForAnyNumberOfSleepers) {
  for (int i = 1; i <= 40; ++i) write(i, seconds(i));
  wakeups.recover();
  std::size_t most = 0;
  for (int i = 1; i <= 40; ++i) {
    advance_to(seconds(i));
    most = std::max(most, wakeups.size());
  }
  EXPECT_LE(most, 8u);
  ASSERT_EQ(fired.size(), 40u);
  for (int i = 1; i <= 40; ++i)
    EXPECT_EQ(fired[static_cast<std::size_t>(i) - 1],
              std::pair(std::int64_t{i}, milliseconds(seconds(i))));
}

TEST_F(FewTimers, AreForgottenFarthestFirstAndReadAgain) {
  wakeups.recover();
  settle();
  for (int i = 30; i >= 1; --i) begin(i, seconds(i));
  EXPECT_LE(wakeups.size(), 8u);
  advance_to(seconds(31));
  ASSERT_EQ(fired.size(), 30u);
  for (int i = 1; i <= 30; ++i) EXPECT_EQ(fired[static_cast<std::size_t>(i) - 1].first, i);
}

TEST_F(FewTimers, ForgottenWhileAPageIsReadAreReadAgain) {
  wakeups.recover();  // The page is answered before the rows that come next.
  for (int i = 1; i <= 12; ++i) {
    store::Batch rows;
    const auto timer = item(i, seconds(i));
    rows.pending_new.push_back({timer.execution, "wait", to_key(timer.work), timer.due});
    store.append(std::move(rows), [] {});
    wakeups.add(timer);
  }
  advance_to(seconds(12));
  EXPECT_EQ(fired.size(), 12u);
}

TEST_F(FewTimers, InTheTableAreReadWhenAllInMemoryWereTakenBackMeanwhile) {
  wakeups.recover();
  settle();
  for (int i = 1; i <= 12; ++i) begin(i, seconds(i));
  open = false;
  advance_to(seconds(1));
  for (int i = 1; i <= 9; ++i) end(i, seconds(i));
  open = true;
  wakeups.resume();
  advance_to(seconds(12));
  EXPECT_THAT(fired, ElementsAre(std::pair(10, seconds(10)), std::pair(11, seconds(11)),
                                 std::pair(12, seconds(12))));
}

TEST_F(FewTimers, DueAtOnceFireEachOnce) {
  for (int i = 1; i <= 40; ++i) write(i, seconds(10));
  wakeups.recover();
  advance_to(seconds(10));
  EXPECT_EQ(fired.size(), 40u);
}

}  // namespace
}  // namespace sfn::runtime
