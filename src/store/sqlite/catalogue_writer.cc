#include "store/sqlite/catalogue_writer.h"

namespace sfn::store {

DefinitionRemoval::DefinitionRemoval(const Database& database)
    : remove_(database.prepare(
          "DELETE FROM definition WHERE id = ?1"
          " AND NOT EXISTS (SELECT 1 FROM state_machine WHERE definition = ?1 AND deleted = 0)"
          " AND NOT EXISTS (SELECT 1 FROM execution WHERE definition = ?1)")) {}

void DefinitionRemoval::remove_unless_used(DefinitionId id) { remove_.run(id); }

CatalogueWriter::CatalogueWriter(const Database& database)
    : put_definition_(database.prepare("INSERT OR REPLACE INTO definition VALUES (?, ?, ?)")),
      machine_definition_(database.prepare("SELECT definition FROM state_machine WHERE id = ?")),
      put_machine_(database.prepare("INSERT OR REPLACE INTO state_machine"
                                    " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")),
      function_code_(database.prepare("SELECT code_sha256 FROM function WHERE arn = ?")),
      put_function_(database.prepare("INSERT OR REPLACE INTO function VALUES (?, ?, ?, ?, ?, ?)")),
      put_code_(database.prepare("INSERT OR REPLACE INTO code VALUES (?, ?)")),
      put_invocation_(
          database.prepare("INSERT OR REPLACE INTO invocation VALUES (?, ?, ?, ?, ?, ?)")),
      put_start_request_(database.prepare("INSERT OR REPLACE INTO start_request VALUES (?, ?, ?)")),
      expire_start_requests_(database.prepare("DELETE FROM start_request WHERE started < ?")),
      put_resource_(database.prepare("INSERT OR REPLACE INTO resource VALUES (?, ?, ?)")),
      remove_function_(database.prepare("DELETE FROM function WHERE arn = ?")),
      remove_invocation_(database.prepare("DELETE FROM invocation WHERE request_id = ?")),
      remove_resource_(database.prepare("DELETE FROM resource WHERE kind = ? AND key = ?")),
      remove_code_(
          database.prepare("DELETE FROM code WHERE sha256 = ?1"
                           " AND NOT EXISTS (SELECT 1 FROM function WHERE code_sha256 = ?1)")),
      definition_removal_(database) {}

void CatalogueWriter::write(const CatalogueChange& change) {
  std::visit([this](const auto& row) { put(row); }, change);
}

void CatalogueWriter::remove_unused() {
  for (const auto id : definitions_let_go_) definition_removal_.remove_unless_used(id);
  for (const auto& sha256 : codes_let_go_) remove_code_.run(sha256);
  definitions_let_go_.clear();
  codes_let_go_.clear();
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

void CatalogueWriter::put(const FunctionRow& row) {
  let_go_of_code(row.arn);
  put_function_.run(row.arn, row.name, row.region, row.account, row.configuration, row.code_sha256);
}

void CatalogueWriter::put(const CodeRow& row) { put_code_.run(row.sha256, Blob{row.zip}); }

void CatalogueWriter::put(const InvocationRow& row) {
  put_invocation_.run(row.request_id, row.function_arn, row.payload, row.accepted, row.attempts,
                      row.due);
}

void CatalogueWriter::put(const StartRequestRow& row) {
  put_start_request_.run(row.key, row.execution_arn, row.started);
  expire_start_requests_.run(row.started - kStartRequestLife);
}

void CatalogueWriter::put(const ResourceRow& row) {
  put_resource_.run(row.kind, row.key, row.body);
}

void CatalogueWriter::put(const RemoveFunction& gone) {
  let_go_of_code(gone.arn);
  remove_function_.run(gone.arn);
}

void CatalogueWriter::put(const RemoveInvocation& gone) { remove_invocation_.run(gone.request_id); }

void CatalogueWriter::put(const RemoveResource& gone) { remove_resource_.run(gone.kind, gone.key); }

void CatalogueWriter::let_go_of_code(const std::string& function_arn) {
  auto code =
      function_code_.bind(function_arn).first([](const Statement& row) { return row.text(0); });
  if (code) codes_let_go_.push_back(std::move(*code));
}

}  // namespace sfn::store
