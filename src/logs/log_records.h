// Log groups, streams and events as values: what is appended and what queries give.
//
// A group belongs to a place (region and account) and holds streams; a stream holds events. The
// words and rules are those of CloudWatch Logs.
#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/arn.h"
#include "base/time.h"

namespace sfn::logs {

struct GroupName {
  Place place;
  std::string name;  ///< `/aws/lambda/ValidateInput`.
  friend auto operator<=>(const GroupName&, const GroupName&) = default;
};

struct StreamName {
  GroupName group;
  std::string name;  ///< `2026/11/22/[$LATEST]0f3a…`.
  friend auto operator<=>(const StreamName&, const StreamName&) = default;
};

/// The work that wrote a line, as far as it is known: empty members are not.
struct Cause {
  std::string request_id;
  std::string execution_arn;
  std::string state;
  std::int64_t attempt = 0;  ///< Of the state's task; 0 is the first.
  friend bool operator==(const Cause&, const Cause&) = default;
};

/// A line that the daemon hands over. Its stream, and the stream's group, are made where missing.
struct LogEvent {
  StreamName stream;
  Timestamp timestamp;
  std::string message;
  Cause cause;
  friend bool operator==(const LogEvent&, const LogEvent&) = default;
};

/// The place of an event among those of its group: by time, then by arrival.
struct Position {
  Timestamp time;
  std::int64_t number = 0;  ///< Given out in the order of arrival, from 1, to one event each.
  friend auto operator<=>(const Position&, const Position&) = default;
};

/// 56 digits, as CloudWatch's event ids have; they sort as positions do.
std::string event_id(const Position& position);
std::optional<Position> parse_event_id(std::string_view text);

struct StoredEvent {
  Position position;  ///< Holds the event's time.
  StreamName stream;
  std::string message;
  Timestamp ingested;
  Cause cause;
  friend bool operator==(const StoredEvent&, const StoredEvent&) = default;
};

struct GroupInfo {
  std::string name;
  Timestamp created;
  std::optional<std::int64_t> retention_days;  ///< Absent: kept for ever.
  std::int64_t stored_bytes = 0;               ///< Messages, and 26 bytes for each event.
  friend bool operator==(const GroupInfo&, const GroupInfo&) = default;
};

struct StreamInfo {
  std::string name;
  Timestamp created;
  std::optional<Timestamp> first_event;
  std::optional<Timestamp> last_event;
  std::optional<Timestamp> last_ingestion;
  friend bool operator==(const StreamInfo&, const StreamInfo&) = default;
};

}  // namespace sfn::logs
