#include "api/own/feed.h"

#include <utility>

namespace sfn::api {
namespace {

std::size_t bytes_of(const logs::StoredEvent& line) {
  return sizeof line + line.message.size() + line.cause.execution_arn.size() +
         line.stream.group.name.size() + line.stream.name.size();
}

// Map runs and their children, which may be many: of all the names in their ARNs only the label
// comes after a slash.
bool is_of_map_run(const runtime::ExecutionChange& change) {
  return change.arn.find('/') != std::string::npos;
}

}  // namespace

Feed::Feed(runtime::Followers& followers, logs::LogStore& logs) {
  changes_ = followers.follow_all([this](const runtime::ExecutionChange& change) {
    if (is_of_map_run(change)) return;
    add(change, sizeof change + change.arn.size());
    wake_listeners();
  });
  lines_ = logs.subscribe([this](const logs::StoredEvents& batch) {
    for (std::size_t i = 0; i < batch->size(); ++i) add(LogLine{batch, i}, bytes_of((*batch)[i]));
    wake_listeners();
  });
}

const Feed::Entry* Feed::find(std::int64_t number) const {
  if (number < first() || number >= end()) return nullptr;
  return &entries_[static_cast<std::size_t>(number - first_)].entry;
}

std::shared_ptr<const Feed::Wake> Feed::listen(Wake wake) {
  auto listener = std::make_shared<const Wake>(std::move(wake));
  listeners_.push_back(listener);
  return listener;
}

void Feed::add(Entry entry, std::size_t bytes) {
  entries_.push_back({std::move(entry), bytes});
  bytes_ += bytes;
  while (entries_.size() > kEntriesMax || bytes_ > kBytesMax) drop_oldest();
}

void Feed::drop_oldest() {
  bytes_ -= entries_.front().bytes;
  entries_.pop_front();
  ++first_;
}

void Feed::wake_listeners() {
  std::erase_if(listeners_, [](const auto& listener) { return listener.expired(); });
  for (const auto& weak : std::vector(listeners_)) {  // A copy: a listener may end a stream.
    if (const auto listener = weak.lock()) (*listener)();
  }
}

}  // namespace sfn::api
