// LogStore: log groups, streams and events, in a database of their own beside the journal.
//
// Logs are worth less than the journal and come in bursts, so they never share its transaction:
// append() puts a line into a bounded queue, and one thread with one connection writes what has
// gathered and answers queries, in the order of the calls. What the queue or the disk cannot take
// is dropped, counted, and told by a line in the stream that misses it.
//
// All functions are called on the loop's thread and return at once; `done` runs on the loop's
// thread, through the `post` that the store was made with, and not after the store is destroyed.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "base/result.h"
#include "logs/log_query.h"
#include "logs/log_records.h"
#include "telemetry/log.h"
#include "telemetry/metrics.h"

namespace sfn::logs {

struct LogStoreOptions {
  std::string path = {};  ///< The database file; made where missing.
  std::function<void(std::function<void()>)> post =
      {};                               ///< Runs a function on the loop. Thread-safe.
  std::function<Timestamp()> now = {};  ///< The wall clock. Thread-safe.
  std::size_t queued_events_max = 20'000;
  std::size_t queued_bytes_max = 32 * 1'024 * 1'024;
  std::size_t queued_queries_max = 256;  ///< Beyond: ThrottlingException.
  std::string vfs = {};                  ///< SQLite's file system by name; empty: the system's own.
};

/// Events that have just been stored, for followers.
using StoredEvents = std::shared_ptr<const std::vector<StoredEvent>>;

/// Ends when destroyed: its function does not run after that. Used on the loop's thread; may
/// outlive the store.
class Subscription {
 public:
  using Stored = std::function<void(const StoredEvents&)>;
  Subscription() = default;
  explicit Subscription(std::shared_ptr<Stored> stored) : stored_(std::move(stored)) {}

 private:
  std::shared_ptr<Stored> stored_;
};

class LogStore {
 public:
  template <typename T>
  using Done = std::function<void(Result<T>)>;

  /// Opens or makes the database; one that is damaged is set aside, and the log says so. Throws
  /// std::runtime_error where it cannot be opened or was written by a newer version. Logger and
  /// metrics must outlive the store.
  LogStore(LogStoreOptions options, telemetry::Logger& logger, telemetry::Metrics& metrics);
  ~LogStore();  ///< Writes what is queued first. Queries that are not answered never will be.

  /// Adds a line at the end of its stream. A timestamp before that of the stream's last line
  /// becomes equal to it. Never blocks and never fails: see above.
  void append(LogEvent event);

  // Errors are named and worded as CloudWatch does: ResourceNotFoundException,
  // ResourceAlreadyExistsException; ThrottlingException where too many queries wait, and
  // ServiceUnavailableException where the database cannot be read or written.

  void create_group(GroupName group, Done<void> done);
  void create_stream(StreamName stream, Done<void> done);
  /// The events go too, a few at a time, after the answer.
  void delete_group(GroupName group, Done<void> done);
  void delete_stream(StreamName stream, Done<void> done);
  /// Absent: kept for ever. Expired events go a few at a time, now and every hour.
  void set_retention(GroupName group, std::optional<std::int64_t> days, Done<void> done);

  /// Stores lines that a client sends: they keep their timestamps. The stream must exist.
  void put_events(StreamName stream, std::vector<InputEvent> events, Done<Rejected> done);

  void groups(GroupQuery query, Done<GroupPage> done);
  void streams(StreamQuery query, Done<StreamPage> done);
  void stream_events(StreamEventsQuery query, Done<EventPage> done);
  void filter_events(FilterQuery query, Done<FilterPage> done);
  void events_of(CauseQuery query, Done<EventPage> done);

  /// Calls `stored` on the loop, in the order of Position::number, with every event that is stored
  /// from now on. It may be a few events behind what queries show, never ahead.
  [[nodiscard]] Subscription subscribe(Subscription::Stored stored);

 private:
  class State;
  std::unique_ptr<State> state_;
};

}  // namespace sfn::logs
