// The controls that a simulation has over its store; what it has in common with the real one is in
// the contract.
#include "support/simulated_event_store.h"

#include <gtest/gtest.h>

#include "support/test_loop.h"

namespace sfn::support {
namespace {

class SimulatedStore : public testing::Test {
 protected:
  std::unique_ptr<SimulatedEventStore> open() {
    return std::make_unique<SimulatedEventStore>(SimulatedEventStore::Options{
        files_, "sfn.db", [this](std::function<void()> turn) { loop_.post(std::move(turn)); },
        [this](const std::string& message) { failures_.push_back(message); }});
  }
  void append(SimulatedEventStore& store, std::int64_t commit) {
    store::Batch batch;
    batch.id = CommitId{commit};
    store.append(std::move(batch), [this, commit] { done_.push_back(commit); });
  }

  SimulatedFiles files_;
  TestLoop loop_;
  std::vector<std::int64_t> done_;
  std::vector<std::string> failures_;
};

TEST_F(SimulatedStore, AnswersOnlyInALaterTurn) {
  const auto store = open();
  append(*store, 1);
  EXPECT_TRUE(done_.empty());
  loop_.run();
  EXPECT_EQ(done_, (std::vector<std::int64_t>{1}));
}

TEST_F(SimulatedStore, HeldCommitsHappenOneByOne) {
  const auto store = open();
  store->hold_commits();
  for (const auto commit : {1, 2, 3}) append(*store, commit);
  loop_.run();
  EXPECT_TRUE(done_.empty());
  EXPECT_EQ(store->held_commits(), 3U);

  store->commit_next();
  loop_.run();
  EXPECT_EQ(done_, (std::vector<std::int64_t>{1}));
  EXPECT_EQ(store->load_catalogue().last_commit, CommitId{1});

  store->release_commits();
  loop_.run();
  EXPECT_EQ(done_, (std::vector<std::int64_t>{1, 2, 3}));
}

TEST_F(SimulatedStore, ACrashForgetsWhatWasNotCommitted) {
  auto store = open();
  append(*store, 1);
  store->hold_commits();
  append(*store, 2);
  store->drop_held_commits();
  store.reset();
  loop_.run();
  EXPECT_EQ(done_, (std::vector<std::int64_t>{1}));
  EXPECT_EQ(open()->load_catalogue().last_commit, CommitId{1});
}

TEST_F(SimulatedStore, ACrashMayComeBetweenTheCommitAndItsAnswer) {
  auto store = open();
  append(*store, 1);
  loop_.forget();
  store.reset();
  loop_.run();
  EXPECT_TRUE(done_.empty());
  EXPECT_EQ(open()->load_catalogue().last_commit, CommitId{1});
}

TEST_F(SimulatedStore, StalledQueriesSeeWhatIsCommittedWhenTheyRun) {
  const auto store = open();
  store->stall_queries();
  std::optional<std::size_t> found;
  store->executions({}, [&found](const auto& rows) { found = rows.size(); });
  store::Batch batch;
  batch.started.emplace_back();
  store->append(std::move(batch), [] {});
  loop_.run();
  EXPECT_EQ(found, std::nullopt);

  store->release_queries();
  loop_.run();
  EXPECT_EQ(found, 1U);
}

TEST_F(SimulatedStore, AfterAFailureNothingIsWrittenOrAnswered) {
  const auto store = open();
  store->fail_next_commit();
  append(*store, 1);
  append(*store, 2);
  bool answered = false;
  store->info([&answered](const auto&) { answered = true; });
  loop_.run();
  EXPECT_EQ(failures_, (std::vector<std::string>{"simulated: the disk failed"}));
  EXPECT_TRUE(done_.empty());
  EXPECT_FALSE(answered);
  EXPECT_EQ(store->load_catalogue().last_commit, CommitId{0});
}

}  // namespace
}  // namespace sfn::support
