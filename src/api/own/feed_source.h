// FeedSource: what happens from now on, over all executions.
//
// The ids are places in the feed, which only this run of the daemon knows. A reader that comes back
// soon enough goes on without loss or repetition. One that comes back too late, after a restart, or
// is too slow for the feed, is sent an event `reset` and goes on with the present: it has missed
// something, and is to list what it wants to know.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "api/own/feed.h"
#include "api/own/history_item.h"
#include "api/own/source.h"
#include "api/own/stream_wants.h"
#include "runtime/followers.h"
#include "runtime/lifetime.h"
#include "runtime/runtime.h"

namespace sfn::api {

/// What a reader is to be told next.
struct FeedPlace {
  std::int64_t run = 0;     ///< Which run of the daemon the numbers belong to.
  std::int64_t number = 0;  ///< Of the feed's entry.
  EventId told{0};          ///< Within the entry, the last event of the history that was told.
  friend bool operator==(const FeedPlace&, const FeedPlace&) = default;
};

/// `RUN-NUMBER`, `RUN-NUMBER.TOLD`.
std::string to_text(const FeedPlace& place);
std::optional<FeedPlace> parse_feed_place(std::string_view text);

class FeedSource : public Source {
 public:
  struct Subject {
    std::int64_t run = 0;  ///< The present one.
    StreamWants wants;
    std::string last_event_id;  ///< Empty: from now on.
  };

  /// Both must outlive the source.
  FeedSource(runtime::Runtime& runtime, Feed& feed, Subject subject, Wake wake);

  std::optional<std::string> take() override;

 private:
  static constexpr std::int64_t kPageEvents = 100;

  bool can_resume(const std::optional<FeedPlace>& place) const;
  void step(std::string& piece);
  void step(const Feed::LogLine& line, std::string& piece);
  void step(const runtime::ExecutionChange& change);
  void next_entry();
  void reset(std::string& piece);
  void tell_history(std::string& piece);
  void read_history(const runtime::ExecutionChange& change, EventId first);
  void read_execution(const runtime::ExecutionChange& change);
  void take_in(const runtime::ExecutionChange& change,
               const std::optional<store::ExecutionRecord>& record);
  void answered();

  runtime::Runtime& runtime_;
  Feed& feed_;
  StreamWants wants_;
  Wake wake_;
  FeedPlace place_;
  bool has_missed_ = false;
  bool is_reading_ = false;
  EventId read_{0};  // Of the entry's history, the last event that was read.
  HistoryItems history_;
  std::optional<Json> execution_;  // The entry's change, ready to be told.
  std::shared_ptr<const Feed::Wake> listener_;
  runtime::Lifetime lifetime_;
};

}  // namespace sfn::api
