// FlakyStore: a SimulatedEventStore that takes its time. Batches become durable and are reported,
// and queries read and are answered, at moments of their own; a batch may stall, fail, or be
// durable without anybody having heard so when the process dies. Snapshots may be lost or damaged.
#pragma once

#include <deque>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "simulation/life.h"
#include "simulation/world.h"
#include "store/event_store.h"
#include "support/simulated_event_store.h"

namespace sfn::simulation {

class FlakyStore : public store::EventStore {
 public:
  /// `post` begins a turn of the daemon's loop.
  FlakyStore(World& world, Life& life, std::function<void(std::function<void()>)> post);

  store::Catalogue load_catalogue() const { return inner_.load_catalogue(); }

  /// The process dies: what is being written is there or not.
  void die();

  void append(store::Batch batch, std::function<void()> done) override;
  std::chrono::nanoseconds commit_cost() const override { return inner_.commit_cost(); }
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
  void write();
  void commit();
  void read(std::function<void()> query);
  void damage(store::SnapshotRow& row);
  milliseconds pause();

  World& world_;
  Life& life_;
  support::SimulatedEventStore inner_;
  std::deque<store::Batch> writing_;  ///< Handed over and not durable.
};

}  // namespace sfn::simulation
