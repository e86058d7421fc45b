// LayeredStore: the store, and before it the executions that are kept in memory alone.
//
// Whoever reads executions reads them through this, and does not know the difference: questions
// about a volatile execution are answered from memory, listings and counts from both. What is
// written goes to the store below, which never learns of the volatile ones.
#pragma once

#include "runtime/lifetime.h"
#include "runtime/post.h"
#include "runtime/volatile_executions.h"
#include "store/event_store.h"

namespace sfn::runtime {

class LayeredStore : public store::EventStore {
 public:
  LayeredStore(store::EventStore& below, const VolatileExecutions& above, Post post)
      : below_(below), above_(above), post_(std::move(post)) {}

  void append(store::Batch batch, std::function<void()> done) override;
  std::chrono::nanoseconds commit_cost() const override { return below_.commit_cost(); }
  void journal(store::JournalRange range, Done<std::vector<store::JournalRow>> done) override;
  void history(store::HistoryRange range, Done<std::vector<store::JournalRow>> done) override;
  void find_execution(store::MachineId machine, std::string name,
                      Done<std::optional<store::ExecutionRecord>> done) override;
  void execution(ExecutionId id, Done<std::optional<store::ExecutionRecord>> done) override;
  /// A volatile parent has no children of its own: what it has started knows nothing of it.
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
  /// What is known now, in a turn of its own.
  template <typename T>
  void answer(Done<T> done, T value);

  store::EventStore& below_;
  const VolatileExecutions& above_;
  Post post_;
  Lifetime lifetime_;
};

}  // namespace sfn::runtime
