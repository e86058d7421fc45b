// HistoryTail: the public history of one execution from any event on, as far as it is durable,
// and then as it grows.
//
// Its owner pulls: each next() gives one page, at once or when something has happened. So a slow
// reader costs nothing, and one that comes back goes on after the last event that it has seen.
#pragma once

#include <cstddef>
#include <functional>
#include <vector>

#include "base/ids.h"
#include "base/time.h"
#include "history/event.h"
#include "runtime/followers.h"
#include "runtime/lifetime.h"
#include "runtime/offload.h"
#include "store/event_store.h"

namespace sfn::runtime {

/// An event with its moment.
struct TimedEvent {
  Timestamp time;
  history::Event event;
};

/// The public events `first` to `last` of the rows.
std::vector<TimedEvent> public_events(const std::vector<store::JournalRow>& rows, EventId first,
                                      EventId last);

/// Events that AWS shows, in order. None, with `is_over`: the execution has ended and all was
/// given.
struct HistoryPage {
  std::vector<TimedEvent> events;
  std::size_t bytes = 0;  ///< As stored, at most.
  bool is_over = false;
};

class HistoryTail {
 public:
  /// Events in one page: few, since each may be large.
  static constexpr std::int64_t kPageEvents = 20;

  using Done = std::function<void(HistoryPage)>;

  /// What it works with; must outlive it.
  struct Parts {
    store::EventStore& store;
    Followers& followers;
    const Offload& offload;
  };

  /// Events after `after`; EventId{0} for all. Of an execution that is not in the store there are
  /// none, and it is over.
  HistoryTail(Parts parts, ExecutionId execution, EventId after);

  /// Calls `done` once, never within this call; the next call may come after that. Destroying the
  /// tail takes it back.
  void next(Done done);

 private:
  void heard(EventId last_public, bool has_ended);
  void go_on();
  void take(const store::HistoryRange& asked, std::vector<store::JournalRow> rows);
  void give(EventId until, HistoryPage page);

  store::EventStore& store_;
  const Offload& offload_;
  ExecutionId execution_;
  EventId seen_;
  EventId known_{0};  ///< The newest durable event that was heard of.
  bool has_ended_ = false;
  bool is_reading_ = true;  ///< At first how far the history reaches, then pages of it.
  Done done_;               ///< Of the one that waits.
  Followers::Subscription subscription_;
  Lifetime lifetime_;
};

}  // namespace sfn::runtime
