#include "api/history_page.h"

#include <algorithm>
#include <utility>

#include "api/away.h"
#include "history/public_history.h"
#include "runtime/stored_rows.h"

namespace sfn::api {
namespace {

struct Bounds {
  std::int64_t first = 1;
  std::int64_t last = 0;
};

// The numbers of the events on the page; none where it would begin past the end. Where it begins
// may be any number, since clients choose it.
Bounds bounds_of(const HistoryPageQuery& query, std::int64_t newest) {
  if (!query.reverse) {
    const auto first = std::clamp<std::int64_t>(query.from ? raw(*query.from) : 1, 1, newest + 1);
    return {first, std::min(newest, first + query.limit - 1)};
  }
  const auto last = std::clamp<std::int64_t>(query.from ? raw(*query.from) : newest, 0, newest);
  return {std::max<std::int64_t>(1, last - query.limit + 1), last};
}

std::optional<EventId> next_of(const Bounds& page, bool reverse, std::int64_t newest) {
  if (reverse) return page.first > 1 ? std::optional(EventId{page.first - 1}) : std::nullopt;
  return page.last < newest ? std::optional(EventId{page.last + 1}) : std::nullopt;
}

// A page is cut short, never an event: AWS too may give fewer than were asked for. It bounds what
// is read as well as what is shown, which may be more of the same documents, or less without them.
constexpr std::size_t kPageBytesMax = 1'048'576;

struct Page {
  Json::array_t events;
  std::int64_t first_left_out = 0;  ///< Where the next page begins, in either direction; 0: none.
};

// What is left of the page's bounds where the store has cut it short.
Bounds held_by(const std::vector<store::JournalRow>& rows, const store::HistoryRange& range) {
  const auto end = raw(store::reached(range, rows));
  return range.reverse ? Bounds{end, raw(range.last)} : Bounds{raw(range.first), end};
}

// What the rows cost to show: the journal says in a few bytes what takes some hundreds there.
std::size_t bytes_of(const std::vector<store::JournalRow>& rows) {
  std::size_t bytes = store::body_bytes(rows);
  for (const auto& row : rows) bytes += static_cast<std::size_t>(row.events) * kListedBytes;
  return bytes;
}

class PageBuilder {
 public:
  PageBuilder(const Bounds& bounds, const HistoryPageQuery& query)
      : bounds_(bounds), query_(query) {}

  void add(const store::JournalRow& row) {
    auto events = runtime::events_of(row);
    if (query_.reverse) std::reverse(events.begin(), events.end());
    for (const auto& event : events) add(event, row.time);
  }
  bool is_full() const { return page_.first_left_out != 0; }
  Page take() { return std::move(page_); }

 private:
  void add(const history::Event& event, Timestamp time) {
    const auto* link = history::link_of(event);
    if (link == nullptr || raw(link->id) < bounds_.first || raw(link->id) > bounds_.last) return;
    if (is_full()) return;
    if (bytes_ > kPageBytesMax) {
      page_.first_left_out = raw(link->id);
      return;
    }
    page_.events.push_back(*history::to_public(event, time, query_.include_execution_data));
    bytes_ += rough_size(page_.events.back());
  }

  Bounds bounds_;
  HistoryPageQuery query_;
  Page page_;
  std::size_t bytes_ = 0;
};

Page page_of(const std::vector<store::JournalRow>& rows, const Bounds& bounds,
             const HistoryPageQuery& query) {
  PageBuilder page(bounds, query);
  for (const auto& row : rows) {
    if (page.is_full()) break;
    page.add(row);
  }
  return page.take();
}

HistoryPage finished(Page page, const Bounds& bounds, const HistoryPageQuery& query,
                     const store::ExecutionRecord& record) {
  auto next = next_of(bounds, query.reverse, raw(record.last_public));
  if (page.first_left_out != 0) next = EventId{page.first_left_out};
  return {Json(std::move(page.events)), next, record.row.status};
}

}  // namespace

void read_history_page(runtime::Runtime& runtime, const std::string& execution_arn,
                       const HistoryPageQuery& query,
                       std::function<void(Result<HistoryPage>)> done) {
  runtime.find(execution_arn, [&runtime, query, done](Result<store::ExecutionRecord> record) {
    if (!record) return done(record.error());
    const auto bounds = bounds_of(query, raw(record->last_public));
    if (bounds.last < bounds.first) {
      return done(HistoryPage{Json::array(), std::nullopt, record->row.status});
    }
    const store::HistoryRange range{record->row.id, EventId{bounds.first}, EventId{bounds.last},
                                    query.reverse, kPageBytesMax};
    const auto take = [&runtime, query, range, record = *record,
                       done](std::vector<store::JournalRow> rows) {
      const auto bytes = bytes_of(rows);
      const auto held = held_by(rows, range);
      away_if_large(
          runtime.offload(), bytes,
          [rows = std::move(rows), held, query] { return page_of(rows, held, query); },
          [held, query, record, done](Page page) {
            done(finished(std::move(page), held, query, record));
          });
    };
    runtime.store().history(range, take);
  });
}

}  // namespace sfn::api
