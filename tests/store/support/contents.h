// Contents: everything that a store holds, read through the seam, for one store to be compared with
// another.
#pragma once

#include <optional>
#include <vector>

#include "store/event_store.h"
#include "support/simulated_disk.h"
#include "support/test_loop.h"

namespace sfn::store {

struct Contents {
  std::vector<DefinitionRow> definitions;
  std::vector<MachineRow> machines;
  std::vector<FunctionRow> functions;
  std::vector<InvocationRow> invocations;
  std::vector<ResourceRow> resources;
  CommitId last_commit{0};
  ExecutionId last_execution{0};
  std::vector<ExecutionRow> executions = {};
  std::vector<JournalRow> journal = {};
  std::vector<PendingRow> pending = {};
  std::vector<SnapshotRow> snapshots = {};
  friend bool operator==(const Contents&, const Contents&) = default;
};

/// Nothing where the store does not answer any more; `failed` says when to give up.
std::optional<Contents> read_contents(EventStore& store, const Catalogue& catalogue,
                                      support::TestLoop& loop, const std::function<bool()>& failed);

Contents contents_of(const support::SimulatedDisk& disk);

}  // namespace sfn::store
