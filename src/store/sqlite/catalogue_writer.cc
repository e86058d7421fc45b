#include "store/sqlite/catalogue_writer.h"

#include "store/sqlite/load_catalogue.h"

namespace sfn::store {

DefinitionRemoval::DefinitionRemoval(const Database& database)
    : remove_(database.prepare(
          "DELETE FROM definition WHERE id = ?1"
          " AND NOT EXISTS (SELECT 1 FROM state_machine WHERE definition = ?1 AND deleted = 0)"
          " AND NOT EXISTS (SELECT 1 FROM execution WHERE definition = ?1)")) {}

void DefinitionRemoval::remove_unless_used(DefinitionId id) { remove_.run(id); }

RevisionRemoval::RevisionRemoval(const Database& database)
    : remove_(database.prepare(
          "DELETE FROM state_machine_revision WHERE (machine, after_execution) IN"
          " (SELECT old.machine, old.after_execution"
          "    FROM state_machine_revision AS old"
          "    JOIN state_machine_revision AS newer"
          "      ON newer.machine = old.machine AND newer.after_execution ="
          "         (SELECT min(after_execution) FROM state_machine_revision"
          "           WHERE machine = old.machine AND after_execution > old.after_execution)"
          "   WHERE old.machine = ?"
          "     AND NOT EXISTS (SELECT 1 FROM execution WHERE machine = old.machine"
          "                      AND id > old.after_execution AND id <= newer.after_execution))")) {
}

void RevisionRemoval::remove_unused(MachineId id) { remove_.run(id); }

CatalogueWriter::CatalogueWriter(const Database& database)
    : database_(database),
      put_definition_(database.prepare("INSERT OR REPLACE INTO definition VALUES (?, ?, ?)")),
      machine_definition_(database.prepare("SELECT definition FROM state_machine WHERE id = ?")),
      put_machine_(database.prepare("INSERT OR REPLACE INTO state_machine"
                                    " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")),
      put_revision_(
          database.prepare("INSERT OR REPLACE INTO state_machine_revision VALUES (?, ?, ?, ?, ?)")),
      put_function_(database.prepare("INSERT OR REPLACE INTO function VALUES (?, ?, ?, ?, ?, ?)")),
      put_invocation_(
          database.prepare("INSERT OR REPLACE INTO invocation VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)")),
      put_start_request_(database.prepare("INSERT OR REPLACE INTO start_request VALUES (?, ?, ?)")),
      expire_start_requests_(database.prepare("DELETE FROM start_request WHERE started < ?")),
      put_resource_(database.prepare("INSERT OR REPLACE INTO resource VALUES (?, ?, ?)")),
      note_last_machine_(
          database.prepare("INSERT OR REPLACE INTO meta VALUES ('last_machine', ?)")),
      remove_revisions_(database.prepare("DELETE FROM state_machine_revision WHERE machine = ?")),
      remove_counts_(database.prepare("DELETE FROM execution_count WHERE machine = ?")),
      remove_machine_(database.prepare("DELETE FROM state_machine WHERE id = ?")),
      remove_function_(database.prepare("DELETE FROM function WHERE arn = ?")),
      remove_invocation_(database.prepare("DELETE FROM invocation WHERE request_id = ?")),
      remove_resource_(database.prepare("DELETE FROM resource WHERE kind = ? AND key = ?")),
      definition_removal_(database),
      revision_removal_(database) {}

void CatalogueWriter::write(const CatalogueChange& change) {
  std::visit([this](const auto& row) { put(row); }, change);
}

void CatalogueWriter::remove_unused() {
  for (const auto id : definitions_let_go_) definition_removal_.remove_unless_used(id);
  definitions_let_go_.clear();
  for (const auto id : machines_revised_) revision_removal_.remove_unused(id);
  machines_revised_.clear();
}

void CatalogueWriter::put(const DefinitionRow& row) {
  put_definition_.run(row.id, row.digest, row.text);
}

void CatalogueWriter::put(const MachineRow& row) {
  const auto before = machine_definition_.bind(row.id).first(
      [](const Statement& found) { return found.id<DefinitionId>(0); });
  if (before) definitions_let_go_.push_back(*before);
  put_machine_.run(row.id, row.arn, row.name, row.region, row.account, row.type, row.definition,
                   row.role_arn, row.revision_id, row.configuration, row.created, row.updated,
                   row.deleted);
}

void CatalogueWriter::put(const RevisionRow& row) {
  put_revision_.run(row.machine, row.after, row.revision_id, row.configuration, row.updated);
  machines_revised_.push_back(row.machine);
}

void CatalogueWriter::put(const FunctionRow& row) {
  put_function_.run(row.arn, row.name, row.region, row.account, row.configuration, row.code_sha256);
}

void CatalogueWriter::put(const InvocationRow& row) {
  put_invocation_.run(row.request_id, row.function_arn, row.payload, row.accepted, row.attempts,
                      row.due, row.execution_arn, row.state, row.state_attempt);
}

void CatalogueWriter::put(const StartRequestRow& row) {
  put_start_request_.run(row.key, row.execution_arn, row.started);
  expire_start_requests_.run(row.started - kStartRequestLife);
}

void CatalogueWriter::put(const ResourceRow& row) {
  put_resource_.run(row.kind, row.key, row.body);
}

void CatalogueWriter::put(const RemoveMachine& gone) {
  note_last_machine_.run(last_machine(database_));
  remove_revisions_.run(gone.id);
  remove_counts_.run(gone.id);
  remove_machine_.run(gone.id);
}

void CatalogueWriter::put(const RemoveFunction& gone) { remove_function_.run(gone.arn); }

void CatalogueWriter::put(const RemoveInvocation& gone) { remove_invocation_.run(gone.request_id); }

void CatalogueWriter::put(const RemoveResource& gone) { remove_resource_.run(gone.kind, gone.key); }

}  // namespace sfn::store
