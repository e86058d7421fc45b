#include "logs/event_reader.h"

#include <algorithm>

#include "base/text.h"

namespace sfn::logs {
namespace {

// The order of the joins is fixed: a page walks an index of events, and looks up the names.
constexpr std::string_view kEvents =
    "SELECT e.id, e.time_ms, e.ingested_ms, e.message, e.request_id, e.execution_arn, e.state, "
    "e.attempt, s.name, g.name, g.region, g.account, s.deleted OR g.deleted "
    "FROM log_events e CROSS JOIN log_streams s ON s.id = e.stream "
    "CROSS JOIN log_groups g ON g.id = e.log_group ";
constexpr int kDeletedColumn = 12;

StoredEvent read_event(const Statement& row) {
  return {{row.time(1), row.integer(0)},
          {{{row.text(10), row.text(11)}, row.text(9)}, row.text(8)},
          row.text(3),
          row.time(2),
          {row.text(4), row.text(5), row.text(6), row.integer(7)}};
}

bool is_deleted(const Statement& row) { return row.integer(kDeletedColumn) != 0; }

std::int64_t size_of(const StoredEvent& event) {
  return static_cast<std::int64_t>(event.message.size());
}

// Counts events and bytes towards the limits of something; the first event always fits.
class Budget {
 public:
  Budget(std::int64_t events, std::int64_t bytes) : events_(events), bytes_(bytes) {}
  bool spent() const { return events_ <= 0 || bytes_ <= 0; }
  void take(const StoredEvent& event) {
    --events_;
    bytes_ -= size_of(event);
  }

 private:
  std::int64_t events_;
  std::int64_t bytes_;
};

// Events strictly between two positions. Numbers begin at 1, so number 0 stands before all events
// of its time.
struct Between {
  Position after;
  Position before;
};

Between bounds_of(const TimeRange& range) {
  return {{range.from.value_or(from_epoch_ms(0)), 0},
          {range.until.value_or(from_epoch_ms(INT64_MAX)), 0}};
}

EventPage read_page(Statement& rows, std::int64_t limit) {
  EventPage page;
  Budget budget(limit, kPageBytesMax);
  while (rows.step()) {
    if (is_deleted(rows)) continue;
    page.more = budget.spent();
    if (page.more) return page;
    page.events.push_back(read_event(rows));
    budget.take(page.events.back());
  }
  return page;
}

bool is_wanted(const StoredEvent& event, const FilterQuery& query) {
  if (!starts_with(event.stream.name, query.stream_prefix)) return false;
  if (!query.streams.empty() &&
      std::ranges::find(query.streams, event.stream.name) == query.streams.end())
    return false;
  return query.pattern.matches(event.message);
}

FilterPage scan(Statement& rows, const FilterQuery& query) {
  FilterPage page;
  Budget found(query.limit, kPageBytesMax);
  Budget looked_at(kScannedEventsMax, kScannedBytesMax);
  std::optional<Position> last;
  while (rows.step()) {
    if (found.spent() || looked_at.spent()) {
      page.next = last;
      return page;
    }
    auto event = read_event(rows);
    last = event.position;
    looked_at.take(event);
    if (is_deleted(rows) || !is_wanted(event, query)) continue;
    found.take(event);
    page.events.push_back(std::move(event));
  }
  return page;
}

}  // namespace

Result<EventPage> EventReader::stream_events(const StreamEventsQuery& query) {
  const auto stream = directory_.stream(query.stream);
  if (!stream) return stream.error();
  const bool forward = query.direction == StreamEventsQuery::Direction::Forward;
  auto between = bounds_of(query.range);
  if (query.edge && forward) between.after = std::max(between.after, *query.edge);
  if (query.edge && !forward) between.before = std::min(between.before, *query.edge);

  Statement rows(database_,
                 std::string(kEvents) +
                     "WHERE e.stream = ? AND (e.time_ms, e.id) > (?, ?) "
                     "AND (e.time_ms, e.id) < (?, ?) " +
                     (forward ? "ORDER BY e.time_ms, e.id" : "ORDER BY e.time_ms DESC, e.id DESC"));
  rows.bind(raw(*stream), between.after.time, between.after.number, between.before.time,
            between.before.number);
  auto page = read_page(rows, query.limit);
  if (!forward) std::ranges::reverse(page.events);
  return page;
}

Result<FilterPage> EventReader::filter(const FilterQuery& query) {
  const auto group = directory_.group(query.group);
  if (!group) return group.error();
  auto walk = raw(*group);
  for (const auto& name : query.streams) {
    const auto stream = directory_.stream({query.group, name});
    if (!stream) return stream.error();
    if (query.streams.size() == 1) walk = raw(*stream);
  }
  auto between = bounds_of(query.range);
  if (query.after) between.after = std::max(between.after, *query.after);

  const std::string_view index = query.streams.size() == 1 ? "e.stream" : "e.log_group";
  Statement rows(database_, std::string(kEvents) + "WHERE " + std::string(index) +
                                " = ? AND (e.time_ms, e.id) > (?, ?) AND e.time_ms < ? "
                                "ORDER BY e.time_ms, e.id");
  rows.bind(walk, between.after.time, between.after.number, between.before.time);
  return scan(rows, query);
}

EventPage EventReader::of_cause(const CauseQuery& query) {
  const std::string_view index =
      query.by == CauseQuery::By::Request ? "e.request_id" : "e.execution_arn";
  Statement rows(database_, std::string(kEvents) + "WHERE " + std::string(index) +
                                " = ? AND e.id > ? ORDER BY e.id");
  rows.bind(query.value, query.after);
  return read_page(rows, query.limit);
}

}  // namespace sfn::logs
