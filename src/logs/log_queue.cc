#include "logs/log_queue.h"

namespace sfn::logs {
namespace {

// Streams whose losses are told one by one; of more, only the metrics know.
constexpr std::size_t kLossesMax = 1'000;

using Lost = std::map<StreamName, std::uint64_t>;

void note(Lost& lost, const StreamName& stream, std::uint64_t count = 1) {
  if (lost.size() < kLossesMax || lost.contains(stream)) lost[stream] += count;
}

}  // namespace

bool LogQueue::push(LogEvent event) {
  const std::lock_guard lock(mutex_);
  const auto bytes = event.message.size();
  if (events_ >= limits_.events || bytes_ + bytes > limits_.bytes) {
    note(lost_, event.stream);
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

void LogQueue::note_loss(const StreamName& stream, std::uint64_t count) {
  const std::lock_guard lock(mutex_);
  note(lost_, stream, count);
}

template <typename Entry>
void LogQueue::add(Entry entry) {
  const bool was_empty = entries_.empty();
  add_losses();
  entries_.emplace_back(std::move(entry));
  if (was_empty) filled_.notify_one();
}

void LogQueue::add_losses() {
  for (const auto& [stream, count] : lost_) entries_.emplace_back(Loss{stream, count});
  lost_.clear();
}

std::optional<LogQueue::Entries> LogQueue::take(std::chrono::steady_clock::time_point until) {
  std::unique_lock lock(mutex_);
  filled_.wait_until(lock, until, [this] { return closed_ || !entries_.empty(); });
  if (closed_ && entries_.empty()) return std::nullopt;
  // Losses alone wait for the next entry: whatever lost them may not be over.
  if (!entries_.empty()) add_losses();
  events_ = bytes_ = tasks_ = 0;
  return std::exchange(entries_, {});
}

void LogQueue::close() {
  const std::lock_guard lock(mutex_);
  closed_ = true;
  filled_.notify_one();
}

}  // namespace sfn::logs
