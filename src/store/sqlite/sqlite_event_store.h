// SqliteEventStore: the event store in one SQLite file.
//
// A writer thread makes batches durable, a reader thread answers queries; both post their answers
// to the loop. Backups run on a third. The tables: schema/README.md.
#pragma once

#include <memory>
#include <string>

#include "store/event_store.h"
#include "store/sqlite/backup.h"
#include "store/sqlite/database.h"
#include "store/sqlite/read_gate.h"
#include "store/sqlite/reader_thread.h"
#include "store/sqlite/threads.h"
#include "store/sqlite/writer_thread.h"

namespace sfn::store {

class SqliteEventStore : public EventStore {
 public:
  struct Options {
    std::string path;  ///< Of the file; made where it is missing, in a folder that is there.
    Durability durability = Durability::Full;
    Post post;    ///< Outlives the store.
    Fatal fatal;  ///< Ends the process.
    CheckpointMarks checkpoints = {};
    std::string vfs = {};  ///< As in Location.
  };

  /// Opens the file and brings its schema up to date. Throws StoreError, such as for a file that is
  /// no database or that a newer sfnd has written.
  explicit SqliteEventStore(Options options);

  /// Makes durable what was appended, drops queries that are not answered.
  ~SqliteEventStore() override;

  /// Blocks: for start-up, before the loop turns.
  Catalogue load_catalogue() const;

  void append(Batch batch, std::function<void()> done) override;
  std::chrono::nanoseconds commit_cost() const override { return writer_->commit_cost(); }
  void journal(JournalRange range, Done<std::vector<JournalRow>> done) override;
  void history(HistoryRange range, Done<std::vector<JournalRow>> done) override;
  void find_execution(MachineId machine, std::string name,
                      Done<std::optional<ExecutionRecord>> done) override;
  void execution(ExecutionId id, Done<std::optional<ExecutionRecord>> done) override;
  void find_child(ParentKey parent, Done<std::optional<ExecutionRow>> done) override;
  void children(ChildrenRange range, Done<std::vector<ExecutionRecord>> done) override;
  void executions(ExecutionFilter filter, Done<std::vector<ExecutionRow>> done) override;
  void count_executions(ExecutionFilter filter, Done<StatusCounts> done) override;
  void pending(Timestamp due_before, std::optional<PendingRow> after, std::int64_t limit,
               Done<std::vector<PendingRow>> done) override;
  void snapshot(ExecutionId id, Done<std::optional<SnapshotRow>> done) override;
  void definition(DefinitionId id, Done<std::optional<DefinitionRow>> done) override;
  void revision(MachineId machine, ExecutionId execution,
                Done<std::optional<RevisionRow>> done) override;
  void unused_machines(std::vector<MachineId> among, Done<std::vector<MachineId>> done) override;
  void purge(PurgeRequest request, Done<std::int64_t> done) override;
  void backup(std::string path, Done<Result<void>> done) override;
  void probe(Done<Result<void>> done) override;
  void info(Done<StoreInfo> done) override;

 private:
  struct Opened {
    Location location;
    Database writer;
  };
  static Opened open(const Options& options);
  static Opened open(Location location, Durability durability);
  SqliteEventStore(const Options& options, Opened opened);

  Location location_;
  ReadGate gate_;
  std::unique_ptr<WriterThread> writer_;
  std::unique_ptr<ReaderThread> reader_;
  Backup backup_;
};

}  // namespace sfn::store
