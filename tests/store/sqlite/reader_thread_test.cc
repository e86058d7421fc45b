#include "store/sqlite/reader_thread.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <future>

#include "store/sqlite/migrations.h"
#include "support/temporary_directory.h"
#include "support/test_loop.h"

namespace sfn::store {
namespace {

using Session = ReaderThread::Session;
using Urgency = ReaderThread::Urgency;

class Reader : public testing::Test {
 protected:
  Reader() {
    migrate(Database::open_for_writing(path_, Durability::Relaxed), schema_migrations());
    reader_.emplace(
        path_, gate_, [this](std::function<void()> turn) { loop_.post(std::move(turn)); },
        [this](const std::string& message) {
          loop_.post([this, message] { failure_ = message; });
        });
  }

  // A query that works for some tenths of a second and notes its answer and how often it was begun.
  void ask_long_listing() {
    reader_->ask(Urgency::Listing, [this](Session& session) {
      if (++begun_ == 1) has_begun_.set_value();
      auto count = session.database.prepare(
          "WITH RECURSIVE c (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c WHERE n < 2000000)"
          " SELECT count(*) FROM c");
      const auto counted = count.first([](const Statement& row) { return row.integer(0); });
      return [this, counted] { answers_.push_back("listing " + std::to_string(*counted)); };
    });
  }
  void ask_load() {
    reader_->ask(Urgency::Load,
                 [this](Session&) { return [this] { answers_.push_back("load"); }; });
  }

  support::TemporaryDirectory directory_;
  std::string path_ = directory_.file("sfn.db");
  ReadGate gate_;
  support::TestLoop loop_;
  std::vector<std::string> answers_;
  std::string failure_;
  std::atomic<int> begun_ = 0;
  std::promise<void> has_begun_;
  std::optional<ReaderThread> reader_;
};

TEST_F(Reader, ALoadDoesNotWaitForALongListing) {
  ask_long_listing();
  has_begun_.get_future().wait();
  ask_load();
  ASSERT_TRUE(loop_.run_until([this] { return answers_.size() == 2; }));
  EXPECT_THAT(answers_, testing::ElementsAre("load", "listing 2000000"));
  EXPECT_EQ(begun_, 2);
}

TEST_F(Reader, AListingThatNobodyWaitsBehindRunsToItsEnd) {
  ask_long_listing();
  ASSERT_TRUE(loop_.run_until([this] { return answers_.size() == 1; }));
  EXPECT_EQ(begun_, 1);
}

TEST_F(Reader, ALongListingGivesWayToATruncation) {
  ask_long_listing();
  has_begun_.get_future().wait();
  bool answered_before = false;
  gate_.close_during([&] {
    loop_.run();
    answered_before = !answers_.empty();
  });
  EXPECT_FALSE(answered_before);
  EXPECT_TRUE(loop_.run_until([this] { return answers_.size() == 1; }));
}

TEST_F(Reader, EndingDoesNotWaitForAListing) {
  ask_long_listing();
  has_begun_.get_future().wait();
  reader_.reset();
  loop_.run();
  EXPECT_THAT(answers_, testing::IsEmpty());
}

TEST_F(Reader, AnErrorIsFatal) {
  reader_->ask(Urgency::Load, [](Session& session) -> ReaderThread::Answer {
    session.database.execute("SELECT * FROM missing");
    return [] { ADD_FAILURE() << "answered"; };
  });
  ASSERT_TRUE(loop_.run_until([this] { return !failure_.empty(); }));
  EXPECT_THAT(failure_,
              testing::StartsWith("the event store cannot read: \"SELECT * FROM missing\": "
                                  "no such table: missing"));
}

}  // namespace
}  // namespace sfn::store
