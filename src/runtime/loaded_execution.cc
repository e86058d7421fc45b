#include "runtime/loaded_execution.h"

#include <unordered_set>

#include "base/check.h"
#include "base/overloaded.h"

namespace sfn::runtime {
namespace {

constexpr std::size_t kNodeBytes = 64;  // Of a map's node and the allocations in it.

class Estimate {
 public:
  std::size_t bytes = 0;

  void node(std::size_t size) { bytes += size + kNodeBytes; }

  void payload(const Payload& payload) {
    if (!seen_.insert(payload.identity()).second) return;
    bytes += kNodeBytes + payload.text().size() * kBytesPerTextByte;
  }

 private:
  std::unordered_set<const void*> seen_;
};

void add(Estimate& estimate, const engine::Scope& scope) {
  estimate.node(sizeof(scope));
  for (const auto& [name, value] : scope.variables) estimate.payload(value);
  if (const auto* entering = std::get_if<engine::Scope::Entering>(&scope.progress)) {
    estimate.payload(entering->upcoming.input);
  } else if (const auto* ended = std::get_if<engine::Scope::Ended>(&scope.progress)) {
    estimate.payload(ended->output);
  }
}

void add(Estimate& estimate, const engine::Visit& visit) {
  estimate.node(sizeof(visit));
  estimate.payload(visit.input);
  if (const auto* mapping = std::get_if<engine::Mapping>(&visit.phase)) {
    estimate.payload(mapping->items);
    estimate.bytes += mapping->scopes.size() * sizeof(ScopeId);
  } else if (const auto* resulted = std::get_if<engine::Resulted>(&visit.phase)) {
    estimate.payload(resulted->result);
  }
}

void add(Estimate& estimate, const engine::MapRun& run) {
  const auto& asked = run.configured;
  estimate.node(sizeof(run) + run.running.size() * (kNodeBytes + 2 * sizeof(std::int64_t)));
  estimate.payload(asked.input);
  estimate.payload(asked.parent_input);
  for (const auto& [name, value] : asked.variables) estimate.payload(value);
  for (const auto* field : {&asked.items, &asked.reader, &asked.batcher, &asked.writer}) {
    if (*field) estimate.payload(**field);
  }
}

}  // namespace

std::size_t estimate_bytes(const engine::Execution& execution) {
  Estimate estimate;
  estimate.node(sizeof(LoadedExecution) + execution.arn.size() * 3);  // Name, ARNs, index entries.
  estimate.payload(execution.input);
  if (execution.map_run) add(estimate, *execution.map_run);
  for (const auto& [id, scope] : execution.scopes) add(estimate, scope);
  for (const auto& [id, visit] : execution.visits) add(estimate, visit);
  for (const auto& [id, work] : execution.outstanding) {
    estimate.node(sizeof(work));
    if (const auto* task = std::get_if<history::TaskWork>(&work.what)) {
      estimate.payload(task->parameters);
    }
  }
  return estimate.bytes;
}

store::ExecutionStatus status_of(const engine::Execution& execution) {
  switch (execution.status) {
    case engine::Status::NotStarted:
    case engine::Status::Running:
      return store::ExecutionStatus::Running;
    case engine::Status::Succeeded:
      return store::ExecutionStatus::Succeeded;
    case engine::Status::Failed:
      return store::ExecutionStatus::Failed;
    case engine::Status::TimedOut:
      return store::ExecutionStatus::TimedOut;
    case engine::Status::Aborted:
      return store::ExecutionStatus::Aborted;
  }
  SFN_CHECK(!"an execution without a status");
}

}  // namespace sfn::runtime
