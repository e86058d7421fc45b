#include "runtime/commit_queue.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <string>

#include "support/simulated_event_store.h"
#include "support/test_loop.h"

namespace sfn::runtime {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

class Commits : public testing::Test {
 protected:
  explicit Commits(CommitMarks marks = {}) : queue(store, post, CommitId{7}, statistics, marks) {}

  CommitId add(std::size_t bytes = 10) {
    store::Batch rows;
    rows.catalogue.emplace_back(store::ResourceRow{"test", "key", std::string(bytes, 'x')});
    return queue.add(std::move(rows));
  }
  std::function<void()> say(std::string word) {
    return [this, word] { said.push_back(word); };
  }

  support::SimulatedFiles files;
  support::TestLoop loop;
  Post post = [this](std::function<void()> turn) { loop.post(std::move(turn)); };
  support::SimulatedEventStore store{{.files = files, .post = post, .fatal = {}}};
  Statistics statistics;
  CommitQueue queue;
  std::vector<std::string> said;
};

TEST_F(Commits, NothingRunsBeforeTheCommit) {
  store.hold_commits();
  queue.reply_after(Durable<std::string>(add(), "value"),
                    [&](std::string v) { said.push_back(v); });
  loop.run();
  EXPECT_THAT(said, IsEmpty());
  store.commit_next();
  loop.run();
  EXPECT_THAT(said, ElementsAre("value"));
}

TEST_F(Commits, RepliesComeBeforeEffectsBeforeFollowers) {
  const auto commit = add();
  queue.after(commit, Stage::Follow, say("follow"));
  queue.after(commit, Stage::Effect, say("effect"));
  queue.after(commit, Stage::Reply, say("reply 1"));
  queue.after(commit, Stage::Reply, say("reply 2"));
  loop.run();
  EXPECT_THAT(said, ElementsAre("reply 1", "reply 2", "effect", "follow"));
}

TEST_F(Commits, WhatFollowsFromOneIsSpreadOverTurnsInItsOrder) {
  store.set_commit_cost(std::chrono::hours(1));
  store.hold_commits();
  const auto commit = add();
  queue.after(commit, Stage::Follow, say("follow"));
  queue.reply_after(commit, [&] {
    said.push_back("reply");
    add();
  });
  std::size_t others = 0;
  for (std::size_t i = 1; i < CommitQueue::kFollowingPerTurn; ++i) {
    queue.reply_after(commit, [&] { ++others; });
  }
  loop.run();
  store.commit_next();
  ASSERT_TRUE(loop.run_until([&] { return !said.empty(); }));
  EXPECT_THAT(said, ElementsAre("reply"));
  EXPECT_EQ(others + 1, CommitQueue::kFollowingPerTurn);
  EXPECT_EQ(store.held_commits(), 0u) << "the next one leaves when all has been told";
  loop.run();
  EXPECT_THAT(said, ElementsAre("reply", "follow"));
  EXPECT_EQ(store.held_commits(), 1u);
}

TEST_F(Commits, TheNextLeavesOnceAsMuchWasToldAsOneMoreCosts) {
  constexpr auto kTurns = 2;
  constexpr auto kTold = kTurns * CommitQueue::kFollowingPerTurn;
  store.set_commit_cost(kTold * CommitQueue::kFollowingCost);
  store.hold_commits();
  const auto commit = add();
  std::size_t told = 0;
  std::vector<std::size_t> told_at_the_next;
  for (std::size_t i = 0; i < 2 * kTold; ++i) {
    queue.reply_after(commit, [&] {
      if (++told == 1) add();
      if (store.held_commits() == 1) told_at_the_next.push_back(told);
    });
  }
  loop.run();
  store.commit_next();
  loop.run();
  ASSERT_THAT(told_at_the_next, testing::Not(IsEmpty()));
  EXPECT_EQ(told_at_the_next.front(), kTold + 1);
  EXPECT_EQ(told, 2 * kTold);
}

TEST_F(Commits, TheNextLeavesBeforeAnythingIsToldWhereOneMoreCostsNothing) {
  store.hold_commits();
  const auto first = add();
  loop.run();
  add();
  queue.reply_after(first, [&] {
    EXPECT_EQ(store.held_commits(), 1u);
    said.push_back("first");
  });
  store.commit_next();
  loop.run();
  EXPECT_THAT(said, ElementsAre("first"));
}

TEST_F(Commits, WhatFollowsFromSeveralIsToldInTheOrderOfTheCommits) {
  store.hold_commits();
  const auto first = add();
  queue.reply_after(first, [&] { queue.reply_after(add(), say("second")); });
  for (std::size_t i = 0; i < 3 * CommitQueue::kFollowingPerTurn; ++i) {
    queue.reply_after(first, [&] {
      if (store.held_commits() == 1) store.commit_next();
      said.push_back("first");
    });
  }
  loop.run();
  store.commit_next();
  loop.run();
  ASSERT_EQ(said.size(), 3 * CommitQueue::kFollowingPerTurn + 1);
  EXPECT_EQ(said.back(), "second");
}

TEST_F(Commits, WhatIsDurableAlreadyIsAnsweredInATurnOfItsOwn) {
  queue.reply_after(CommitId{3}, say("old"));
  EXPECT_THAT(said, IsEmpty());
  loop.run();
  EXPECT_THAT(said, ElementsAre("old"));
}

TEST_F(Commits, FillOneBatchWhileTheWriterIsBusy) {
  store.hold_commits();
  EXPECT_EQ(add(), CommitId{8});
  loop.run();
  for (int i = 0; i < 5; ++i) EXPECT_EQ(add(), CommitId{9});
  loop.run();
  EXPECT_EQ(store.held_commits(), 1u);
  store.commit_next();
  loop.run();
  EXPECT_EQ(store.held_commits(), 1u);
  store.commit_next();
  loop.run();
  EXPECT_TRUE(queue.is_durable(CommitId{9}));
  EXPECT_TRUE(queue.is_idle());
  EXPECT_EQ(statistics.commits, 2);
  EXPECT_EQ(files["sfn.db"].catalogue().last_commit, CommitId{9});
}

TEST_F(Commits, OneTurnTravelsTogether) {
  store.hold_commits();
  const auto first = add();
  EXPECT_EQ(add(), first);
  loop.run();
  EXPECT_EQ(store.held_commits(), 1u);
}

TEST_F(Commits, WhatARoundOfRepliesDecidesJoinsOneCommit) {
  const auto commit = add();
  std::vector<CommitId> followed;
  for (int i = 0; i < 3; ++i) {
    queue.reply_after(commit, [&] { loop.post([&] { followed.push_back(add()); }); });
  }
  loop.run();
  EXPECT_THAT(followed, ElementsAre(CommitId{9}, CommitId{9}, CommitId{9}));
}

TEST_F(Commits, PendingWorkThatBeginsAndEndsWithinOneIsNeverWritten) {
  store::Batch begin;
  begin.pending_new.push_back({ExecutionId{1}, "wait", "1.0.wait", from_epoch_ms(5)});
  begin.pending_new.push_back({ExecutionId{1}, "wait", "2.0.wait", from_epoch_ms(5)});
  store::Batch end;
  end.pending_gone.push_back({ExecutionId{1}, "1.0.wait"});
  queue.add(std::move(begin));
  queue.add(std::move(end));
  loop.run();
  const auto rows = files["sfn.db"].pending(Timestamp::max(), std::nullopt, 10);
  ASSERT_EQ(rows.size(), 1u);
  EXPECT_EQ(rows[0].key, "2.0.wait");
}

TEST_F(Commits, AValueMayBeMoveOnly) {
  std::string seen;
  queue.reply_after(Durable<std::unique_ptr<int>>(add(), std::make_unique<int>(4)),
                    [&](std::unique_ptr<int> value) { seen = std::to_string(*value); });
  loop.run();
  EXPECT_EQ(seen, "4");
}

TEST_F(Commits, DurableValuesRestOnTheNewestOfWhatTheyWereMadeFrom) {
  const auto joined = Durable<int>(CommitId{4}, 1).and_then([](int one) {
    return Durable<int>(CommitId{2}, one + 1);
  });
  EXPECT_EQ(joined.commit(), CommitId{4});
}

TEST_F(Commits, RefuseNewWorkWhenToldTo) {
  queue.refuse_new_work(Error{"DiskFull", "why"});
  EXPECT_EQ(queue.admit().error().name, "DiskFull");
  queue.refuse_new_work(std::nullopt);
  EXPECT_TRUE(queue.admit());
}

TEST_F(Commits, SayWhenNewWorkWasRefused) {
  queue.on_refusal(say("refused"));
  queue.refuse_new_work(Error{"DiskFull", "why"});
  EXPECT_FALSE(queue.admit());
  EXPECT_THAT(said, IsEmpty()) << "not within the call";
  loop.run();
  EXPECT_THAT(said, ElementsAre("refused"));
}

TEST_F(Commits, AreHeldUntilTheyAreReleased) {
  queue.hold();
  queue.reply_after(add(), say("held"));
  loop.run();
  EXPECT_THAT(said, IsEmpty());
  queue.release();
  loop.run();
  EXPECT_THAT(said, ElementsAre("held"));
}

TEST_F(Commits, TellTheirBytes) {
  std::vector<std::size_t> told;
  queue.on_committed([&told](std::size_t bytes) { told.push_back(bytes); });
  add(1'000);
  loop.run();
  ASSERT_EQ(told.size(), 1u);
  EXPECT_GE(told[0], 1'000u);
}

class Marks : public Commits {
 protected:
  Marks() : Commits({.soft = 10'000, .hard = 20'000}) {}
};

TEST_F(Marks, AboveTheSoftOneNewWorkIsRefusedUntilACommit) {
  store.hold_commits();
  EXPECT_TRUE(queue.admit());
  add(12'000);
  EXPECT_EQ(queue.admit().error().name, "ThrottlingException");
  EXPECT_FALSE(queue.is_overloaded());
  loop.run();
  EXPECT_FALSE(queue.admit());  // What is being written still counts.
  store.commit_next();
  loop.run();
  EXPECT_TRUE(queue.admit());
}

TEST_F(Marks, AboveTheHardOneEverythingRestsUntilACommit) {
  std::vector<bool> told;
  queue.on_overload([&](bool overloaded) { told.push_back(overloaded); });
  store.hold_commits();
  add(12'000);
  add(12'000);
  EXPECT_TRUE(queue.is_overloaded());
  loop.run();
  store.commit_next();
  loop.run();
  EXPECT_THAT(told, ElementsAre(true, false));
}

}  // namespace
}  // namespace sfn::runtime
