// CatalogueWriter: the changes of the catalogue, inside the transaction of a batch.
//
// Definitions and revisions go when the last row that names them goes. That is decided at the end
// of a batch, because an execution that starts in it may still need what a machine has just let go.
#pragma once

#include <string>
#include <vector>

#include "store/records.h"
#include "store/sqlite/database.h"

namespace sfn::store {

/// Removes a definition unless a machine that is not deleted or an execution refers to it.
class DefinitionRemoval {
 public:
  explicit DefinitionRemoval(const Database& database);
  void remove_unless_used(DefinitionId id);

 private:
  Statement remove_;
};

/// Removes the revisions of a machine that newer ones have replaced and no execution runs.
class RevisionRemoval {
 public:
  explicit RevisionRemoval(const Database& database);
  void remove_unused(MachineId id);

 private:
  Statement remove_;
};

/// Borrows the database, which must outlive it.
class CatalogueWriter {
 public:
  explicit CatalogueWriter(const Database& database);

  void write(const CatalogueChange& change);

  /// To be called when the rows of the whole batch are written.
  void remove_unused();

 private:
  void put(const DefinitionRow& row);
  void put(const MachineRow& row);
  void put(const RevisionRow& row);
  void put(const FunctionRow& row);
  void put(const InvocationRow& row);
  void put(const StartRequestRow& row);
  void put(const ResourceRow& row);
  void put(const RemoveMachine& gone);
  void put(const RemoveFunction& gone);
  void put(const RemoveInvocation& gone);
  void put(const RemoveResource& gone);

  const Database& database_;
  Statement put_definition_;
  Statement machine_definition_;
  Statement put_machine_;
  Statement put_revision_;
  Statement put_function_;
  Statement put_invocation_;
  Statement put_start_request_;
  Statement expire_start_requests_;
  Statement put_resource_;
  Statement note_last_machine_;
  Statement remove_revisions_;
  Statement remove_counts_;
  Statement remove_machine_;
  Statement remove_function_;
  Statement remove_invocation_;
  Statement remove_resource_;
  DefinitionRemoval definition_removal_;
  RevisionRemoval revision_removal_;

  std::vector<DefinitionId> definitions_let_go_;
  std::vector<MachineId> machines_revised_;
};

}  // namespace sfn::store
