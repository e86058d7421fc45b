#include "support/wake_ups.h"

#include <variant>

#include "history/codec.h"
#include "store/sqlite/database.h"

namespace sfn::bench {
namespace {

std::optional<Timestamp> due_of(const history::Events& events) {
  for (const auto& event : events) {
    if (const auto* wait = std::get_if<history::WaitStarted>(&event)) return wait->due;
  }
  return std::nullopt;
}

}  // namespace

std::map<ExecutionId, WakeUp> wake_ups(const std::filesystem::path& database) {
  std::map<ExecutionId, WakeUp> found;
  const auto opened = store::Database::open_for_reading(database.string());
  auto rows = opened.prepare(
      "SELECT j.execution, j.time, j.body, e.name FROM journal AS j"
      " JOIN execution AS e ON e.id = j.execution ORDER BY j.id");
  rows.all([&found](const store::Statement& row) {
    if (const auto due = due_of(history::decode(row.text(2), row.time(1)))) {
      found.insert_or_assign(row.id<ExecutionId>(0), WakeUp{row.text(3), *due});
    }
    return true;
  });
  return found;
}

}  // namespace sfn::bench
