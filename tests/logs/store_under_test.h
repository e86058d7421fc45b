// A LogStore in memory, whose loop is the test: what the store posts runs while the test waits for
// an answer. Its clock is moved by hand.
#pragma once

#include <gtest/gtest.h>

#include <atomic>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <optional>

#include "logs/log_store.h"

namespace sfn::logs {

inline constexpr auto kNow = Timestamp(std::chrono::days(20'000));
inline const GroupName kGroup{{"eu-west-3", "123456789012"}, "/aws/lambda/F"};
inline const StreamName kStream{kGroup, "2026/11/22/[$LATEST]a"};

inline LogEvent line(std::string message, Timestamp at = kNow, StreamName stream = kStream) {
  return {std::move(stream), at, std::move(message), {}};
}

/// Runs what other threads post, on the thread that waits.
class Posts {
 public:
  void add(std::function<void()> task) {
    const std::lock_guard lock(mutex_);
    tasks_.push_back(std::move(task));
    there_.notify_one();
  }

  void run_one() {
    std::unique_lock lock(mutex_);
    ASSERT_TRUE(there_.wait_for(lock, std::chrono::seconds(30), [this] { return !tasks_.empty(); }))
        << "nothing was posted";
    auto task = std::move(tasks_.front());
    tasks_.pop_front();
    lock.unlock();
    task();
  }

 private:
  std::mutex mutex_;
  std::condition_variable there_;
  std::deque<std::function<void()>> tasks_;
};

class StoreUnderTest : public testing::Test {
 protected:
  void open(LogStoreOptions options = {}) {
    if (options.path.empty()) options.path = ":memory:";
    options.post = [this](std::function<void()> task) { posts_.add(std::move(task)); };
    options.now = [this] { return now_.load(); };
    store_.reset();
    store_.emplace(std::move(options), logger_, metrics_);
  }

  void SetUp() override { open(); }

  /// Calls a function of the store and waits for its answer: `ask<GroupPage>([&](auto done) {…})`.
  template <typename T, typename Call>
  Result<T> ask(Call call) {
    std::optional<Result<T>> answer;
    call([&answer](Result<T> result) { answer = std::move(result); });
    while (!answer && !HasFatalFailure()) posts_.run_one();
    return *answer;
  }

  std::vector<StoredEvent> events(StreamEventsQuery query = {kStream}) {
    const auto page = ask<EventPage>([&](auto done) { store_->stream_events(query, done); });
    EXPECT_TRUE(page);
    return page ? page->events : std::vector<StoredEvent>{};
  }

  std::vector<std::string> messages(StreamEventsQuery query = {kStream}) {
    return texts(events(std::move(query)));
  }

  static std::vector<std::string> texts(const std::vector<StoredEvent>& events) {
    std::vector<std::string> texts;
    for (const auto& event : events) texts.push_back(event.message);
    return texts;
  }

  void append(const std::vector<std::string>& lines, const StreamName& stream = kStream) {
    for (const auto& text : lines) {
      store_->append(line(text, kNow + milliseconds(appended_), stream));
      ++appended_;
    }
  }

  telemetry::Logger logger_{telemetry::LogLevel::Off};
  telemetry::Metrics metrics_;
  std::atomic<Timestamp> now_{kNow};
  Posts posts_;
  int appended_ = 0;
  std::optional<LogStore> store_;
};

}  // namespace sfn::logs
