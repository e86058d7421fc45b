#include "simulation/witness.h"

#include <fmt/format.h>

#include <algorithm>
#include <exception>

#include "base/overloaded.h"
#include "base/text.h"
#include "runtime/execution_numbers.h"

namespace sfn::simulation {
namespace {

std::string name_of(const AttemptKey& key) {
  return fmt::format("{} of execution {}", to_key(key.work), raw(key.execution));
}

std::string to_line(const history::TaskOutcome& outcome) {
  return std::visit(overloaded{[](const history::TaskSuccess& success) {
                                 return fmt::format("success of {} bytes",
                                                    success.output.text().size());
                               },
                               [](const history::TaskFailure& failure) {
                                 return "failure " + failure.error.value_or("without a name");
                               }},
                    outcome);
}

}  // namespace

Witness::Witness(const support::SimulatedDisk& disk, std::vector<items::ObjectStore*> objects,
                 const engine::Bounds& bounds, Trace::Write write)
    : view_{.ledger = ledger_, .disk = disk, .objects = std::move(objects), .bounds = bounds},
      checkers_(all_checkers(Post(view_, findings_))),
      trace_(std::move(write)) {
  tally_.runs = 1;
}

// ---- what crosses the seams

void Witness::committed(const store::Batch& batch) {
  trace_.add(fmt::format("commit {}", raw(batch.id)));
  for (const auto& row : batch.journal) {
    trace_.add(fmt::format("  {} {} {}", raw(row.execution), to_iso8601(row.time), row.body));
  }
  for (const auto& row : batch.snapshots) {
    trace_.add(fmt::format("  snapshot of {} after {}", raw(row.execution), raw(row.seq)));
  }
  ++tally_.commits;
  tally_.executions += static_cast<std::int64_t>(batch.started.size());
  for (const auto& row : batch.started) {
    if (!row.parent) continue;
    ++(ends_with(row.parent->work, ".children") ? tally_.map_children : tally_.children);
  }
  try {
    const auto seen = see(batch);
    for (const auto& row : seen.rows) {
      tally_.events += row.row.events;
      for (const auto& event : row.events) {
        if (std::holds_alternative<history::ChildStopped>(event)) ++tally_.stops;
        if (std::holds_alternative<history::MapRunConfigured>(event)) ++tally_.map_runs;
      }
    }
    ledger_.enter(seen);
    tell(&Checker::committed, seen);
  } catch (const std::exception& error) {
    findings_.push_back({"replay_equals_live", fmt::format("commit {} cannot be replayed: {}",
                                                           raw(batch.id), error.what())});
  }
}

void Witness::task_begun(const tasks::TaskRequest& request) {
  trace_.add(fmt::format("task {} begun: {} {}", name_of({request.execution, request.work}),
                         request.task.request_id, request.task.parameters.text()));
  ++tally_.tasks;
  tell_of(runtime::is_volatile(request.execution), &Checker::task_begun, request);
}

void Witness::task_went_ahead(const AttemptKey& key) {
  trace_.add(fmt::format("task {} goes ahead", name_of(key)));
  ++tally_.offers;
  tell_of(runtime::is_volatile(key.execution), &Checker::task_went_ahead, key);
}

void Witness::task_cancelled(const AttemptKey& key) {
  trace_.add(fmt::format("task {} cancelled", name_of(key)));
  tell_of(runtime::is_volatile(key.execution), &Checker::task_cancelled, key);
}

void Witness::task_reported(const AttemptKey& key, const history::TaskOutcome& outcome) {
  trace_.add(fmt::format("task {} reported: {}", name_of(key), to_line(outcome)));
  tell_of(runtime::is_volatile(key.execution), &Checker::task_reported, key, outcome);
}

void Witness::invocation_attempted(const store::InvocationRow& row) {
  trace_.add(fmt::format("invocation {}, attempt {}", row.request_id, row.attempts + 1));
  tell(&Checker::invocation_attempted, row);
}

void Witness::claimed(const Claim& claim) {
  trace_.add(simulation::to_line(claim));
  if (const auto* told = std::get_if<ChangeTold>(&claim)) follow(told->change);
  tell_of(is_of_express(claim), &Checker::claimed, claim);
}

void Witness::follow(const runtime::ExecutionChange& change) {
  if (!runtime::is_volatile(change.execution)) return;
  if (change.started) ++tally_.express;
  if (change.started && !change.ended) view_.express_running.insert(change.execution);
  if (change.ended) view_.express_running.erase(change.execution);
}

std::int64_t Witness::asked(std::string_view what) {
  ++questions_;
  trace_.add(fmt::format("question {}: {}", questions_, what));
  tell(&Checker::asked, questions_, what);
  return questions_;
}

void Witness::answered(std::int64_t question) {
  trace_.add(fmt::format("question {} answered", question));
  ++tally_.answers;
  tell(&Checker::answered, question);
}

void Witness::purged() {
  std::vector<ExecutionId> gone;
  for (const auto& [id, entry] : ledger_.executions()) {
    if (!entry.purged && !view_.disk.has_execution(id)) gone.push_back(id);
  }
  for (const auto id : gone) {
    trace_.add(fmt::format("execution {} purged", raw(id)));
    ledger_.purge(id);
    tell(&Checker::purged, id);
  }
}

// ---- what becomes of the daemon

void Witness::fault(Fault fault) {
  trace_.add(fmt::format("fault: {}", to_word(fault)));
  tally_.count(fault);
}

void Witness::born() {
  trace_.add("the daemon begins");
  ++tally_.lives;
}

void Witness::crashed() {
  trace_.add("the daemon is gone");
  view_.express_running.clear();
  tell(&Checker::crashed);
}

void Witness::at_rest() { tell(&Checker::at_rest); }

void Witness::all_done() {
  trace_.add("all is done");
  tell(&Checker::all_done);
}

void Witness::quiet() {
  trace_.add("all was quiet");
  tell(&Checker::quiet);
}

void Witness::show_clock(Timestamp now, std::optional<Timestamp> next_wake) {
  view_.latest = std::max(view_.latest, now);
  view_.next_wake = next_wake;
}

}  // namespace sfn::simulation
