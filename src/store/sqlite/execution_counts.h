// ExecutionCounts: how many executions each machine has of each status, kept as they change.
#pragma once

#include <cstdint>
#include <map>
#include <utility>

#include "store/records.h"
#include "store/sqlite/database.h"

namespace sfn::store {

/// Gathers what a transaction changes, so that a statement is for a machine and not for an
/// execution. Borrows the database, which must outlive it.
class ExecutionCounts {
 public:
  explicit ExecutionCounts(const Database& database);

  void add(MachineId machine, ExecutionStatus status, std::int64_t more);

  /// To be called at the end of the transaction.
  void write();

 private:
  Statement add_;
  std::map<std::pair<MachineId, ExecutionStatus>, std::int64_t> changes_;
};

}  // namespace sfn::store
