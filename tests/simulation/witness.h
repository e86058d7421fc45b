// Witness: sees all that crosses the daemon's seams, and passes it on to the ledger, the checkers
// and the trace.
#pragma once

#include <string>
#include <vector>

#include "simulation/checkers/checkers.h"
#include "simulation/faults.h"
#include "simulation/trace.h"

namespace sfn::simulation {

class Witness {
 public:
  Witness(const support::SimulatedDisk& disk, std::vector<items::ObjectStore*> objects,
          const engine::Bounds& bounds, Trace::Write write);

  // ---- what crosses the seams
  void committed(const store::Batch& batch);
  void task_begun(const tasks::TaskRequest& request);
  void task_went_ahead(const AttemptKey& key);
  void task_cancelled(const AttemptKey& key);
  void task_reported(const AttemptKey& key, const history::TaskOutcome& outcome);
  void invocation_attempted(const store::InvocationRow& row);
  void claimed(const Claim& claim);
  /// Returns the question's number.
  std::int64_t asked(std::string_view what);
  void answered(std::int64_t question);
  /// Looks which of the closed executions the disk has let go.
  void purged();

  // ---- what becomes of the daemon
  void fault(Fault fault);
  void born();
  void crashed();
  void at_rest();
  void all_done();
  void quiet();

  /// A finding that no checker makes.
  void report(Finding finding) { findings_.push_back(std::move(finding)); }

  /// What the checkers may see of the clock.
  void show_clock(Timestamp now, std::optional<Timestamp> next_wake);

  const Ledger& ledger() const { return ledger_; }
  const std::set<ExecutionId>& express_running() const { return view_.express_running; }
  const Findings& findings() const { return findings_; }
  const Tally& tally() const { return tally_; }
  std::uint64_t digest() const { return trace_.digest(); }

 private:
  template <typename... Arguments, typename... Values>
  void tell(void (Checker::*what)(Arguments...), const Values&... values) {
    for (const auto& checker : checkers_) (checker.get()->*what)(values...);
  }

  /// Tells those that look at executions of EXPRESS machines, or all others.
  template <typename... Arguments, typename... Values>
  void tell_of(bool express, void (Checker::*what)(Arguments...), const Values&... values) {
    for (const auto& checker : checkers_) {
      if (checker->watches_express() == express) (checker.get()->*what)(values...);
    }
  }
  void follow(const runtime::ExecutionChange& change);

  Ledger ledger_;
  View view_;
  Findings findings_;
  std::vector<CheckerPtr> checkers_;
  Trace trace_;
  Tally tally_;
  std::int64_t questions_ = 0;
};

}  // namespace sfn::simulation
