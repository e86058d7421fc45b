#include "store/sqlite/load_catalogue.h"

#include <fmt/format.h>

#include "base/broken_store.h"
#include "store/sqlite/rows.h"

namespace sfn::store {
namespace {

template <typename Read>
auto rows(const Database& database, std::string_view sql, Read read) {
  auto statement = database.prepare(sql);
  return statement.all(read);
}

// The last number that was given out. Nobody has come so far that the next ones would not fit.
std::int64_t last_number(const Database& database, std::string_view what, std::string_view sql) {
  constexpr std::int64_t kMax = INT64_MAX / 2;
  const auto number =
      rows(database, sql, [](const Statement& row) { return row.integer(0); }).at(0);
  if (number >= 0 && number <= kMax) return number;
  throw BrokenStore(fmt::format("the last number of a {}", what), std::to_string(number));
}

}  // namespace

Catalogue load_catalogue(const Database& database) {
  Transaction snapshot(database, Transaction::Kind::Read);
  return {
      rows(database,
           "SELECT * FROM definition WHERE id IN"
           " (SELECT definition FROM state_machine WHERE deleted = 0) ORDER BY id",
           read_definition),
      rows(database, "SELECT * FROM state_machine ORDER BY id", read_machine),
      rows(database, "SELECT * FROM function ORDER BY arn", read_function),
      rows(database, "SELECT * FROM invocation ORDER BY request_id", read_invocation),
      rows(database, "SELECT * FROM start_request ORDER BY key", read_start_request),
      rows(database, "SELECT * FROM resource ORDER BY kind, key", read_resource),
      last_execution(database),
      last_machine(database),
      DefinitionId{
          last_number(database, "definition", "SELECT coalesce(max(id), 0) FROM definition")},
      CommitId{last_number(database, "commit",
                           "SELECT coalesce(max(value), 0) FROM meta"
                           " WHERE name = 'last_commit'")},
  };
}

ExecutionId last_execution(const Database& database) {
  return ExecutionId{
      last_number(database, "execution",
                  "SELECT max(coalesce((SELECT max(id) FROM execution), 0),"
                  " coalesce((SELECT value FROM meta WHERE name = 'last_execution'), 0))")};
}

MachineId last_machine(const Database& database) {
  return MachineId{
      last_number(database, "state machine",
                  "SELECT max(coalesce((SELECT max(id) FROM state_machine), 0),"
                  " coalesce((SELECT value FROM meta WHERE name = 'last_machine'), 0))")};
}

}  // namespace sfn::store
