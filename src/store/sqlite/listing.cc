#include "store/sqlite/listing.h"

#include <fmt/format.h>

#include "base/text.h"
#include "store/sqlite/rows.h"

namespace sfn::store {
namespace {

// As text, since they are numbers of our own, and a list of any length cannot be bound.
std::string among(const std::vector<MachineId>& machines) {
  std::vector<std::string> numbers;
  for (const auto machine : machines) numbers.push_back(std::to_string(raw(machine)));
  return fmt::format("machine IN ({})", join(numbers, ","));
}

// The parameters keep their numbers whichever conditions are there; ?8 is the limit of every
// listing, so all eight can always be bound.
std::string conditions(const ExecutionFilter& filter) {
  std::vector<std::string> all{"1"};
  if (filter.machine) all.emplace_back("machine = ?1");
  if (filter.machines) all.push_back(among(*filter.machines));
  if (filter.status) all.emplace_back("status = ?2");
  if (filter.name_prefix) all.emplace_back("instr(name, ?3) = 1");
  if (filter.started_from) all.emplace_back("started >= ?4");
  if (filter.started_until) all.emplace_back("started < ?5");
  if (filter.before) all.emplace_back("id < ?6");
  if (filter.parent) all.emplace_back("parent = ?7");
  return join(all, " AND ");
}

Statement& bind(Statement& statement, const ExecutionFilter& filter, std::int64_t limit) {
  return statement.bind(filter.machine, filter.status, filter.name_prefix, filter.started_from,
                        filter.started_until, filter.before, filter.parent, limit);
}

std::int64_t& count_of(StatusCounts& counts, ExecutionStatus status) {
  switch (status) {
    case ExecutionStatus::Running:
      return counts.running;
    case ExecutionStatus::Succeeded:
      return counts.succeeded;
    case ExecutionStatus::Failed:
      return counts.failed;
    case ExecutionStatus::TimedOut:
      return counts.timed_out;
    case ExecutionStatus::Aborted:
      return counts.aborted;
  }
  SFN_CHECK(!"a status out of range");
}

}  // namespace

std::vector<ExecutionRow> list_executions(const Database& database, const ExecutionFilter& filter) {
  auto statement =
      database.prepare(fmt::format("SELECT {} FROM execution WHERE {} ORDER BY id DESC LIMIT ?8",
                                   kExecutionColumns, conditions(filter)));
  return bind(statement, filter, filter.limit).all(read_execution);
}

// Whole state machines are counted beforehand; what singles executions out has them gone through.
StatusCounts count_executions(const Database& database, const ExecutionFilter& filter) {
  constexpr std::int64_t kStatuses = 5;
  const bool whole_machines = !filter.parent && !filter.name_prefix && !filter.started_from &&
                              !filter.started_until && !filter.before;
  const auto counted =
      whole_machines ? "sum(executions) FROM execution_count" : "count(*) FROM execution";
  auto statement = database.prepare(fmt::format(
      "SELECT status, {} WHERE {} GROUP BY status LIMIT ?8", counted, conditions(filter)));
  StatusCounts counts;
  bind(statement, filter, kStatuses).all([&counts](const Statement& row) {
    return count_of(counts, read_status(row, 0)) = row.integer(1);
  });
  return counts;
}

}  // namespace sfn::store
