#include "runtime/layered_store.h"

#include <algorithm>
#include <utility>

#include "runtime/execution_numbers.h"

namespace sfn::runtime {
namespace {

// A listing that has come to a volatile execution goes on with the stored ones that are older.
store::ExecutionFilter for_stored(store::ExecutionFilter filter) {
  if (filter.before && is_volatile(*filter.before)) {
    filter.before = next(stored_before(*filter.before));
  }
  return filter;
}

std::vector<store::ExecutionRow> merged(std::vector<store::ExecutionRow> above,
                                        std::vector<store::ExecutionRow> below,
                                        std::int64_t limit) {
  if (above.empty()) return below;
  std::vector<store::ExecutionRow> rows;
  rows.reserve(above.size() + below.size());
  std::merge(std::make_move_iterator(above.begin()), std::make_move_iterator(above.end()),
             std::make_move_iterator(below.begin()), std::make_move_iterator(below.end()),
             std::back_inserter(rows),
             [](const auto& a, const auto& b) { return is_newer(a.id, b.id); });
  if (static_cast<std::int64_t>(rows.size()) > limit) {
    rows.resize(static_cast<std::size_t>(limit));
  }
  return rows;
}

store::StatusCounts sum(const store::StatusCounts& a, const store::StatusCounts& b) {
  return {a.running + b.running, a.succeeded + b.succeeded, a.failed + b.failed,
          a.timed_out + b.timed_out, a.aborted + b.aborted};
}

}  // namespace

template <typename T>
void LayeredStore::answer(Done<T> done, T value) {
  post_(lifetime_.guard(
      [done = std::move(done), value = std::move(value)]() mutable { done(std::move(value)); }));
}

// ---- what is answered from memory, or from both

void LayeredStore::journal(store::JournalRange range, Done<std::vector<store::JournalRow>> done) {
  if (!is_volatile(range.execution)) return below_.journal(range, std::move(done));
  answer(std::move(done), above_.journal(range));
}

void LayeredStore::history(store::HistoryRange range, Done<std::vector<store::JournalRow>> done) {
  if (!is_volatile(range.execution)) return below_.history(range, std::move(done));
  answer(std::move(done), above_.history(range));
}

void LayeredStore::find_execution(store::MachineId machine, std::string name,
                                  Done<std::optional<store::ExecutionRecord>> done) {
  auto found = above_.find(machine, name);
  if (!found) return below_.find_execution(machine, std::move(name), std::move(done));
  answer(std::move(done), std::move(found));
}

void LayeredStore::execution(ExecutionId id, Done<std::optional<store::ExecutionRecord>> done) {
  if (!is_volatile(id)) return below_.execution(id, std::move(done));
  answer(std::move(done), above_.record(id));
}

void LayeredStore::find_child(store::ParentKey parent,
                              Done<std::optional<store::ExecutionRow>> done) {
  if (!is_volatile(parent.execution)) return below_.find_child(std::move(parent), std::move(done));
  answer(std::move(done), std::optional<store::ExecutionRow>());
}

void LayeredStore::children(store::ChildrenRange range,
                            Done<std::vector<store::ExecutionRecord>> done) {
  below_.children(range, std::move(done));
}

void LayeredStore::executions(store::ExecutionFilter filter,
                              Done<std::vector<store::ExecutionRow>> done) {
  const auto limit = filter.limit;
  auto above = above_.list(filter);
  below_.executions(for_stored(std::move(filter)),
                    [above = std::move(above), limit,
                     done = std::move(done)](std::vector<store::ExecutionRow> below) mutable {
                      done(merged(std::move(above), std::move(below), limit));
                    });
}

void LayeredStore::count_executions(store::ExecutionFilter filter, Done<store::StatusCounts> done) {
  const auto above = above_.count(filter);
  below_.count_executions(
      for_stored(std::move(filter)),
      [above, done = std::move(done)](store::StatusCounts below) { done(sum(above, below)); });
}

void LayeredStore::snapshot(ExecutionId id, Done<std::optional<store::SnapshotRow>> done) {
  if (!is_volatile(id)) return below_.snapshot(id, std::move(done));
  answer(std::move(done), std::optional<store::SnapshotRow>());
}

void LayeredStore::unused_machines(std::vector<store::MachineId> among,
                                   Done<std::vector<store::MachineId>> done) {
  const auto is_used = [this](store::MachineId id) { return above_.refer_to(id); };
  among.erase(std::remove_if(among.begin(), among.end(), is_used), among.end());
  below_.unused_machines(std::move(among), std::move(done));
}

// ---- what only the store below knows

void LayeredStore::append(store::Batch batch, std::function<void()> done) {
  below_.append(std::move(batch), std::move(done));
}

void LayeredStore::pending(Timestamp due_before, std::optional<store::PendingRow> after,
                           std::int64_t limit, Done<std::vector<store::PendingRow>> done) {
  below_.pending(due_before, std::move(after), limit, std::move(done));
}

void LayeredStore::definition(store::DefinitionId id,
                              Done<std::optional<store::DefinitionRow>> done) {
  below_.definition(id, std::move(done));
}

void LayeredStore::revision(store::MachineId machine, ExecutionId execution,
                            Done<std::optional<store::RevisionRow>> done) {
  below_.revision(machine, execution, std::move(done));
}

void LayeredStore::purge(store::PurgeRequest request, Done<std::int64_t> done) {
  below_.purge(std::move(request), std::move(done));
}

void LayeredStore::backup(std::string path, Done<Result<void>> done) {
  below_.backup(std::move(path), std::move(done));
}

void LayeredStore::probe(Done<Result<void>> done) { below_.probe(std::move(done)); }

void LayeredStore::info(Done<store::StoreInfo> done) { below_.info(std::move(done)); }

}  // namespace sfn::runtime
