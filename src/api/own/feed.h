// Feed: the newest changes of all executions and the newest log lines, for the streams that follow
// everything.
//
// One series of numbered entries, bounded, that all of those streams read at their own pace and
// resume in. Entries are signals and small: the history that they speak of is read from the store.
// A reader that asks for what is no longer kept has missed something and must be told so.
#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <variant>
#include <vector>

#include "logs/log_store.h"
#include "runtime/followers.h"

namespace sfn::api {

class Feed {
 public:
  static constexpr std::size_t kEntriesMax = 10'000;
  static constexpr std::size_t kBytesMax = std::size_t{8} << 20;

  /// A line within a batch that is shared.
  struct LogLine {
    logs::StoredEvents batch;
    std::size_t index = 0;
    const logs::StoredEvent& line() const { return (*batch)[index]; }
  };
  using Entry = std::variant<runtime::ExecutionChange, LogLine>;

  /// Begins to listen. Both must outlive the feed.
  Feed(runtime::Followers& followers, logs::LogStore& logs);

  /// The oldest entry that is kept, and the one that comes next. Numbers begin at 1.
  std::int64_t first() const { return first_; }
  std::int64_t end() const { return first_ + static_cast<std::int64_t>(entries_.size()); }

  /// Null where it is not kept any more or is still to come.
  const Entry* find(std::int64_t number) const;

  /// Told of each entry, as long as the result is kept.
  using Wake = std::function<void()>;
  std::shared_ptr<const Wake> listen(Wake wake);

 private:
  struct Kept {
    Entry entry;
    std::size_t bytes = 0;
  };
  void add(Entry entry, std::size_t bytes);
  void drop_oldest();
  void wake_listeners();

  std::deque<Kept> entries_;
  std::int64_t first_ = 1;
  std::size_t bytes_ = 0;
  std::vector<std::weak_ptr<const Wake>> listeners_;
  runtime::Followers::Subscription changes_;
  logs::Subscription lines_;
};

}  // namespace sfn::api
