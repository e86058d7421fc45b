#include "store/sqlite/batch_writer.h"

#include <fmt/format.h>

#include <utility>

#include "base/fail_point.h"
#include "store/sqlite/store_error.h"

namespace sfn::store {

BatchWriter::BatchWriter(const Database& database)
    : database_(database),
      catalogue_(database),
      counts_(database),
      start_(database.prepare("INSERT INTO execution VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")),
      append_(database.prepare(
          "INSERT INTO journal (execution, first_seq, events, first_public, publics, time, body)"
          " VALUES (?, ?, ?, ?, ?, ?, ?)")),
      before_(database.prepare("SELECT machine, status FROM execution WHERE id = ?")),
      end_(database.prepare("UPDATE execution SET status = ?2, stopped = ?3 WHERE id = ?1")),
      drop_pending_(database.prepare("DELETE FROM pending_work WHERE execution = ? AND key = ?")),
      add_pending_(database.prepare(
          "INSERT INTO pending_work (execution, key, kind, due) VALUES (?, ?, ?, ?)")),
      put_snapshot_(database.prepare("INSERT OR REPLACE INTO snapshot (execution, seq, body)"
                                     " SELECT id, ?2, ?3 FROM execution"
                                     "  WHERE id = ?1 AND stopped IS NULL")),
      drop_snapshot_(database.prepare("DELETE FROM snapshot WHERE execution = ?")),
      note_commit_(database.prepare("INSERT OR REPLACE INTO meta VALUES ('last_commit', ?)")) {}

std::chrono::nanoseconds BatchWriter::write(const Batch& batch) {
  fail_point("commit.open");
  Transaction transaction(database_, Transaction::Kind::Write);
  write_rows(batch);
  counts_.write();
  catalogue_.remove_unused();
  note_commit_.run(batch.id);
  fail_point("commit.before");
  const auto begun = std::chrono::steady_clock::now();
  transaction.commit();
  const auto taken = std::chrono::steady_clock::now() - begun;
  fail_point("commit.after");
  return taken;
}

void BatchWriter::write_rows(const Batch& batch) {
  for (const auto& change : batch.catalogue) catalogue_.write(change);
  for (const auto& row : batch.started) {
    start(row);
    counts_.add(row.machine, row.status, 1);
  }
  for (const auto& row : batch.journal) {
    append_.run(row.execution, row.first_seq, row.events, row.first_public, row.publics, row.time,
                row.body);
  }
  for (const auto& row : batch.ended) end(row);
  for (const auto& gone : batch.pending_gone) drop_pending_.run(gone.execution, gone.key);
  for (const auto& row : batch.pending_new) {
    add_pending_.run(row.execution, row.key, row.kind, row.due);
  }
  for (const auto& row : batch.snapshots) {
    put_snapshot_.run(row.execution, row.seq, Statement::Blob{row.body});
  }
}

void BatchWriter::start(const ExecutionRow& row) {
  std::optional<ExecutionId> parent;
  std::optional<std::string> work;
  if (row.parent) {
    parent = row.parent->execution;
    work = row.parent->work;
  }
  start_.run(row.id, row.machine, row.definition, row.name, row.role_arn, row.status, row.started,
             row.stopped, parent, work, row.items);
}

void BatchWriter::end(const ExecutionEnd& end) {
  const auto before = before_.bind(end.id).first([](const Statement& row) {
    return std::pair(row.id<MachineId>(0), row.id<ExecutionStatus>(1));
  });
  if (!before) {
    throw StoreError(fmt::format("execution {} ended, but it has no row", raw(end.id)));
  }
  end_.run(end.id, end.status, end.stopped);
  counts_.add(before->first, before->second, -1);
  counts_.add(before->first, end.status, 1);
  drop_snapshot_.run(end.id);
}

}  // namespace sfn::store
