#include "api/history_page.h"

#include <algorithm>
#include <utility>

#include "history/codec.h"
#include "history/public_history.h"

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

Json events_of(const std::vector<store::JournalRow>& rows, const Bounds& page,
               const HistoryPageQuery& query) {
  Json::array_t events;
  for (const auto& row : rows) {
    for (const auto& event : history::decode(row.body, row.time)) {
      const auto* link = history::link_of(event);
      if (link == nullptr || raw(link->id) < page.first || raw(link->id) > page.last) continue;
      events.push_back(*history::to_public(event, row.time, query.include_execution_data));
    }
  }
  if (query.reverse) std::reverse(events.begin(), events.end());
  return Json(std::move(events));
}

}  // namespace

void read_history_page(runtime::Runtime& runtime, const std::string& execution_arn,
                       const HistoryPageQuery& query,
                       std::function<void(Result<HistoryPage>)> done) {
  runtime.find(execution_arn, [&runtime, query, done](Result<store::ExecutionRecord> record) {
    if (!record) return done(record.error());
    const auto newest = raw(record->last_public);
    const auto page = bounds_of(query, newest);
    const auto status = record->row.status;
    if (page.last < page.first) {
      return done(HistoryPage{Json::array(), std::nullopt, status});
    }
    runtime.store().history(
        {record->row.id, EventId{page.first}, EventId{page.last}},
        [query, page, newest, status, done](const std::vector<store::JournalRow>& rows) {
          done(HistoryPage{events_of(rows, page, query), next_of(page, query.reverse, newest),
                           status});
        });
  });
}

}  // namespace sfn::api
