#include "runtime/history_tail.h"

#include <algorithm>
#include <utility>

#include "base/check.h"
#include "base/limits.h"
#include "runtime/stored_rows.h"

namespace sfn::runtime {

std::vector<TimedEvent> public_events(const std::vector<store::JournalRow>& rows, EventId first,
                                      EventId last) {
  std::vector<TimedEvent> events;
  for (const auto& row : rows) {
    for (auto& event : events_of(row)) {
      const auto* link = history::link_of(event);
      if (link == nullptr || link->id < first || link->id > last) continue;
      events.push_back({row.time, std::move(event)});
    }
  }
  return events;
}

// Followed first and read then, so that nothing falls between.
HistoryTail::HistoryTail(Parts parts, ExecutionId execution, EventId after)
    : store_(parts.store), offload_(parts.offload), execution_(execution), seen_(after) {
  subscription_ = parts.followers.follow(execution, [this](const ExecutionChange& change) {
    heard(change.last_public, change.ended);
  });
  store_.execution(
      execution, lifetime_.guard([this](const std::optional<store::ExecutionRecord>& record) {
        is_reading_ = false;
        if (!record) return heard(seen_, true);  // It was closed, and has been purged meanwhile.
        heard(record->last_public, record->row.status != store::ExecutionStatus::Running);
      }));
}

void HistoryTail::next(Done done) {
  SFN_CHECK(!done_);
  done_ = std::move(done);
  go_on();
}

void HistoryTail::heard(EventId last_public, bool has_ended) {
  known_ = std::max(known_, last_public);
  has_ended_ |= has_ended;
  go_on();
}

// Once all was given of an execution that has ended, a query for nothing gives the answer: it comes
// in a turn of its own.
void HistoryTail::go_on() {
  if (!done_ || is_reading_) return;
  if (seen_ >= known_ && !has_ended_) return;
  is_reading_ = true;
  const store::HistoryRange page{execution_, sfn::next(seen_),
                                 std::min(known_, EventId{raw(seen_) + kPageEvents})};
  store_.history(page, lifetime_.guard([this, page](std::vector<store::JournalRow> rows) {
    take(page, std::move(rows));
  }));
}

// A row is decoded whole, and may hold thousands of events beside those of the page.
void HistoryTail::take(const store::HistoryRange& asked, std::vector<store::JournalRow> rows) {
  const auto bytes = store::body_bytes(rows);
  const auto until = store::reached(asked, rows);
  auto work = [rows = std::move(rows), bytes, first = asked.first, until] {
    return HistoryPage{public_events(rows, first, until), bytes};
  };
  if (bytes <= limits::kLoopJsonBytesMax) return give(until, work());
  compute(offload_, std::move(work),
          lifetime_.guard([this, until](HistoryPage page) { give(until, std::move(page)); }));
}

void HistoryTail::give(EventId until, HistoryPage page) {
  is_reading_ = false;
  seen_ = std::max(seen_, until);
  page.is_over = page.events.empty();
  std::exchange(done_, nullptr)(std::move(page));  // May destroy *this.
}

}  // namespace sfn::runtime
