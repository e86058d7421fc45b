#include "logs/sweeper.h"

#include "logs/event_writer.h"

namespace sfn::logs {
namespace {

constexpr auto kFreedPagesMax = 256;  // Given back to the file system with each step.

// Runs `sql` once; whether it gave a row.
template <typename... Args>
bool gives_row(Database& database, std::string_view sql, const Args&... args) {
  Statement statement(database, sql);
  return statement.bind(args...).step();
}

}  // namespace

bool Sweeper::step(Timestamp now) {
  Transaction transaction(database_);
  const bool removed = remove_deleted() || remove_expired(now) || remove_empty_streams(now);
  transaction.commit();
  if (removed)
    database_.execute("PRAGMA incremental_vacuum(" + std::to_string(kFreedPagesMax) + ")");
  return removed;
}

bool Sweeper::remove_deleted() {
  Statement stream(database_,
                   "SELECT id FROM log_streams WHERE deleted = 1 UNION ALL "
                   "SELECT s.id FROM log_groups g JOIN log_streams s ON s.log_group = g.id "
                   "WHERE g.deleted = 1 LIMIT 1");
  if (stream.bind().step()) return remove_deleted_stream(stream.integer(0));
  return gives_row(database_, "DELETE FROM log_groups WHERE deleted = 1 RETURNING id");
}

bool Sweeper::remove_deleted_stream(std::int64_t stream) {
  Statement events(database_,
                   "DELETE FROM log_events WHERE id IN "
                   "(SELECT id FROM log_events WHERE stream = ? LIMIT ?) "
                   "RETURNING log_group, length(CAST(message AS BLOB))");
  Statement group(database_, "UPDATE log_groups SET stored_bytes = stored_bytes - ? WHERE id = ?");
  std::int64_t bytes = 0;
  std::int64_t in_group = 0;
  for (events.bind(stream, kSweptRowsMax); events.step();) {
    in_group = events.integer(0);
    bytes += events.integer(1) + kEventOverheadBytes;
  }
  if (bytes == 0) {
    Statement(database_, "DELETE FROM log_streams WHERE id = ?").bind(stream).run();
    return true;
  }
  group.bind(bytes, in_group).run();
  return true;
}

bool Sweeper::remove_expired(Timestamp now) {
  // 86,400,000 ms to a day. Each group's part is a range of the index by group and time.
  Statement events(database_,
                   "DELETE FROM log_events WHERE id IN (SELECT e.id FROM log_groups g "
                   "CROSS JOIN log_events e ON e.log_group = g.id "
                   "WHERE g.retention_days IS NOT NULL "
                   "AND e.time_ms < ? - g.retention_days * 86400000 LIMIT ?) "
                   "RETURNING log_group, length(CAST(message AS BLOB))");
  Statement group(database_, "UPDATE log_groups SET stored_bytes = stored_bytes - ? WHERE id = ?");
  bool removed = false;
  for (events.bind(now, kSweptRowsMax); events.step(); removed = true)
    group.bind(events.integer(1) + kEventOverheadBytes, events.integer(0)).run();
  return removed;
}

bool Sweeper::remove_empty_streams(Timestamp now) {
  Statement streams(database_,
                    "DELETE FROM log_streams WHERE id IN (SELECT s.id FROM log_groups g "
                    "CROSS JOIN log_streams s ON s.log_group = g.id "
                    "WHERE g.retention_days IS NOT NULL AND s.deleted = 0 "
                    "AND max(s.created_ms, ifnull(s.last_event_ms, 0)) "
                    "  < ? - g.retention_days * 86400000 "
                    "AND NOT EXISTS (SELECT 1 FROM log_events e WHERE e.stream = s.id) LIMIT ?) "
                    "RETURNING id");
  bool removed = false;
  for (streams.bind(now, kSweptRowsMax); streams.step();) removed = true;
  return removed;
}

}  // namespace sfn::logs
