// Purger: removes closed executions, a few in a transaction, so that commits go on in between.
#pragma once

#include <vector>

#include "store/event_store.h"
#include "store/sqlite/catalogue_writer.h"
#include "store/sqlite/database.h"
#include "store/sqlite/execution_counts.h"

namespace sfn::store {

/// Borrows the database, which must outlive it. Throws StoreError.
class Purger {
 public:
  explicit Purger(const Database& database);

  /// How many executions went; fewer than asked for where their journals are long. With none left
  /// to remove it gives some free space back to the file system.
  std::int64_t purge(const PurgeRequest& request);

 private:
  struct Candidate {
    ExecutionId id;
    MachineId machine;
    DefinitionId definition;
    ExecutionStatus status;
  };
  std::vector<Candidate> candidates(const PurgeRequest& request);
  std::int64_t remove(const std::vector<Candidate>& candidates);
  std::int64_t remove_journal(ExecutionId id);
  void give_space_back();

  const Database& database_;
  Statement any_machine_;
  Statement one_machine_;
  Statement remove_journal_;
  Statement remove_pending_;
  Statement remove_snapshot_;
  Statement remove_execution_;
  Statement note_last_execution_;
  ExecutionCounts counts_;
  DefinitionRemoval definition_removal_;
  RevisionRemoval revision_removal_;
};

}  // namespace sfn::store
