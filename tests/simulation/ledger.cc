#include "simulation/ledger.h"

#include "engine/decide.h"
#include "history/codec.h"

namespace sfn::simulation {

SeenCommit see(const store::Batch& batch) {
  SeenCommit commit{batch, {}};
  for (const auto& row : batch.journal) {
    commit.rows.push_back({row, history::decode(row.body, row.time)});
  }
  return commit;
}

std::optional<engine::Execution> LedgerEntry::value_after(std::int64_t events) const {
  engine::Execution fold;
  for (const auto& seen : rows) {
    if (fold.events >= events) break;
    for (const auto& event : seen.events) engine::apply(fold, event);
  }
  return fold.events == events ? std::optional(std::move(fold)) : std::nullopt;
}

const history::Event* LedgerEntry::event(EventId id) const {
  for (const auto& seen : rows) {
    if (raw(id) >= raw(seen.row.first_public) + seen.row.publics) continue;
    for (const auto& event : seen.events) {
      const auto* link = history::link_of(event);
      if (link != nullptr && link->id == id) return &event;
    }
  }
  return nullptr;
}

void Ledger::enter(const SeenCommit& commit) {
  last_commit_ = commit.batch.id;
  for (const auto& change : commit.batch.catalogue) enter(change);
  for (const auto& row : commit.batch.started) executions_[row.id].row = row;
  for (const auto& end : commit.batch.ended) {
    auto& row = executions_[end.id].row;
    row.status = end.status;
    row.stopped = end.stopped;
  }
  for (const auto& seen : commit.rows) {
    auto& entry = executions_[seen.row.execution];
    entry.rows.push_back(seen);
    for (const auto& event : seen.events) engine::apply(entry.value, event);
    by_arn_.insert_or_assign(entry.value.arn, seen.row.execution);
  }
}

void Ledger::enter(const store::CatalogueChange& change) {
  has_resources_ |= std::holds_alternative<store::ResourceRow>(change);
  if (const auto* machine = std::get_if<store::MachineRow>(&change)) {
    machines_.insert_or_assign(machine->arn, *machine);
  } else if (const auto* invocation = std::get_if<store::InvocationRow>(&change)) {
    invocations_.insert_or_assign(invocation->request_id, *invocation);
    accepted_.insert(invocation->request_id);
  } else if (const auto* over = std::get_if<store::RemoveInvocation>(&change)) {
    invocations_.erase(over->request_id);
  }
}

const LedgerEntry* Ledger::find(ExecutionId id) const {
  const auto found = executions_.find(id);
  return found == executions_.end() ? nullptr : &found->second;
}

const LedgerEntry* Ledger::find(std::string_view arn) const {
  const auto found = by_arn_.find(arn);
  return found == by_arn_.end() ? nullptr : find(found->second);
}

}  // namespace sfn::simulation
