// EventReader: the queries of events, each a bounded page. Used on the log thread alone.
#pragma once

#include "base/result.h"
#include "logs/database.h"
#include "logs/directory.h"
#include "logs/log_query.h"

namespace sfn::logs {

/// What one page of a filter looks at, at most, before it answers with what it has.
inline constexpr std::int64_t kScannedEventsMax = 10'000;
inline constexpr std::int64_t kScannedBytesMax = 8 * 1'024 * 1'024;

/// Borrows both, which must outlive it. Answers and errors are those of LogStore.
class EventReader {
 public:
  EventReader(Database& database, Directory& directory)
      : database_(database), directory_(directory) {}

  Result<EventPage> stream_events(const StreamEventsQuery& query);
  Result<FilterPage> filter(const FilterQuery& query);
  EventPage of_cause(const CauseQuery& query);

 private:
  Database& database_;
  Directory& directory_;
};

}  // namespace sfn::logs
