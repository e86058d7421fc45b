// LogQueue: what the loop hands to the log thread, in order and bounded.
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <variant>
#include <vector>

#include "logs/log_records.h"

namespace sfn::logs {

/// Something to do on the log thread.
using LogTask = std::function<void()>;

/// How many events of a stream were dropped.
using DroppedEvents = std::map<StreamName, std::uint64_t>;

struct QueueLimits {
  std::size_t events = 0;
  std::size_t bytes = 0;
  std::size_t tasks = 0;
};

/// All functions may be called from any thread.
class LogQueue {
 public:
  explicit LogQueue(QueueLimits limits) : limits_(limits) {}

  /// False where the queue is full: the event is dropped, and noted.
  bool push(LogEvent event);
  /// False where too many tasks wait.
  bool push(LogTask task);
  /// Notes events that were lost after they were taken.
  void note_dropped(const DroppedEvents& events);

  struct Work {
    std::vector<std::variant<LogEvent, LogTask>> entries;  ///< In the order of the pushes.
    DroppedEvents dropped;  ///< Since the last take; they belong after the entries.
  };
  /// All that is there, as soon as there is something. Empty at `until`; nothing when the queue is
  /// closed and empty.
  std::optional<Work> take(std::chrono::steady_clock::time_point until);

  void close();

 private:
  template <typename Entry>
  void add(Entry entry);

  const QueueLimits limits_;
  std::mutex mutex_;
  std::condition_variable filled_;
  Work work_;
  std::size_t events_ = 0;
  std::size_t bytes_ = 0;
  std::size_t tasks_ = 0;
  bool closed_ = false;
};

}  // namespace sfn::logs
