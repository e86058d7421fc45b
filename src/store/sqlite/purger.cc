#include "store/sqlite/purger.h"

#include <fmt/format.h>

#include <set>

#include "store/sqlite/load_catalogue.h"

namespace sfn::store {
namespace {

// A transaction of this many rows takes some ten milliseconds, which commits can wait for.
constexpr std::int64_t kJournalRowsMax = 2'000;
constexpr int kFreedPagesMax = 1'000;

// What owes work stays, and so does a child whose parent still has to do with it: whose task has
// not noted its start, waits for its end or has it stopped. A map run has to do with its children
// as long as it owes anything.
constexpr const char* kIsDoneWith =
    "NOT EXISTS (SELECT 1 FROM pending_work WHERE execution = e.id)"
    " AND NOT EXISTS (SELECT 1 FROM pending_work"
    "                  WHERE execution = e.parent"
    "                    AND key IN (e.parent_work, replace(e.parent_work, '.child', '.task'),"
    "                                replace(e.parent_work, '.child', '.stop-child')))"
    " AND NOT (e.parent_work GLOB '*.children'"
    "          AND EXISTS (SELECT 1 FROM pending_work WHERE execution = e.parent))";

Statement prepare_candidates(const Database& database, std::string_view condition) {
  return database.prepare(
      fmt::format("SELECT id, machine, definition, status FROM execution AS e"
                  " WHERE stopped < ? AND {} {}",
                  kIsDoneWith, condition));
}

}  // namespace

Purger::Purger(const Database& database)
    : database_(database),
      any_machine_(prepare_candidates(database, "ORDER BY stopped LIMIT ?")),
      one_machine_(prepare_candidates(database, "AND machine = ? ORDER BY id LIMIT ?")),
      remove_journal_(database.prepare("DELETE FROM journal WHERE execution = ?")),
      remove_pending_(database.prepare("DELETE FROM pending_work WHERE execution = ?")),
      remove_snapshot_(database.prepare("DELETE FROM snapshot WHERE execution = ?")),
      remove_execution_(database.prepare("DELETE FROM execution WHERE id = ?")),
      note_last_execution_(
          database.prepare("INSERT OR REPLACE INTO meta VALUES ('last_execution', ?)")),
      counts_(database),
      definition_removal_(database),
      revision_removal_(database) {}

std::int64_t Purger::purge(const PurgeRequest& request) {
  Transaction transaction(database_, Transaction::Kind::Write);
  const auto removed = remove(candidates(request));
  transaction.commit();
  if (removed == 0) give_space_back();
  return removed;
}

std::vector<Purger::Candidate> Purger::candidates(const PurgeRequest& request) {
  auto& bound = request.machine
                    ? one_machine_.bind(request.stopped_before, *request.machine, request.limit)
                    : any_machine_.bind(request.stopped_before, request.limit);
  return bound.all([](const Statement& row) {
    return Candidate{row.id<ExecutionId>(0), row.id<MachineId>(1), row.id<DefinitionId>(2),
                     row.id<ExecutionStatus>(3)};
  });
}

std::int64_t Purger::remove(const std::vector<Candidate>& candidates) {
  if (candidates.empty()) return 0;
  note_last_execution_.run(last_execution(database_));  // Ids are never given out again.

  std::int64_t removed = 0;
  std::int64_t journal_rows = 0;
  std::set<MachineId> machines;
  std::set<DefinitionId> definitions;
  for (const auto& [id, machine, definition, status] : candidates) {
    journal_rows += remove_journal(id);
    remove_pending_.run(id);
    remove_snapshot_.run(id);
    remove_execution_.run(id);
    counts_.add(machine, status, -1);
    machines.insert(machine);
    definitions.insert(definition);
    ++removed;
    if (journal_rows >= kJournalRowsMax) break;
  }
  counts_.write();
  for (const auto definition : definitions) definition_removal_.remove_unless_used(definition);
  for (const auto machine : machines) revision_removal_.remove_unused(machine);
  return removed;
}

std::int64_t Purger::remove_journal(ExecutionId id) {
  remove_journal_.run(id);
  return sqlite3_changes(&database_.handle());
}

void Purger::give_space_back() {
  database_.execute("PRAGMA incremental_vacuum(" + std::to_string(kFreedPagesMax) + ")");
}

}  // namespace sfn::store
