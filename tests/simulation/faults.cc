#include "simulation/faults.h"

#include <numeric>

#include "base/check.h"

namespace sfn::simulation {

const char* to_word(Fault fault) {
  switch (fault) {
    case Fault::Crash:
      return "crash";
    case Fault::CrashInRecovery:
      return "crash in recovery";
    case Fault::CommitStalled:
      return "commit stalled";
    case Fault::CommitLost:
      return "commit lost";
    case Fault::CommitUnacknowledged:
      return "commit unacknowledged";
    case Fault::QueryStalled:
      return "query stalled";
    case Fault::SnapshotLost:
      return "snapshot lost";
    case Fault::SnapshotDamaged:
      return "snapshot damaged";
    case Fault::TaskSlow:
      return "task slow";
    case Fault::TaskLost:
      return "task lost";
    case Fault::TaskDoubled:
      return "task doubled";
    case Fault::TaskLate:
      return "task late";
    case Fault::TaskWrong:
      return "task wrong";
    case Fault::TaskStray:
      return "task stray";
    case Fault::TokenLost:
      return "token lost";
    case Fault::TokenLate:
      return "token late";
    case Fault::TokenDoubled:
      return "token doubled";
    case Fault::CallFailed:
      return "invocation failed";
    case Fault::CallLost:
      return "invocation lost";
    case Fault::CallDoubled:
      return "invocation doubled";
    case Fault::ObjectRefused:
      return "object refused";
    case Fault::ObjectChanged:
      return "object changed";
    case Fault::ClockForward:
      return "clock forward";
    case Fault::ClockBack:
      return "clock back";
  }
  SFN_CHECK(!"a fault without a word");
}

std::int64_t Tally::all_faults() const {
  return std::accumulate(faults.begin(), faults.end(), std::int64_t{0});
}

Tally& Tally::operator+=(const Tally& other) {
  runs += other.runs;
  executions += other.executions;
  commits += other.commits;
  events += other.events;
  tasks += other.tasks;
  offers += other.offers;
  children += other.children;
  map_runs += other.map_runs;
  map_children += other.map_children;
  express += other.express;
  stops += other.stops;
  answers += other.answers;
  lives += other.lives;
  for (std::size_t i = 0; i < kFaultKinds; ++i) faults[i] += other.faults[i];
  return *this;
}

}  // namespace sfn::simulation
