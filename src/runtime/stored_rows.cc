#include "runtime/stored_rows.h"

#include <fmt/format.h>

#include "base/broken_store.h"
#include "history/codec.h"

namespace sfn::runtime {
namespace {

history::WorkId parse_work(const std::string& key, const char* table, ExecutionId execution) {
  const auto work = history::parse_work_key(key);
  if (work) return *work;
  throw BrokenStore(fmt::format("{} {}", table, raw(execution)),
                    fmt::format("a key of work that is none: {}", as_found(key)));
}

history::Events decode(const store::JournalRow& row) {
  try {
    return history::decode(row.body, row.time);
  } catch (const BrokenStore& error) {
    throw BrokenStore(name_of(row), error.what());
  }
}

}  // namespace

history::Events events_of(const store::JournalRow& row) {
  auto events = decode(row);
  if (static_cast<std::int64_t>(events.size()) == row.events && !events.empty()) return events;
  throw BrokenStore(name_of(row),
                    fmt::format("{} events where there are to be {}", events.size(), row.events));
}

history::ExecutionStarted start_of(const store::ExecutionRecord& record) {
  auto events = events_of(record.first);
  if (auto* started = std::get_if<history::ExecutionStarted>(&events.front())) {
    return std::move(*started);
  }
  throw BrokenStore(name_of(record.first), "does not begin with the start of the execution");
}

history::WorkId work_of(const store::PendingRow& row) {
  return parse_work(row.key, "pending_work, execution", row.execution);
}

history::WorkId work_of(const store::ParentKey& parent) {
  return parse_work(parent.work, "execution, child of", parent.execution);
}

}  // namespace sfn::runtime
