#include "runtime/decision_rows.h"

#include <utility>

namespace sfn::runtime {
namespace {

store::JournalRow journal_row(const LoadedExecution& execution, const Before& before,
                              Decision& decision) {
  return {.execution = execution.id,
          .first_seq = before.seq,
          .events = decision.events,
          .first_public = next(before.last_public),
          .publics = raw(execution.value.last_event) - raw(before.last_public),
          .time = decision.time,
          .body = std::move(decision.body)};
}

std::optional<store::ParentKey> parent_key(const std::optional<history::ParentLink>& parent) {
  if (!parent) return std::nullopt;
  return store::ParentKey{parent->execution, to_key(parent->work)};
}

store::ExecutionRow execution_row(const LoadedExecution& execution) {
  return {.id = execution.id,
          .machine = execution.machine,
          .definition = execution.definition,
          .name = execution.name,
          .role_arn = execution.value.role_arn,
          .status = store::ExecutionStatus::Running,
          .started = execution.value.started,
          .stopped = std::nullopt,
          .parent = parent_key(execution.value.parent),
          .items = execution.items};
}

void add_pending(store::Batch& rows, const LoadedExecution& execution,
                 const engine::WorkChange& change) {
  for (const auto& work : change.gone) rows.pending_gone.push_back({execution.id, to_key(work.id)});
  for (const auto& work : change.begun) {
    rows.pending_new.push_back(
        {execution.id, to_word(work.id.kind), to_key(work.id), history::due_of(work)});
  }
}

}  // namespace

Before before_decision(const LoadedExecution& execution) {
  return {.seq = execution.next_seq,
          .last_public = execution.value.last_event,
          .was_started = execution.value.status != engine::Status::NotStarted,
          .was_running = execution.value.is_running()};
}

bool has_just_ended(const LoadedExecution& execution, const Before& before) {
  return !execution.value.is_running() && (before.was_running || !before.was_started);
}

store::Batch decision_rows(const LoadedExecution& execution, const Before& before,
                           Decision& decision) {
  store::Batch rows;
  rows.journal.push_back(journal_row(execution, before, decision));
  if (!before.was_started) rows.started.push_back(execution_row(execution));
  if (has_just_ended(execution, before)) {
    rows.ended.push_back({execution.id, status_of(execution.value), decision.time});
  }
  add_pending(rows, execution, decision.change);
  return rows;
}

}  // namespace sfn::runtime
