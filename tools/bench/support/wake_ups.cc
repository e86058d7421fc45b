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

// What follows the row in which an execution fell asleep is what woke it.
std::map<ExecutionId, WakeUp> wake_ups(const std::filesystem::path& database) {
  std::map<ExecutionId, WakeUp> found;
  const auto opened = store::Database::open_for_reading(database.string());
  auto rows = opened.prepare("SELECT execution, time, body FROM journal ORDER BY id");
  rows.all([&found](const store::Statement& row) {
    const auto execution = row.id<ExecutionId>(0);
    const auto known = found.find(execution);
    if (known != found.end() && !known->second.left) known->second.left = row.time(1);
    if (const auto due = due_of(history::decode(row.text(2), row.time(1)))) {
      found.insert_or_assign(execution, WakeUp{*due, std::nullopt});
    }
    return true;
  });
  return found;
}

Samples lateness_ms(const std::map<ExecutionId, WakeUp>& wake_ups) {
  Samples samples;
  for (const auto& [id, wake_up] : wake_ups) {
    if (wake_up.left) samples.push_back(static_cast<double>((*wake_up.left - wake_up.due).count()));
  }
  return samples;
}

}  // namespace sfn::bench
