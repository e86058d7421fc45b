#include "logs/sweeper.h"

#include <gtest/gtest.h>

#include "logs/event_writer.h"
#include "logs/schema.h"

namespace sfn::logs {
namespace {

constexpr auto kSweepTime = Timestamp(std::chrono::days(20'000));
constexpr auto kDay = std::chrono::days(1);

class SweeperTest : public testing::Test {
 protected:
  void append(const StreamName& stream, Timestamp at, int count = 1) {
    std::vector<LogEvent> events(static_cast<std::size_t>(count), {stream, at, "12345", {}});
    writer_.append(std::move(events), at);
  }

  std::int64_t count(const std::string& table) {
    Statement rows(database_, "SELECT count(*) FROM " + table);
    rows.step();
    return rows.integer(0);
  }

  std::int64_t stored_bytes() {
    return directory_.groups({.place = group_.place}).groups.at(0).stored_bytes;
  }

  int sweep(Timestamp now) {
    int steps = 0;
    while (sweeper_.step(now)) ++steps;
    return steps;
  }

  static Database make_database() {
    Database database(":memory:");
    migrate(database);
    return database;
  }

  Database database_ = make_database();
  Directory directory_{database_};
  EventWriter writer_{database_, directory_};
  Sweeper sweeper_{database_};
  const GroupName group_{{"eu-west-3", "123456789012"}, "/g"};
  const StreamName a_{group_, "a"};
  const StreamName b_{group_, "b"};
};

TEST_F(SweeperTest, LeavesAloneWhatNobodyDeleted) {
  append(a_, kSweepTime);
  EXPECT_EQ(sweep(kSweepTime + 10'000 * kDay), 0);
  EXPECT_EQ(count("log_events"), 1);
}

TEST_F(SweeperTest, RemovesADeletedGroupWithAllThatIsInIt) {
  append(a_, kSweepTime, 3);
  append(b_, kSweepTime);
  ASSERT_TRUE(directory_.delete_group(group_));
  sweep(kSweepTime);
  EXPECT_EQ(count("log_events") + count("log_streams") + count("log_groups"), 0);
}

TEST_F(SweeperTest, RemovesADeletedStreamAndKeepsTheOthers) {
  append(a_, kSweepTime, 3);
  append(b_, kSweepTime);
  ASSERT_TRUE(directory_.delete_stream(a_));
  sweep(kSweepTime);
  EXPECT_EQ(count("log_events"), 1);
  EXPECT_EQ(count("log_streams"), 1);
  EXPECT_EQ(stored_bytes(), 5 + kEventOverheadBytes);
}

TEST_F(SweeperTest, RemovesWhatHasOutlivedItsRetention) {
  append(a_, kSweepTime - 2 * kDay);
  append(a_, kSweepTime - kDay);
  ASSERT_TRUE(directory_.set_retention(group_, 1));
  sweep(kSweepTime);
  EXPECT_EQ(count("log_events"), 1);
  EXPECT_EQ(stored_bytes(), 5 + kEventOverheadBytes);
}

TEST_F(SweeperTest, RemovesStreamsThatExpiredWhole) {
  append(a_, kSweepTime - 2 * kDay);
  append(b_, kSweepTime);
  ASSERT_TRUE(directory_.set_retention(group_, 1));
  sweep(kSweepTime);
  EXPECT_FALSE(directory_.stream(a_));
  EXPECT_TRUE(directory_.stream(b_));
}

TEST_F(SweeperTest, RemovesABoundedNumberOfRowsInAStep) {
  append(a_, kSweepTime, kSweptRowsMax + 1);
  ASSERT_TRUE(directory_.delete_group(group_));
  ASSERT_TRUE(sweeper_.step(kSweepTime));
  EXPECT_EQ(count("log_events"), 1);
}

}  // namespace
}  // namespace sfn::logs
