#include "store/sqlite/queries.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "base/broken_store.h"
#include "store/sqlite/rows.h"

namespace sfn::store {
namespace {

Statement prepare_journal(const Database& database, std::string_view condition) {
  return database.prepare(
      fmt::format("SELECT {} FROM journal WHERE execution = ?1 {}", kJournalColumns, condition));
}

Statement prepare_execution(const Database& database, std::string_view condition) {
  return database.prepare(
      fmt::format("SELECT {} FROM execution WHERE {}", kExecutionColumns, condition));
}

// No event has a public number above its place among all events. So the row that holds public event
// n begins, at the earliest, where the event at place n is; earlier rows need not be looked at.
constexpr const char* kHistoryCondition =
    "AND first_seq >= coalesce((SELECT max(first_seq) FROM journal"
    "                            WHERE execution = ?1 AND first_seq <= ?2), 0)"
    " AND first_public + publics > ?2 AND publics > 0";

// Rows for an answer, as many as fit into it.
class Page {
 public:
  explicit Page(std::size_t bytes_max) : left_(bytes_max) {}

  /// False where the row does not fit any more. The first one does.
  bool take(JournalRow row) {
    if (row.body.size() > left_ && !rows_.empty()) return false;
    left_ -= std::min(left_, row.body.size());
    rows_.push_back(std::move(row));
    return true;
  }
  std::vector<JournalRow> rows() { return std::move(rows_); }

 private:
  std::size_t left_;
  std::vector<JournalRow> rows_;
};

}  // namespace

Queries::Queries(const Database& database)
    : journal_(prepare_journal(database, "AND first_seq >= ?2 ORDER BY first_seq LIMIT ?3")),
      history_(prepare_journal(database, fmt::format("{} ORDER BY first_seq", kHistoryCondition))),
      history_backwards_(prepare_journal(
          database,
          fmt::format("{} AND first_seq < ?3 ORDER BY first_seq DESC", kHistoryCondition))),
      first_public_from_(database.prepare("SELECT first_public FROM journal WHERE execution = ?"
                                          " AND first_seq >= ? ORDER BY first_seq LIMIT 1")),
      find_execution_(prepare_execution(database, "machine = ? AND name = ?")),
      execution_(prepare_execution(database, "id = ?")),
      find_child_(prepare_execution(database, "parent = ? AND parent_work = ?")),
      children_(prepare_execution(database, "parent = ? AND id > ? ORDER BY id LIMIT ?")),
      first_journal_(prepare_journal(database, "ORDER BY first_seq LIMIT 1")),
      last_journal_(prepare_journal(database, "ORDER BY first_seq DESC LIMIT 1")),
      last_public_journal_(
          prepare_journal(database, "AND publics > 0 ORDER BY first_seq DESC LIMIT 1")),
      any_pending_(database.prepare("SELECT 1 FROM pending_work WHERE execution = ? LIMIT 1")),
      due_at_once_(database.prepare("SELECT execution, kind, key, due FROM pending_work"
                                    " WHERE due IS NULL AND (execution, key) > (?1, ?2)"
                                    " ORDER BY execution, key LIMIT ?3")),
      due_later_(database.prepare("SELECT execution, kind, key, due FROM pending_work"
                                  " WHERE due < ?1 AND (due, execution, key) > (?2, ?3, ?4)"
                                  " ORDER BY due, execution, key LIMIT ?5")),
      snapshot_(database.prepare("SELECT execution, seq, body FROM snapshot WHERE execution = ?")),
      definition_(database.prepare("SELECT * FROM definition WHERE id = ?")),
      revision_(database.prepare("SELECT * FROM state_machine_revision"
                                 " WHERE machine = ? AND after_execution < ?"
                                 " ORDER BY after_execution DESC LIMIT 1")),
      execution_of_(database.prepare("SELECT id FROM execution WHERE machine = ? LIMIT 1")) {}

std::vector<JournalRow> Queries::journal(const JournalRange& range) {
  Page page(range.bytes_max);
  journal_.bind(range.execution, range.from, range.rows_max).each([&page](const Statement& row) {
    return page.take(read_journal(row));
  });
  return page.rows();
}

std::vector<JournalRow> Queries::history(const HistoryRange& range) {
  Page page(range.bytes_max);
  if (range.reverse) {
    const auto end = end_of_rows_up_to(range.execution, range.last);
    history_backwards_.bind(range.execution, range.first, end).each([&](const Statement& found) {
      auto row = read_journal(found);
      if (row.first_public <= range.last) return page.take(std::move(row));
      throw BrokenStore(name_of(row),
                        fmt::format("public event {} comes before it, and its first is {}",
                                    raw(range.last), raw(row.first_public)));
    });
    return page.rows();
  }
  // The end is left to the visitor: a condition would have the rest of the journal looked through.
  history_.bind(range.execution, range.first).each([&](const Statement& found) {
    auto row = read_journal(found);
    return row.first_public <= range.last && page.take(std::move(row));
  });
  return page.rows();
}

// The place from which on rows begin with later events than `last`. Only places are indexed, but
// the numbers rise with them: so it is found by doubling, then by halving.
std::int64_t Queries::end_of_rows_up_to(ExecutionId execution, EventId last) {
  const auto is_beyond = [&](std::int64_t place) {
    const auto first_public =
        first_public_from_.bind(execution, place).first([](const Statement& row) {
          return row.id<EventId>(0);
        });
    return place > kPlaceMax || !first_public || *first_public > last;
  };
  std::int64_t within = 0;
  std::int64_t beyond = 1;
  while (!is_beyond(beyond)) {
    within = beyond;
    beyond *= 2;
  }
  while (beyond - within > 1) {
    const auto middle = within + (beyond - within) / 2;
    (is_beyond(middle) ? beyond : within) = middle;
  }
  return beyond;
}

// ---- executions

std::optional<ExecutionRecord> Queries::find_execution(MachineId machine, const std::string& name) {
  return record(find_execution_.bind(machine, name).first(read_execution));
}

std::optional<ExecutionRecord> Queries::execution(ExecutionId id) {
  return record(execution_.bind(id).first(read_execution));
}

std::optional<ExecutionRow> Queries::find_child(const ParentKey& parent) {
  return find_child_.bind(parent.execution, parent.work).first(read_execution);
}

std::vector<ExecutionRecord> Queries::children(const ChildrenRange& range) {
  std::vector<ExecutionRecord> page;
  std::size_t bytes = 0;
  for (auto& row : children_.bind(range.parent, range.after, range.rows_max).all(read_execution)) {
    page.push_back(*record(std::move(row)));
    bytes += page.back().first.body.size() + page.back().last.body.size();
    if (bytes >= range.bytes_max) break;
  }
  return page;
}

std::optional<ExecutionRecord> Queries::record(std::optional<ExecutionRow> row) {
  if (!row) return std::nullopt;
  auto first = first_journal_.bind(row->id).first(read_journal);
  auto last = last_journal_.bind(row->id).first(read_journal);
  if (!first || !last) {
    throw BrokenStore(fmt::format("execution {}", raw(row->id)), "it has no journal");
  }
  const EventSeq newest{raw(last->first_seq) + last->events - 1};
  if (last->publics == 0) last = last_public_journal_.bind(row->id).first(read_journal);
  if (!last) throw BrokenStore(name_of(*first), "the first of an execution has public events");
  const bool owes =
      any_pending_.bind(row->id).first([](const Statement&) { return true; }).value_or(false);
  const auto newest_public = last_public(*last);
  return ExecutionRecord{
      std::move(*row), std::move(*first), std::move(*last), newest_public, newest, owes};
}

// ---- pending work

std::vector<PendingRow> Queries::pending(Timestamp due_before,
                                         const std::optional<PendingRow>& after,
                                         std::int64_t limit) {
  const bool past_those_at_once = after && after->due;
  auto rows = past_those_at_once ? std::vector<PendingRow>() : due_at_once(after, limit);
  const auto left = limit - static_cast<std::int64_t>(rows.size());
  if (left == 0) return rows;

  const auto later = due_later(due_before, past_those_at_once ? after : std::nullopt, left);
  rows.insert(rows.end(), later.begin(), later.end());
  return rows;
}

std::vector<PendingRow> Queries::due_at_once(const std::optional<PendingRow>& after,
                                             std::int64_t limit) {
  const auto from = after.value_or(PendingRow{ExecutionId{INT64_MIN}, "", "", std::nullopt});
  return due_at_once_.bind(from.execution, from.key, limit).all(read_pending);
}

std::vector<PendingRow> Queries::due_later(Timestamp due_before,
                                           const std::optional<PendingRow>& after,
                                           std::int64_t limit) {
  const auto from = after.value_or(PendingRow{ExecutionId{INT64_MIN}, "", "", Timestamp::min()});
  return due_later_.bind(due_before, from.due, from.execution, from.key, limit).all(read_pending);
}

// ---- what executions run

std::optional<SnapshotRow> Queries::snapshot(ExecutionId id) {
  return snapshot_.bind(id).first(read_snapshot);
}

std::optional<DefinitionRow> Queries::definition(DefinitionId id) {
  return definition_.bind(id).first(read_definition);
}

std::optional<RevisionRow> Queries::revision(MachineId machine, ExecutionId execution) {
  return revision_.bind(machine, execution).first(read_revision);
}

std::vector<MachineId> Queries::unused_machines(const std::vector<MachineId>& among) {
  const auto id = [](const Statement& row) { return row.id<ExecutionId>(0); };
  std::vector<MachineId> unused;
  for (const auto machine : among) {
    if (!execution_of_.bind(machine).first(id)) unused.push_back(machine);
  }
  return unused;
}

}  // namespace sfn::store
