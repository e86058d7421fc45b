#include "runtime/execution_cache.h"

#include "base/check.h"
#include "runtime/execution_numbers.h"

namespace sfn::runtime {

// ---- visits

void ExecutionCache::visit(ExecutionId id, Visit visit) {
  const auto found = slots_.find(id);
  if (found == slots_.end()) return queue(id, std::move(visit));
  if (found->second.away) return mailboxes_[id].push_back(std::move(visit));
  use(found->second);
  visit(found->second.execution.get());
}

bool ExecutionCache::try_visit(ExecutionId id, Visit visit) {
  const auto mailbox = mailboxes_.find(id);
  if (mailbox != mailboxes_.end() && mailbox->second.size() >= kMailboxMax) return false;
  this->visit(id, std::move(visit));
  return true;
}

void ExecutionCache::queue(ExecutionId id, Visit visit) {
  auto& mailbox = mailboxes_[id];
  mailbox.push_back(std::move(visit));
  if (mailbox.size() > 1) return;
  to_load_.push_back(id);
  load_next();
}

void ExecutionCache::load_next() {
  while (loading_ < kLoadsMax && !to_load_.empty()) {
    const auto id = to_load_.front();
    to_load_.pop_front();
    ++loading_;
    parts_.loader.load(id, [this, id](std::unique_ptr<LoadedExecution> execution) {
      loaded(id, std::move(execution));
    });
  }
}

void ExecutionCache::loaded(ExecutionId id, std::unique_ptr<LoadedExecution> execution) {
  --loading_;
  const bool was_busy = is_busy();
  if (execution) {
    ++parts_.statistics.loads;
    add(std::move(execution));
    deliver(id);
  } else {
    deliver_nothing(id);
  }
  evict();
  load_next();
  tell_of_rest(was_busy);
}

void ExecutionCache::leave(const LoadedExecution& execution) {
  auto& slot = slots_.at(execution.id);
  pin(slot);
  slot.away = true;
}

void ExecutionCache::come_back(ExecutionId id, const Visit& change) {
  const bool was_busy = is_busy();
  auto& slot = slots_.at(id);
  slot.away = false;
  change(slot.execution.get());
  deliver(id);
  tell_of_rest(was_busy);
}

// Until one of them leads the execution away again, or others in the loop must have their turn:
// each visit may decide something. What a visit asks for in turn finds the execution there and need
// not queue behind the others: it comes from the visit before them.
void ExecutionCache::deliver(ExecutionId id) {
  for (std::size_t delivered = 0; mailboxes_.contains(id) && !slots_.at(id).away; ++delivered) {
    auto& slot = slots_.at(id);
    if (delivered == kVisitsPerTurn) {
      leave(*slot.execution);
      return parts_.post(lifetime_.guard([this, id] { come_back(id, [](LoadedExecution*) {}); }));
    }
    const auto mailbox = mailboxes_.find(id);
    const auto visit = std::move(mailbox->second.front());
    mailbox->second.pop_front();
    if (mailbox->second.empty()) mailboxes_.erase(mailbox);
    use(slot);
    visit(slot.execution.get());
  }
  rest(id);
}

void ExecutionCache::deliver_nothing(ExecutionId id) {
  const auto mailbox = std::move(mailboxes_.at(id));
  mailboxes_.erase(id);
  for (const auto& visit : mailbox) visit(nullptr);
}

void ExecutionCache::tell_of_rest(bool was_busy) {
  if (was_busy && !is_busy() && on_rest_) on_rest_();
}

// ---- what is in memory

LoadedExecution& ExecutionCache::insert(std::unique_ptr<LoadedExecution> execution) {
  return *add(std::move(execution)).execution;
}

std::optional<ExecutionId> ExecutionCache::find(store::MachineId machine,
                                                std::string_view name) const {
  const auto found = names_.find({machine, std::string(name)});
  return found == names_.end() ? std::nullopt : std::optional(found->second);
}

ExecutionCache::Slot& ExecutionCache::add(std::unique_ptr<LoadedExecution> execution) {
  const auto id = execution->id;
  names_.emplace(Name(execution->machine, execution->name), id);
  auto& slot = slots_[id];
  SFN_CHECK(slot.execution == nullptr);
  slot.execution = std::move(execution);
  slot.place = idle_.insert(idle_.begin(), id);
  measure(slot);
  return slot;
}

void ExecutionCache::use(Slot& slot) {
  if (!slot.pinned) idle_.splice(idle_.begin(), idle_, slot.place);
}

void ExecutionCache::pin(Slot& slot) {
  if (std::exchange(slot.pinned, true)) return;
  idle_.erase(slot.place);
}

void ExecutionCache::changed(LoadedExecution& execution, std::size_t bytes) {
  auto& slot = slots_.at(execution.id);
  pin(slot);
  slot.untold = true;
  slot.grown += bytes;
  if (slot.grown > slot.bytes)
    measure(slot);  // Doubling keeps the cost of measuring in proportion.
}

void ExecutionCache::made_durable(ExecutionId id, CommitId commit) {
  auto& slot = slots_.at(id);
  slot.durable = commit;
  slot.untold = false;
  rest(id);
}

bool ExecutionCache::is_settled(const Slot& slot) {
  if (is_volatile(slot.execution->id)) return !slot.untold;
  return slot.execution->last_commit <= slot.durable;
}

// Nothing keeps it any more, unless it is away or has events that are not durable.
void ExecutionCache::rest(ExecutionId id) {
  auto& slot = slots_.at(id);
  if (!slot.pinned || slot.away || !is_settled(slot)) return;
  if (slot.execution->is_done_with()) return remove(id);
  if (is_volatile(id)) return;
  slot.place = idle_.insert(idle_.begin(), id);
  slot.pinned = false;
  evict();
}

void ExecutionCache::measure(Slot& slot) {
  bytes_ -= slot.bytes;
  slot.bytes = estimate_bytes(slot.execution->value);
  slot.grown = 0;
  bytes_ += slot.bytes;
}

void ExecutionCache::remove(ExecutionId id) { let_go(take_out(id)); }

// The newest stays whatever its size: somebody has just asked for it.
void ExecutionCache::evict() {
  while (bytes_ > bytes_max_ && idle_.size() > 1) {
    ++parts_.statistics.evictions;
    auto slot = take_out(idle_.back());
    if (parts_.snapshots.wants(*slot.execution, slot.all_bytes())) {
      parts_.snapshots.write(std::move(slot.execution), slot.all_bytes());
    } else {
      let_go(std::move(slot));
    }
  }
}

ExecutionCache::Slot ExecutionCache::take_out(ExecutionId id) {
  auto slot = std::move(slots_.extract(id).mapped());
  names_.erase({slot.execution->machine, slot.execution->name});
  bytes_ -= slot.bytes;
  if (!slot.pinned) idle_.erase(slot.place);
  return slot;
}

void ExecutionCache::let_go(Slot slot) {
  if (slot.all_bytes() > kFreedOnLoopBytesMax) free_away(parts_.offload, std::move(slot.execution));
}

}  // namespace sfn::runtime
