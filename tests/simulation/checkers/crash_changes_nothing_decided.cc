// A crash takes back nothing: the disk has every commit that was ever durable, to the letter, what
// users were told stays true, and a task that is begun again is the same task under the same
// request id.
#include <fmt/format.h>

#include "simulation/checkers/checkers.h"

namespace sfn::simulation {
namespace {

class CrashChangesNothingDecided : public Checker {
 public:
  explicit CrashChangesNothingDecided(Post post) : post_(post) {}
  std::string_view name() const override { return "crash_changes_nothing_decided"; }

  void task_begun(const tasks::TaskRequest& request) override {
    const auto [first, is_new] =
        tasks_.try_emplace({request.execution, request.work}, request.task);
    if (is_new || first->second == request.task) return;
    broken(fmt::format("task {} of execution {} became another one", to_key(request.work),
                       raw(request.execution)));
  }

  void claimed(const Claim& claim) override {
    if (const auto* start = std::get_if<StartAnswer>(&claim); start != nullptr && start->answer) {
      told(*start->answer);
    }
    if (const auto* stop = std::get_if<StopAnswer>(&claim); stop != nullptr && stop->answer) {
      const auto* entry = post_.ledger().find(stop->asked.arn);
      if (entry != nullptr && !entry->is_running()) ended_[entry->row.id] = entry->row;
    }
  }

  void crashed() override { look(); }
  void quiet() override { look(); }

 private:
  void told(const runtime::Started& started) {
    const auto* entry = post_.ledger().find(started.arn);
    if (entry == nullptr) return broken("acknowledged and not there: " + started.arn);
    started_.emplace(entry->row.id, started);
  }

  void look() {
    for (const auto& [id, entry] : post_.ledger().executions()) {
      if (!entry.purged) compare(entry);
    }
    for (const auto& [id, started] : started_) {
      const auto* entry = post_.ledger().find(id);
      if (entry->value.arn != started.arn || entry->row.started != started.started) {
        broken("acknowledged and changed: " + started.arn);
      }
    }
    for (const auto& [id, row] : ended_) {
      if (post_.ledger().find(id)->row != row) broken("ended and changed: " + row.name);
    }
    if (post_.view().disk.catalogue().last_commit != post_.ledger().last_commit()) {
      broken("the disk is behind what was durable");
    }
  }

  void compare(const LedgerEntry& entry) {
    const auto record = post_.view().disk.execution(entry.row.id);
    if (!record || record->row != entry.row) return broken("lost or changed: " + entry.value.arn);
    const auto rows = post_.view().disk.journal({entry.row.id, EventSeq{1}, INT64_MAX, SIZE_MAX});
    bool same = rows.size() == entry.rows.size();
    for (std::size_t i = 0; same && i < rows.size(); ++i) same = rows[i] == entry.rows[i].row;
    if (!same) broken("another journal than was durable: " + entry.value.arn);
  }

  void broken(std::string what) { post_.broken(name(), std::move(what)); }

  Post post_;
  std::map<AttemptKey, history::TaskWork> tasks_;
  std::map<ExecutionId, runtime::Started> started_;  ///< As users were told.
  std::map<ExecutionId, store::ExecutionRow> ended_;
};

}  // namespace

CheckerPtr crash_changes_nothing_decided(Post post) {
  return std::make_unique<CrashChangesNothingDecided>(post);
}

}  // namespace sfn::simulation
