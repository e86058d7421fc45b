#include "logs/log_queue.h"

#include <gtest/gtest.h>

namespace sfn::logs {
namespace {

const StreamName kQueueStream{{{"r", "a"}, "g"}, "s"};
const auto kAtOnce = std::chrono::steady_clock::time_point{};

LogEvent queued_line(std::string message) { return {kQueueStream, {}, std::move(message), {}}; }

TEST(LogQueue, GivesEntriesInOrder) {
  LogQueue queue({10, 100, 10});
  queue.push(queued_line("a"));
  queue.push(LogTask([] {}));
  queue.push(queued_line("b"));
  const auto entries = *queue.take(kAtOnce);
  ASSERT_EQ(entries.size(), 3U);
  EXPECT_EQ(std::get<LogEvent>(entries[0]).message, "a");
  EXPECT_TRUE(std::holds_alternative<LogTask>(entries[1]));
  EXPECT_EQ(std::get<LogEvent>(entries[2]).message, "b");
}

TEST(LogQueue, ALossStandsWhereEventsAreMissing) {
  LogQueue queue({2, 10, 1});
  EXPECT_FALSE(queue.push(queued_line("too many bytes")));
  EXPECT_TRUE(queue.push(queued_line("1")));
  EXPECT_TRUE(queue.push(queued_line("2")));
  EXPECT_FALSE(queue.push(queued_line("3")));  // One event too many.
  EXPECT_FALSE(queue.push(queued_line("4")));
  const auto entries = *queue.take(kAtOnce);
  ASSERT_EQ(entries.size(), 4U);
  EXPECT_EQ(std::get<Loss>(entries[0]), (Loss{kQueueStream, 1}));
  EXPECT_EQ(std::get<LogEvent>(entries[1]).message, "1");
  EXPECT_EQ(std::get<LogEvent>(entries[2]).message, "2");
  EXPECT_EQ(std::get<Loss>(entries[3]), (Loss{kQueueStream, 2}));
}

TEST(LogQueue, HasRoomAgainOnceTaken) {
  LogQueue queue({1, 10, 1});
  EXPECT_TRUE(queue.push(queued_line("1")));
  queue.take(kAtOnce);
  EXPECT_TRUE(queue.push(queued_line("2")));
  EXPECT_EQ(queue.take(kAtOnce)->size(), 1U);
}

TEST(LogQueue, TakesABoundedNumberOfTasks) {
  LogQueue queue({2, 10, 1});
  EXPECT_TRUE(queue.push(LogTask([] {})));
  EXPECT_FALSE(queue.push(LogTask([] {})));
}

TEST(LogQueue, IsEmptyAtTheTimeAndOverWhenClosed) {
  LogQueue queue({1, 1, 1});
  EXPECT_TRUE(queue.take(kAtOnce)->empty());
  queue.push(LogTask([] {}));
  queue.close();
  EXPECT_TRUE(queue.take(kAtOnce));
  EXPECT_FALSE(queue.take(kAtOnce));
}

TEST(LogQueue, LossesNotedLaterComeBeforeTheNextEntry) {
  LogQueue queue({1, 1, 1});
  queue.note_loss(kQueueStream);
  EXPECT_TRUE(queue.take(kAtOnce)->empty());
  queue.push(queued_line("x"));
  EXPECT_EQ(std::get<Loss>(queue.take(kAtOnce)->at(0)), (Loss{kQueueStream, 1}));
}

}  // namespace
}  // namespace sfn::logs
