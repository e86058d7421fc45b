#include "store/sqlite/execution_counts.h"

namespace sfn::store {

ExecutionCounts::ExecutionCounts(const Database& database)
    : add_(database.prepare("INSERT INTO execution_count VALUES (?1, ?2, ?3)"
                            " ON CONFLICT DO UPDATE SET executions = executions + ?3")) {}

void ExecutionCounts::add(MachineId machine, ExecutionStatus status, std::int64_t more) {
  changes_[{machine, status}] += more;
}

// What began and ended within the transaction was never running.
void ExecutionCounts::write() {
  for (const auto& [key, more] : changes_) {
    if (more != 0) add_.run(key.first, key.second, more);
  }
  changes_.clear();
}

}  // namespace sfn::store
