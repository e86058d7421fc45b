#include "simulation/flaky_store.h"

#include <utility>

#include "simulation/sabotage.h"

namespace sfn::simulation {

using namespace store;  // NOLINT: rows by their names

FlakyStore::FlakyStore(World& world, Life& life, std::function<void(std::function<void()>)> post)
    : world_(world),
      life_(life),
      inner_({.files = world.files,
              .post =
                  [this, post = std::move(post)](std::function<void()> turn) {
                    world_.after(pause(), Agenda::Of::Store,
                                 [post, turn = std::move(turn)] { post(turn); });
                  },
              .fatal = [this](const std::string&) { life_.end(); }}) {
  inner_.hold_commits();
  inner_.set_commit_cost(world_.plan.commit_cost);
}

milliseconds FlakyStore::pause() {
  return milliseconds(one_of(world_.dice, {0, 0, 0, 1, 1, 2, 5}));
}

// ---- writing

void FlakyStore::append(Batch batch, std::function<void()> done) {
  if (!life_.reach()) return;
  if (world_.sabotage == Sabotage::AcknowledgeEarly) {
    world_.after(milliseconds(0), Agenda::Of::Store, std::exchange(done, [] {}));
  } else if (!writing_.empty()) {
    world_.witness.report({"limits_hold", "a batch was handed over before the last was durable"});
  }
  if (!batch.snapshots.empty() &&
      world_.strikes(world_.plan.rates.snapshot_lost, Fault::SnapshotLost)) {
    batch.snapshots.clear();
  }
  spoil(world_.sabotage, world_.dice, batch);
  writing_.push_back(batch);
  inner_.append(std::move(batch), std::move(done));
  const bool stalls = world_.strikes(world_.plan.rates.commit_stalls, Fault::CommitStalled);
  world_.after(stalls ? milliseconds(500 + world_.dice.roll(5'000)) : pause(), Agenda::Of::Store,
               [this] { write(); });
}

void FlakyStore::write() {
  if (writing_.empty()) return;
  if (world_.strikes(world_.plan.rates.commit_fails, Fault::CommitLost)) {
    writing_.clear();
    inner_.fail_next_commit();
    return inner_.commit_next();
  }
  commit();
  if (world_.strikes(world_.plan.rates.commit_fails, Fault::CommitUnacknowledged)) life_.end();
}

void FlakyStore::commit() {
  const auto batch = std::move(writing_.front());
  writing_.pop_front();
  inner_.commit_next();
  world_.witness.committed(batch);
  if (world_.sabotage == Sabotage::ForgetCommits && world_.dice.once_in(4)) {
    world_.old_disk = world_.files.at("sfn.db");
  }
}

void FlakyStore::die() {
  if (!writing_.empty() && world_.dice.once_in(2)) commit();
  if (world_.sabotage == Sabotage::ForgetCommits) world_.files.at("sfn.db") = world_.old_disk;
}

// ---- reading: what is asked now is read a little later, and answered later still

void FlakyStore::read(std::function<void()> query) {
  if (!life_.reach()) return;
  const bool stalls = world_.strikes(world_.plan.rates.query_stalls, Fault::QueryStalled);
  world_.after(stalls ? milliseconds(100 + world_.dice.roll(3'000)) : pause(), Agenda::Of::Store,
               std::move(query));
}

void FlakyStore::journal(JournalRange range, Done<std::vector<JournalRow>> done) {
  read([this, range, done] { inner_.journal(range, done); });
}

void FlakyStore::history(HistoryRange range, Done<std::vector<JournalRow>> done) {
  read([this, range, done] { inner_.history(range, done); });
}

void FlakyStore::find_execution(MachineId machine, std::string name,
                                Done<std::optional<ExecutionRecord>> done) {
  read([this, machine, name, done] { inner_.find_execution(machine, name, done); });
}

void FlakyStore::execution(ExecutionId id, Done<std::optional<ExecutionRecord>> done) {
  read([this, id, done] { inner_.execution(id, done); });
}

void FlakyStore::find_child(ParentKey parent, Done<std::optional<ExecutionRow>> done) {
  read([this, parent, done] { inner_.find_child(parent, done); });
}

void FlakyStore::children(ChildrenRange range, Done<std::vector<ExecutionRecord>> done) {
  read([this, range, done] { inner_.children(range, done); });
}

void FlakyStore::executions(ExecutionFilter filter, Done<std::vector<ExecutionRow>> done) {
  read([this, filter, done] { inner_.executions(filter, done); });
}

void FlakyStore::count_executions(ExecutionFilter filter, Done<StatusCounts> done) {
  read([this, filter, done] { inner_.count_executions(filter, done); });
}

void FlakyStore::pending(Timestamp due_before, std::optional<PendingRow> after, std::int64_t limit,
                         Done<std::vector<PendingRow>> done) {
  read([this, due_before, after, limit, done] { inner_.pending(due_before, after, limit, done); });
}

void FlakyStore::snapshot(ExecutionId id, Done<std::optional<SnapshotRow>> done) {
  read([this, id, done] {
    inner_.snapshot(id, [this, done](std::optional<SnapshotRow> row) {
      if (row && world_.strikes(world_.plan.rates.snapshot_damaged, Fault::SnapshotDamaged)) {
        damage(*row);
      }
      done(std::move(row));
    });
  });
}

void FlakyStore::damage(SnapshotRow& row) {
  auto& body = row.body;
  const auto place = static_cast<std::size_t>(world_.dice.roll(static_cast<int>(body.size())));
  switch (world_.dice.roll(4)) {
    case 0:
      return body.resize(place);
    case 1:
      row.seq = next(row.seq);
      return;
    case 2:
      row.seq = EventSeq{0};
      return;
    default:
      body[place] = static_cast<char>(body[place] ^ (1 << world_.dice.roll(8)));
  }
}

void FlakyStore::definition(DefinitionId id, Done<std::optional<DefinitionRow>> done) {
  read([this, id, done] { inner_.definition(id, done); });
}

void FlakyStore::revision(MachineId machine, ExecutionId execution,
                          Done<std::optional<RevisionRow>> done) {
  read([this, machine, execution, done] { inner_.revision(machine, execution, done); });
}

void FlakyStore::unused_machines(std::vector<MachineId> among, Done<std::vector<MachineId>> done) {
  read([this, among, done] { inner_.unused_machines(among, done); });
}

void FlakyStore::purge(PurgeRequest request, Done<std::int64_t> done) {
  read([this, request, done] {
    inner_.purge(request, done);
    world_.witness.purged();
  });
}

void FlakyStore::backup(std::string path, Done<Result<void>> done) {
  read([this, path, done] { inner_.backup(path, done); });
}

void FlakyStore::probe(Done<Result<void>> done) {
  read([this, done] { inner_.probe(done); });
}

void FlakyStore::info(Done<StoreInfo> done) {
  read([this, done] { inner_.info(done); });
}

}  // namespace sfn::simulation
