// EventStore: the seam to durable storage. Appends batches, each a transaction; answers bounded
// queries.
//
// All functions are called on the loop's thread and return at once; the work is done elsewhere and
// `done` is called on the loop's thread. Appends are carried out in order, one at a time. A query
// sees every batch whose append was done before it was asked. A store that cannot write any more
// does not answer: it ends the process through the handler that it was made with, because what is
// in memory is then ahead of the disk.
//
// Implementations: SQLite (store/sqlite); simulated, which forgets unsynced batches, stalls and
// fails (tests/support). Both pass tests/contracts/event_store_contract.h.
#pragma once

#include <algorithm>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "store/records.h"

namespace sfn::store {

/// Everything of the catalogue, read once at start-up.
struct Catalogue {
  std::vector<DefinitionRow> definitions;  ///< Of machines that are not deleted.
  std::vector<MachineRow> machines;        ///< Deleted ones too, while executions refer to them.
  std::vector<FunctionRow> functions;
  std::vector<InvocationRow> invocations;
  std::vector<StartRequestRow> start_requests;
  std::vector<ResourceRow> resources;
  ExecutionId last_execution{0};  ///< The highest number there ever was, as in all that follow.
  MachineId last_machine{0};
  DefinitionId last_definition{0};
  CommitId last_commit{0};
};

/// Bodies of rows that one answer holds, unless it was asked for more. The first row is always
/// given, whatever its size, so that whoever asks page by page gets to the end.
inline constexpr std::size_t kPageBytesMax = 1'048'576;

/// Rows of one execution's journal, from `from` on, until either bound is reached.
struct JournalRange {
  ExecutionId execution{0};
  EventSeq from{1};
  std::int64_t rows_max = 1'000;
  std::size_t bytes_max = kPageBytesMax;
};

/// The rows that hold the public events `first` to `last`, both included: in order, or from the
/// newest back. Those that do not fit into `bytes_max` any more are left out at the far end.
struct HistoryRange {
  ExecutionId execution{0};
  EventId first{1};
  EventId last{1};
  bool reverse = false;
  std::size_t bytes_max = kPageBytesMax;
};

/// How far the answer to a range goes: its event that is the farthest in the order of reading.
inline EventId reached(const HistoryRange& range, const std::vector<JournalRow>& rows) {
  if (rows.empty()) return range.reverse ? range.first : range.last;
  return range.reverse ? std::max(range.first, rows.back().first_public)
                       : std::min(range.last, last_public(rows.back()));
}

/// An execution with the rows that hold its first and last events: input, output, error and cause
/// are there.
struct ExecutionRecord {
  ExecutionRow row;
  JournalRow first;
  JournalRow last;  ///< That of the newest public event; holds the end where there is one.
  EventId last_public{0};
  EventSeq last_seq{0};    ///< Of the newest event of all.
  bool owes_work = false;  ///< Something is pending: an execution that has ended may have to stop
                           ///< its children yet.
};

/// Which executions to list: newest start first. Members that are absent do not restrict.
struct ExecutionFilter {
  std::optional<MachineId> machine = {};
  std::optional<std::vector<MachineId>> machines = {};  ///< Any of these; empty: none at all.
  std::optional<ExecutionStatus> status = {};
  std::optional<std::string> name_prefix = {};
  std::optional<Timestamp> started_from = {};   ///< At or after.
  std::optional<Timestamp> started_until = {};  ///< Before.
  std::optional<ExecutionId> before = {};       ///< Older than this one: for the next page.
  std::optional<ExecutionId> parent = {};       ///< Children of this one.
  std::int64_t limit = 100;
};

/// The children of an execution that are younger than `after`, in the order of their starts, until
/// either bound is reached.
struct ChildrenRange {
  ExecutionId parent{0};
  ExecutionId after{0};
  std::int64_t rows_max = 200;
  std::size_t bytes_max = kPageBytesMax;  ///< Of the rows of their journals. The first is given.
};

struct StatusCounts {
  std::int64_t running = 0;
  std::int64_t succeeded = 0;
  std::int64_t failed = 0;
  std::int64_t timed_out = 0;
  std::int64_t aborted = 0;
};

/// What a purge removes: closed executions that stopped before `stopped_before`.
struct PurgeRequest {
  Timestamp stopped_before;
  std::optional<MachineId> machine = {};
  std::int64_t limit = 500;  ///< Executions in one transaction.
};

struct StoreInfo {
  std::string path;
  std::int64_t bytes = 0;       ///< Database and write-ahead log together.
  std::int64_t free_bytes = 0;  ///< Left on the file system.
  std::int64_t schema_version = 0;
};

class EventStore {
 public:
  virtual ~EventStore() = default;

  template <typename T>
  using Done = std::function<void(T)>;

  /// Makes the batch durable, then calls `done`. Constraint violations are bugs and end the
  /// process.
  virtual void append(Batch batch, std::function<void()> done) = 0;

  /// What one more commit costs, however little it holds: how long the disk took to make the last
  /// batch durable. 0 before there was one.
  virtual std::chrono::nanoseconds commit_cost() const = 0;

  virtual void journal(JournalRange range, Done<std::vector<JournalRow>> done) = 0;
  virtual void history(HistoryRange range, Done<std::vector<JournalRow>> done) = 0;
  virtual void find_execution(MachineId machine, std::string name,
                              Done<std::optional<ExecutionRecord>> done) = 0;
  virtual void execution(ExecutionId id, Done<std::optional<ExecutionRecord>> done) = 0;
  /// The child that has this parent, if there is one.
  virtual void find_child(ParentKey parent, Done<std::optional<ExecutionRow>> done) = 0;
  virtual void children(ChildrenRange range, Done<std::vector<ExecutionRecord>> done) = 0;
  virtual void executions(ExecutionFilter filter, Done<std::vector<ExecutionRow>> done) = 0;
  virtual void count_executions(ExecutionFilter filter, Done<StatusCounts> done) = 0;

  /// Pending work in the order of (due, execution, key): what is due at once first. `after` is the
  /// last row of the page before. Only rows due before `due_before`.
  virtual void pending(Timestamp due_before, std::optional<PendingRow> after, std::int64_t limit,
                       Done<std::vector<PendingRow>> done) = 0;

  /// Only an execution that runs has one: its end removes it, and one that comes later is dropped.
  virtual void snapshot(ExecutionId id, Done<std::optional<SnapshotRow>> done) = 0;

  virtual void definition(DefinitionId id, Done<std::optional<DefinitionRow>> done) = 0;

  /// What the machine was when this execution of it started.
  virtual void revision(MachineId machine, ExecutionId execution,
                        Done<std::optional<RevisionRow>> done) = 0;

  /// Those of these machines that no execution refers to.
  virtual void unused_machines(std::vector<MachineId> among, Done<std::vector<MachineId>> done) = 0;

  /// Removes some closed executions and says how many; call again until it is none. Runs between
  /// appends. What owes work stays, and so does a child whose parent waits for it.
  virtual void purge(PurgeRequest request, Done<std::int64_t> done) = 0;

  /// Copies the whole store into a new file while it is in use. Fails where the file exists or
  /// cannot be written.
  virtual void backup(std::string path, Done<Result<void>> done) = 0;

  /// Makes a commit of about a megabyte that changes nothing: whether the disk has room. Error:
  /// NoSpace.
  virtual void probe(Done<Result<void>> done) = 0;

  virtual void info(Done<StoreInfo> done) = 0;
};

}  // namespace sfn::store
