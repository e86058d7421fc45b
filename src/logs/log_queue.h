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

/// Stands where events of a stream are missing.
struct Loss {
  StreamName stream;
  std::uint64_t count = 0;
  friend bool operator==(const Loss&, const Loss&) = default;
};

struct QueueLimits {
  std::size_t events = 0;
  std::size_t bytes = 0;
  std::size_t tasks = 0;
};

/// All functions may be called from any thread.
class LogQueue {
 public:
  explicit LogQueue(QueueLimits limits) : limits_(limits) {}

  /// False where the queue is full: the event is dropped, and a Loss stands in its place.
  bool push(LogEvent event);
  /// False where too many tasks wait.
  bool push(LogTask task);
  /// Events were lost after they were taken: a Loss comes before the next entry.
  void note_loss(const StreamName& stream, std::uint64_t count = 1);

  using Entries = std::vector<std::variant<LogEvent, Loss, LogTask>>;

  /// All that is there, in the order of the pushes, as soon as there is an event or a task. Empty
  /// at `until`; nothing when the queue is closed and empty.
  std::optional<Entries> take(std::chrono::steady_clock::time_point until);

  void close();

 private:
  template <typename Entry>
  void add(Entry entry);
  void add_losses();

  const QueueLimits limits_;
  std::mutex mutex_;
  std::condition_variable filled_;
  Entries entries_;
  std::map<StreamName, std::uint64_t> lost_;  // Since the last entry.
  std::size_t events_ = 0;
  std::size_t bytes_ = 0;
  std::size_t tasks_ = 0;
  bool closed_ = false;
};

}  // namespace sfn::logs
