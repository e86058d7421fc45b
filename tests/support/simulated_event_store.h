// SimulatedEventStore: an event store without a disk or threads, driven by the test.
//
// Commits can be held until the test lets them happen, one by one, and forgotten as a crash would
// forget them; queries can stall; the next commit can fail. The SimulatedDisk outlives the store,
// as a disk outlives the process. Everything is answered through `post`, never from within the
// call.
#pragma once

#include <cstddef>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <string>

#include "store/event_store.h"
#include "support/simulated_disk.h"

namespace sfn::support {

/// Where simulated stores keep their data, by path: disks and their backups.
using SimulatedFiles = std::map<std::string, SimulatedDisk>;

class SimulatedEventStore : public store::EventStore {
 public:
  struct Options {
    SimulatedFiles& files;
    std::string path = "sfn.db";
    std::function<void(std::function<void()>)> post;
    std::function<void(const std::string&)> fatal;  ///< Called when a commit fails.
  };
  explicit SimulatedEventStore(Options options);

  store::Catalogue load_catalogue() const { return disk_.catalogue(); }

  // ---- what the test decides

  /// From now on appends wait for commit_next() or release_commits().
  void hold_commits() { hold_commits_ = true; }
  /// Appends that wait.
  std::size_t held_commits() const { return appends_.size(); }
  /// Commits the oldest append that waits.
  void commit_next();
  /// Commits all that wait, and holds no more.
  void release_commits();
  /// A crash: what waits was never written, and nobody is told.
  void drop_held_commits() { appends_.clear(); }

  void set_commit_cost(std::chrono::nanoseconds cost) { commit_cost_ = cost; }

  /// From now on queries wait for release_queries(), and then see what is committed by then.
  void stall_queries() { stall_queries_ = true; }
  void release_queries();

  /// What info() tells of the disk. A probe commit needs some of it; other commits do not.
  void set_free_bytes(std::int64_t bytes) { free_bytes_ = bytes; }

  /// The next commit fails: the fatal handler is called, and nothing is answered any more.
  void fail_next_commit() { fail_next_commit_ = true; }

  /// Executions that have been asked for by name so far.
  int lookups() const { return lookups_; }

  // ---- EventStore

  void append(store::Batch batch, std::function<void()> done) override;
  std::chrono::nanoseconds commit_cost() const override { return commit_cost_; }
  void journal(store::JournalRange range, Done<std::vector<store::JournalRow>> done) override;
  void history(store::HistoryRange range, Done<std::vector<store::JournalRow>> done) override;
  void find_execution(store::MachineId machine, std::string name,
                      Done<std::optional<store::ExecutionRecord>> done) override;
  void execution(ExecutionId id, Done<std::optional<store::ExecutionRecord>> done) override;
  void find_child(store::ParentKey parent, Done<std::optional<store::ExecutionRow>> done) override;
  void children(store::ChildrenRange range,
                Done<std::vector<store::ExecutionRecord>> done) override;
  void executions(store::ExecutionFilter filter,
                  Done<std::vector<store::ExecutionRow>> done) override;
  void count_executions(store::ExecutionFilter filter, Done<store::StatusCounts> done) override;
  void pending(Timestamp due_before, std::optional<store::PendingRow> after, std::int64_t limit,
               Done<std::vector<store::PendingRow>> done) override;
  void snapshot(ExecutionId id, Done<std::optional<store::SnapshotRow>> done) override;
  void definition(store::DefinitionId id, Done<std::optional<store::DefinitionRow>> done) override;
  void revision(store::MachineId machine, ExecutionId execution,
                Done<std::optional<store::RevisionRow>> done) override;
  void unused_machines(std::vector<store::MachineId> among,
                       Done<std::vector<store::MachineId>> done) override;
  void purge(store::PurgeRequest request, Done<std::int64_t> done) override;
  void backup(std::string path, Done<Result<void>> done) override;
  void probe(Done<Result<void>> done) override;
  void info(Done<store::StoreInfo> done) override;

 private:
  struct Append {
    store::Batch batch;
    std::function<void()> done;
  };
  void query(std::function<void()> run);
  template <typename T>
  void answer(const Done<T>& done, T value);
  Result<void> copy_to(const std::string& path);

  Options options_;
  SimulatedDisk& disk_;
  std::deque<Append> appends_;
  std::deque<std::function<void()>> queries_;
  std::int64_t free_bytes_ = std::int64_t{1} << 40;
  std::chrono::nanoseconds commit_cost_{0};
  int lookups_ = 0;
  bool hold_commits_ = false;
  bool stall_queries_ = false;
  bool fail_next_commit_ = false;
  bool dead_ = false;
};

}  // namespace sfn::support
