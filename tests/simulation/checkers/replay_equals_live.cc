// The value in memory is the fold of what the journal has: whatever lives the daemon has had,
// however often the execution was evicted and loaded again, from a snapshot or without. And so is
// the value that a snapshot on the disk and the journal after it give.
#include <fmt/format.h>

#include "engine/snapshot.h"
#include "simulation/checkers/checkers.h"

namespace sfn::simulation {
namespace {

class ReplayEqualsLive : public Checker {
 public:
  explicit ReplayEqualsLive(Post post) : post_(post) {}
  std::string_view name() const override { return "replay_equals_live"; }

  void claimed(const Claim& claim) override {
    const auto* inspected = std::get_if<InspectAnswer>(&claim);
    if (inspected == nullptr || !inspected->answer) return;
    const auto& live = inspected->answer->value;
    const auto* entry = post_.ledger().find(inspected->answer->id);
    const auto replayed = entry ? entry->value_after(live.events) : std::nullopt;
    if (replayed && *replayed == live) return;
    post_.broken(name(), fmt::format("{} after {} events is another in memory than in its journal",
                                     live.arn, live.events));
  }

  void committed(const SeenCommit& commit) override {
    for (const auto& row : commit.batch.snapshots) {
      const auto* entry = post_.ledger().find(row.execution);
      if (entry == nullptr || !is_fold(row, *entry)) report(row, "when it is written");
    }
  }

  void crashed() override {
    for (const auto& [id, entry] : post_.ledger().executions()) {
      const auto row = post_.view().disk.snapshot(id);
      if (row && !leads_to_the_present(*row, entry)) report(*row, "with the journal after it");
    }
  }

 private:
  static bool is_fold(const store::SnapshotRow& row, const LedgerEntry& entry) {
    const auto value = engine::decode_snapshot(row.body);
    const auto replayed = entry.value_after(raw(row.seq));
    return value && replayed && *value == *replayed;
  }

  // To an execution that runs: others leave no snapshot.
  static bool leads_to_the_present(const store::SnapshotRow& row, const LedgerEntry& entry) {
    if (!entry.is_running() || !is_fold(row, entry)) return false;
    auto value = *engine::decode_snapshot(row.body);
    for (const auto& seen : entry.rows) {
      if (seen.row.first_seq <= row.seq) continue;
      for (const auto& event : seen.events) engine::apply(value, event);
    }
    return value == entry.value;
  }

  void report(const store::SnapshotRow& row, std::string_view when) {
    post_.broken(name(), fmt::format("the snapshot of execution {} after {} events is no fold {}",
                                     raw(row.execution), raw(row.seq), when));
  }

  Post post_;
};

}  // namespace

CheckerPtr replay_equals_live(Post post) { return std::make_unique<ReplayEqualsLive>(post); }

}  // namespace sfn::simulation
