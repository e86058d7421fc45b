#include "logs/log_queue.h"

namespace sfn::logs {
namespace {

// Streams whose losses are told one by one; at more, only the metrics count.
constexpr std::size_t kDroppedStreamsMax = 1'000;

void note(DroppedEvents& dropped, const StreamName& stream, std::uint64_t count) {
  if (dropped.size() < kDroppedStreamsMax || dropped.contains(stream)) dropped[stream] += count;
}

}  // namespace

bool LogQueue::push(LogEvent event) {
  const std::lock_guard lock(mutex_);
  const auto bytes = event.message.size();
  if (events_ >= limits_.events || bytes_ + bytes > limits_.bytes) {
    note(work_.dropped, event.stream, 1);
    return false;
  }
  ++events_;
  bytes_ += bytes;
  add(std::move(event));
  return true;
}

bool LogQueue::push(LogTask task) {
  const std::lock_guard lock(mutex_);
  if (tasks_ >= limits_.tasks) return false;
  ++tasks_;
  add(std::move(task));
  return true;
}

template <typename Entry>
void LogQueue::add(Entry entry) {
  work_.entries.emplace_back(std::move(entry));
  if (work_.entries.size() == 1) filled_.notify_one();
}

void LogQueue::note_dropped(const DroppedEvents& events) {
  const std::lock_guard lock(mutex_);
  for (const auto& [stream, count] : events) note(work_.dropped, stream, count);
}

std::optional<LogQueue::Work> LogQueue::take(std::chrono::steady_clock::time_point until) {
  std::unique_lock lock(mutex_);
  filled_.wait_until(lock, until, [this] { return closed_ || !work_.entries.empty(); });
  if (closed_ && work_.entries.empty()) return std::nullopt;
  // Losses alone wait for the next entry: whatever lost them may not be over.
  if (work_.entries.empty()) return Work{};
  events_ = bytes_ = tasks_ = 0;
  return std::exchange(work_, {});
}

void LogQueue::close() {
  const std::lock_guard lock(mutex_);
  closed_ = true;
  filled_.notify_one();
}

}  // namespace sfn::logs
