// What can be asked of the log store, and the pages it answers with. Every page is bounded; a
// cursor that is absent where a page could go on means that there was no more when it was read.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/time.h"
#include "logs/filter_pattern.h"
#include "logs/log_records.h"

namespace sfn::logs {

inline constexpr std::int64_t kEventsPerPageMax = 10'000;
inline constexpr std::int64_t kDescribedPerPageMax = 50;
/// Messages in one page, at least one event; CloudWatch's 1 MiB.
inline constexpr std::int64_t kPageBytesMax = 1'048'576;

struct GroupQuery {
  Place place;
  std::string prefix = {};
  std::string contains = {};  ///< Anywhere in the name, without regard to case.
  std::string after = {};     ///< The last name of the page before.
  std::int64_t limit = kDescribedPerPageMax;
};
struct GroupPage {
  std::vector<GroupInfo> groups;  ///< In the order of names.
  bool more = false;
};

struct StreamCursor {
  std::optional<Timestamp> last_event;  ///< Ignored in the order of names.
  std::string name;
};
struct StreamQuery {
  enum class Order { Name, LastEvent };
  GroupName group;
  std::string prefix = {};
  Order order = Order::Name;
  bool descending = false;
  std::optional<StreamCursor> after = {};  ///< The last stream of the page before.
  std::int64_t limit = kDescribedPerPageMax;
};
struct StreamPage {
  std::vector<StreamInfo> streams;
  bool more = false;
};

/// A range of time: from `from` on, before `until`.
struct TimeRange {
  std::optional<Timestamp> from = {};
  std::optional<Timestamp> until = {};
};

/// A page of one stream, towards older or newer events.
struct StreamEventsQuery {
  enum class Direction { Forward, Backward };
  StreamName stream;
  TimeRange range = {};
  Direction direction = Direction::Backward;
  std::optional<Position> edge = {};  ///< Forward: events after it. Backward: events before it.
  std::int64_t limit = kEventsPerPageMax;
};
struct EventPage {
  std::vector<StoredEvent> events;  ///< Oldest first, in either direction.
  bool more = false;
};

/// Events of a group that match a pattern, oldest first.
struct FilterQuery {
  GroupName group;
  std::vector<std::string> streams = {};  ///< Empty: every stream, or those of `stream_prefix`.
  std::string stream_prefix = {};
  TimeRange range = {};
  FilterPattern pattern = {};
  std::optional<Position> after = {};
  std::int64_t limit = kEventsPerPageMax;
};
/// One page looks at a bounded number of events, so it may be empty and yet not the last.
struct FilterPage {
  std::vector<StoredEvent> events;
  std::optional<Position> next;  ///< `after` of the next page; absent on the last.
};

/// The events of one request or of one execution, in the order of arrival, over all groups.
struct CauseQuery {
  enum class By { Request, Execution };
  By by = By::Request;
  std::string value;       ///< The request id or the execution's ARN.
  std::int64_t after = 0;  ///< Position::number of the last event of the page before.
  std::int64_t limit = kEventsPerPageMax;
};

/// A line of PutLogEvents.
struct InputEvent {
  Timestamp timestamp;
  std::string message;
};
/// Which lines of a PutLogEvents were refused for their time: indexes into what was given.
struct Rejected {
  std::optional<std::int64_t> too_old_end;    ///< One past the last line older than 14 days.
  std::optional<std::int64_t> expired_end;    ///< One past the last line older than the retention.
  std::optional<std::int64_t> too_new_start;  ///< The first line more than 2 hours ahead.
  friend bool operator==(const Rejected&, const Rejected&) = default;
};

}  // namespace sfn::logs
