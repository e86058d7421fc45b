// Workload: a stream of batches and purges such as a runtime makes, drawn by chance.
//
// A value: a copy goes on as the original would. Where a crash has taken the last operations, the
// copy from before them is what the runtime would know after its start.
#pragma once

#include <cstdint>
#include <map>
#include <variant>
#include <vector>

#include "store/event_store.h"
#include "store/records.h"
#include "support/simulated_disk.h"
#include "support/unreliable_disk.h"

namespace sfn::store {

using Operation = std::variant<Batch, PurgeRequest>;

/// What the operation does to a store that never fails.
void perform(const Operation& operation, support::SimulatedDisk& disk);

class Workload {
 public:
  explicit Workload(std::uint64_t seed) : chance_(seed) {}

  Operation next();

 private:
  struct Running {
    EventSeq next_seq{1};
    EventId next_event{1};
    std::int64_t visit = 1;
  };

  Batch batch();
  PurgeRequest purge();
  void change_catalogue(Batch& batch);
  void start(Batch& batch);
  void go_on(Batch& batch, ExecutionId id, Running& running);
  void end(Batch& batch, ExecutionId id, Running& running);
  void add_row(Batch& batch, ExecutionId id, Running& running);
  std::string text();
  Timestamp later();

  support::Chance chance_;
  CommitId last_commit_{0};
  ExecutionId last_execution_{0};
  DefinitionId definition_{0};
  std::map<ExecutionId, Running> running_;
  Timestamp now_ = from_epoch_ms(1'767'225'600'000);
};

}  // namespace sfn::store
