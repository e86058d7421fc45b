// Executions that leave memory after many events come back from a snapshot, and are the same.
#include "runtime/snapshots.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/limits.h"
#include "engine/snapshot.h"
#include "history/codec.h"
#include "runtime/execution_loader.h"
#include "runtime/support/world.h"

namespace sfn::runtime {
namespace {

using store::ExecutionStatus;

// Each round of this machine is seven events.
const std::string kRounds =
    R"({"StartAt":"T","States":{"T":{"Type":"Task","Next":"C",)"
    R"("Resource":"arn:aws:lambda:us-east-1:123456789012:function:f"},)"
    R"("C":{"Type":"Choice","Default":"T","Choices":[{"Variable":"$.enough","IsPresent":true,)"
    R"("Next":"D"}]},"D":{"Type":"Succeed"}}})";
constexpr std::int64_t kEventsOfRound = 7;
constexpr std::int64_t kEvents = 20;
const RuntimeOptions kOftenEvicted{.cache_bytes = 1, .snapshot_events = kEvents};

class Snapshot : public testing::Test {
 protected:
  explicit Snapshot(const RuntimeOptions& options = kOftenEvicted) : world(options) {}

  void round(const std::string& result = R"({"n": 1})") {
    world.host().succeed(last_task(), result);
    world.settle();
  }
  void rounds(int count) {
    for (; count > 0; --count) round();
  }
  /// Of the execution that these tests look at: others only push it out.
  std::size_t last_task() const {
    const auto& started = world.host().started;
    for (auto i = started.size(); i > 0; --i) {
      if (started[i - 1].execution == id()) return i - 1;
    }
    throw std::runtime_error("no task of it was started");
  }
  void evict() { world.started(machine); }

  ExecutionId id() const { return world.record(arn).row.id; }
  std::optional<store::SnapshotRow> row() const { return world.disk().snapshot(id()); }
  engine::Execution live() {
    Asked<Inspected> asked;
    world.runtime().inspect(arn, asked.reply());
    world.settle();
    return asked.value().value;
  }
  engine::Execution fold() const {
    engine::Execution value;
    for (const auto& row : world.journal(arn)) {
      for (const auto& event : history::decode(row.body, row.time)) engine::apply(value, event);
    }
    return value;
  }
  void replace(store::SnapshotRow row) {
    store::Batch batch;
    batch.id = world.disk().catalogue().last_commit;
    batch.snapshots.push_back(std::move(row));
    world.disk().commit(batch);
  }
  const Statistics& statistics() { return world.runtime().statistics(); }

  mutable World world;
  std::string machine = world.deploy("M", kRounds);
  std::string arn = world.started(machine);
};

TEST_F(Snapshot, IsWrittenByAnEvictionAfterManyEvents) {
  rounds(2);
  evict();
  EXPECT_EQ(statistics().evictions, 1);
  EXPECT_FALSE(row());
  rounds(2);
  evict();
  ASSERT_TRUE(row());
  EXPECT_EQ(raw(row()->seq), fold().events);
  EXPECT_TRUE(engine::decode_snapshot(row()->body) == fold());
  EXPECT_EQ(statistics().snapshots_written, 1);
}

TEST_F(Snapshot, IsWrittenAgainOnlyAfterManyMore) {
  rounds(3);
  evict();
  const auto first = row().value();
  for (int i = 0; i < 2; ++i) {
    round();
    evict();
    EXPECT_EQ(row(), first);
  }
  round();
  evict();
  EXPECT_EQ(raw(row()->seq), raw(first.seq) + 3 * kEventsOfRound);
  EXPECT_EQ(statistics().snapshots_written, 2);
}

TEST_F(Snapshot, GoesOnWithTheJournalAfterIt) {
  rounds(3);
  evict();
  rounds(2);
  evict();
  EXPECT_TRUE(live() == fold());
  EXPECT_EQ(statistics().snapshots_read, 2);
  round(R"({"enough": 1})");
  EXPECT_EQ(world.status(arn), ExecutionStatus::Succeeded);
}

TEST_F(Snapshot, IsReadByRecovery) {
  rounds(3);
  evict();
  round();
  const auto before = world.host().started.back();
  world.crash();
  world.settle();
  EXPECT_EQ(statistics().snapshots_read, 1);
  EXPECT_EQ(world.host().started.at(last_task()).task, before.task);
  EXPECT_TRUE(live() == fold());
  round(R"({"enough": 1})");
  EXPECT_EQ(world.status(arn), ExecutionStatus::Succeeded);
}

TEST_F(Snapshot, GoesWithTheEnd) {
  rounds(3);
  evict();
  ASSERT_TRUE(row());
  round(R"({"enough": 1})");
  EXPECT_FALSE(row());
}

// ---- a cache and never the truth

class BadSnapshot : public Snapshot, public testing::WithParamInterface<const char*> {};

store::SnapshotRow spoilt(store::SnapshotRow row, std::string_view how) {
  auto value = engine::decode_snapshot(row.body).value();
  if (how == "Empty") row.body.clear();
  if (how == "CutOff") row.body.pop_back();
  if (how == "Damaged") row.body.back() = static_cast<char>(row.body.back() ^ 1);
  if (how == "OfAnotherVersion") row.body.replace(0, row.body.find('\n'), "sfn snapshot 999");
  if (how == "OfAnotherMoment") row.seq = EventSeq{raw(row.seq) - 1};
  if (how == "AheadOfTheJournal") {
    ++value.events;
    row = {row.execution, next(row.seq), engine::encode_snapshot(value)};
  }
  return row;
}

TEST_P(BadSnapshot, IsIgnored) {
  rounds(3);
  evict();
  replace(spoilt(row().value(), GetParam()));
  EXPECT_TRUE(live() == fold());
  EXPECT_EQ(statistics().snapshots_read, 0);
  evict();
  EXPECT_TRUE(engine::decode_snapshot(row()->body) == fold()) << "and replaced when it can be";
}

INSTANTIATE_TEST_SUITE_P(Runtime, BadSnapshot,
                         testing::Values("Empty", "CutOff", "Damaged", "OfAnotherVersion",
                                         "OfAnotherMoment", "AheadOfTheJournal"),
                         [](const auto& test) { return std::string(test.param); });

TEST_F(Snapshot, ThatIsLateHarmsNothing) {
  rounds(3);
  world.hold_threads();
  evict();
  rounds(2);
  world.release_threads();
  world.settle();
  EXPECT_EQ(raw(row()->seq), fold().events - 2 * kEventsOfRound);
  evict();
  EXPECT_TRUE(live() == fold());
}

TEST_F(Snapshot, ThatComesAfterTheEndIsDropped) {
  rounds(3);
  world.hold_threads();
  evict();
  round(R"({"enough": 1})");
  world.release_threads();
  world.settle();
  EXPECT_EQ(world.status(arn), ExecutionStatus::Succeeded);
  EXPECT_FALSE(row());
}

TEST_F(Snapshot, LostInACrashHarmsNothing) {
  rounds(3);
  world.store().hold_commits();
  (void)world.start(machine);
  world.settle();
  world.store().commit_next();  // The start, which evicts.
  world.settle();
  EXPECT_EQ(world.store().held_commits(), 1u);
  world.crash();
  world.settle();
  EXPECT_FALSE(row());
  EXPECT_TRUE(live() == fold());
}

// ---- nobody waits for one

TEST_F(Snapshot, ComesAloneInACommit) {
  const auto first = std::exchange(arn, world.started(machine));
  rounds(3);
  const auto second = std::exchange(arn, first);
  world.hold_threads();
  rounds(3);  // Which evict the second.
  evict();
  world.store().hold_commits();
  world.release_threads();
  world.settle();
  EXPECT_EQ(world.store().held_commits(), 1u);
  const auto commits = statistics().commits;
  world.store().release_commits();
  world.settle();
  EXPECT_EQ(statistics().commits, commits + 2);
  EXPECT_TRUE(row());
  arn = second;
  EXPECT_TRUE(row());
}

TEST_F(Snapshot, IsNotWrittenWhileNewWorkIsRefused) {
  evict();
  rounds(3);
  world.runtime().commits().refuse_new_work(Error{"ServiceUnavailable", "The disk is nearly full"});
  world.host().succeed(1);  // Of the other one, which pushes this one out.
  world.settle();
  EXPECT_TRUE(live() == fold());
  EXPECT_EQ(statistics().snapshots_written, 0);
  world.runtime().commits().refuse_new_work(std::nullopt);
  evict();
  EXPECT_TRUE(row());
}

TEST_F(Snapshot, OfALargeValueIsReadOnAThread) {
  rounds(3);
  round(R"({"large": ")" + std::string(limits::kLoopJsonBytesMax, 'x') + "\"}");
  evict();
  world.hold_threads();
  Asked<Inspected> asked;
  world.runtime().inspect(arn, asked.reply());
  world.settle();
  EXPECT_FALSE(asked.is_answered());
  world.release_threads();
  world.settle();
  EXPECT_TRUE(asked.value().value == fold());
  EXPECT_EQ(statistics().snapshots_read, 1);
}

TEST(Snapshots, AreBoundedByTheBytesInHand) {
  support::SimulatedFiles files;
  support::TestLoop loop;
  const auto post = [&loop](std::function<void()> turn) { loop.post(std::move(turn)); };
  support::SimulatedEventStore store({.files = files, .post = post, .fatal = {}});
  Statistics statistics;
  CommitQueue commits(store, post, CommitId{0}, statistics);
  Snapshots snapshots(commits, kEvents, later_turn(post), statistics);
  const auto long_lived = [] {
    auto execution = std::make_unique<LoadedExecution>();
    execution->value.events = kEvents + 1;
    return execution;
  };
  EXPECT_FALSE(snapshots.wants(*long_lived(), Snapshots::kBytesMax + 1));
  EXPECT_TRUE(snapshots.wants(*long_lived(), Snapshots::kBytesMax));
  snapshots.write(long_lived(), Snapshots::kBytesMax);
  EXPECT_FALSE(snapshots.wants(*long_lived(), 1));
  loop.run();
  EXPECT_EQ(statistics.snapshots_written, 1);
  EXPECT_TRUE(snapshots.wants(*long_lived(), Snapshots::kBytesMax));
}

}  // namespace
}  // namespace sfn::runtime
