#include "support/simulated_event_store.h"

#include "base/check.h"

namespace sfn::support {

using namespace store;

SimulatedEventStore::SimulatedEventStore(Options options)
    : options_(std::move(options)), disk_(options_.files[options_.path]) {}

// ---- what the test decides

void SimulatedEventStore::commit_next() {
  SFN_CHECK(!appends_.empty());
  auto [batch, done] = std::move(appends_.front());
  appends_.pop_front();
  if (dead_) return;
  if (fail_next_commit_) {
    dead_ = true;
    return options_.fatal("simulated: the disk failed");
  }
  disk_.commit(batch);
  options_.post(std::move(done));
}

void SimulatedEventStore::release_commits() {
  hold_commits_ = false;
  while (!appends_.empty()) commit_next();
}

void SimulatedEventStore::release_queries() {
  stall_queries_ = false;
  for (auto queries = std::exchange(queries_, {}); const auto& run : queries) run();
}

// ---- EventStore

void SimulatedEventStore::append(Batch batch, std::function<void()> done) {
  appends_.push_back({std::move(batch), std::move(done)});
  if (!hold_commits_) commit_next();
}

void SimulatedEventStore::query(std::function<void()> run) {
  if (stall_queries_) {
    queries_.push_back(std::move(run));
  } else {
    run();
  }
}

template <typename T>
void SimulatedEventStore::answer(const Done<T>& done, T value) {
  if (dead_) return;
  options_.post([done, value = std::move(value)] { done(value); });
}

void SimulatedEventStore::journal(JournalRange range, Done<std::vector<JournalRow>> done) {
  query([this, range, done] { answer(done, disk_.journal(range)); });
}

void SimulatedEventStore::history(HistoryRange range, Done<std::vector<JournalRow>> done) {
  query([this, range, done] { answer(done, disk_.history(range)); });
}

void SimulatedEventStore::find_execution(MachineId machine, std::string name,
                                         Done<std::optional<ExecutionRecord>> done) {
  ++lookups_;
  query([this, machine, name, done] { answer(done, disk_.find_execution(machine, name)); });
}

void SimulatedEventStore::execution(ExecutionId id, Done<std::optional<ExecutionRecord>> done) {
  query([this, id, done] { answer(done, disk_.execution(id)); });
}

void SimulatedEventStore::find_child(ParentKey parent, Done<std::optional<ExecutionRow>> done) {
  query([this, parent, done] { answer(done, disk_.find_child(parent)); });
}

void SimulatedEventStore::children(ChildrenRange range, Done<std::vector<ExecutionRecord>> done) {
  query([this, range, done] { answer(done, disk_.children(range)); });
}

void SimulatedEventStore::executions(ExecutionFilter filter, Done<std::vector<ExecutionRow>> done) {
  query([this, filter, done] { answer(done, disk_.executions(filter)); });
}

void SimulatedEventStore::count_executions(ExecutionFilter filter, Done<StatusCounts> done) {
  query([this, filter, done] { answer(done, disk_.count_executions(filter)); });
}

void SimulatedEventStore::pending(Timestamp due_before, std::optional<PendingRow> after,
                                  std::int64_t limit, Done<std::vector<PendingRow>> done) {
  query([this, due_before, after, limit, done] {
    answer(done, disk_.pending(due_before, after, limit));
  });
}

void SimulatedEventStore::snapshot(ExecutionId id, Done<std::optional<SnapshotRow>> done) {
  query([this, id, done] { answer(done, disk_.snapshot(id)); });
}

void SimulatedEventStore::definition(DefinitionId id, Done<std::optional<DefinitionRow>> done) {
  query([this, id, done] { answer(done, disk_.definition(id)); });
}

void SimulatedEventStore::revision(MachineId machine, ExecutionId execution,
                                   Done<std::optional<RevisionRow>> done) {
  query([this, machine, execution, done] { answer(done, disk_.revision(machine, execution)); });
}

void SimulatedEventStore::unused_machines(std::vector<MachineId> among,
                                          Done<std::vector<MachineId>> done) {
  query([this, among, done] { answer(done, disk_.unused_machines(among)); });
}

void SimulatedEventStore::purge(PurgeRequest request, Done<std::int64_t> done) {
  query([this, request, done] { answer(done, disk_.purge(request)); });
}

void SimulatedEventStore::backup(std::string path, Done<Result<void>> done) {
  query([this, path, done] { answer(done, copy_to(path)); });
}

Result<void> SimulatedEventStore::copy_to(const std::string& path) {
  if (!options_.files.emplace(path, disk_).second) {
    return Error{"BackupFailed", "cannot create " + path + ": File exists"};
  }
  return {};
}

void SimulatedEventStore::probe(Done<Result<void>> done) {
  query([this, done] {
    const auto room = free_bytes_ > 0 ? Result<void>() : Error{"NoSpace", "simulated: disk full"};
    answer(done, room);
  });
}

void SimulatedEventStore::info(Done<StoreInfo> done) {
  query([this, done] { answer(done, StoreInfo{options_.path, 0, free_bytes_, 1}); });
}

}  // namespace sfn::support
