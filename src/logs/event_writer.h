// EventWriter: puts events into their streams, a transaction for each call. Used on the log thread
// alone.
#pragma once

#include <map>
#include <optional>
#include <vector>

#include "base/result.h"
#include "logs/database.h"
#include "logs/directory.h"
#include "logs/log_query.h"
#include "logs/log_records.h"

namespace sfn::logs {

/// What an event adds to `stored_bytes` besides its message, as CloudWatch counts.
inline constexpr std::int64_t kEventOverheadBytes = 26;

struct PutResult {
  Rejected rejected;
  std::vector<StoredEvent> stored;
};

/// Borrows both, which must outlive it.
class EventWriter {
 public:
  EventWriter(Database& database, Directory& directory);

  /// As LogStore::append. What cannot be written is not written at all, and DatabaseError thrown.
  std::vector<StoredEvent> append(const std::vector<LogEvent>& events, Timestamp now);

  /// As LogStore::put_events.
  Result<PutResult> put(const StreamName& stream, std::vector<InputEvent> events, Timestamp now);

 private:
  // A stream as the transaction leaves it.
  struct OpenStream {
    Directory::Place place;
    std::optional<Timestamp> first;
    std::optional<Timestamp> last;
    std::int64_t bytes = 0;
  };
  using OpenStreams = std::map<StreamName, OpenStream>;

  OpenStream& open(OpenStreams& streams, const StreamName& name, Timestamp now);
  StoredEvent insert(OpenStream& stream, LogEvent event, Timestamp now);
  void save(const OpenStreams& streams, Timestamp now);

  Database& database_;
  Directory& directory_;
  Statement insert_;
};

}  // namespace sfn::logs
