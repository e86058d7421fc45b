#include "simulation/history_readers.h"

namespace sfn::simulation {

void HistoryReaders::read(Daemon& daemon, ExecutionId execution, EventId after) {
  auto& runtime = daemon.runtime();
  tails_.push_back(std::make_shared<runtime::HistoryTail>(
      runtime::HistoryTail::Parts{runtime.store(), runtime.followers(), runtime.offload()},
      execution, after));
  next_page(daemon, tails_.back(), execution, after);
}

// What is kept in memory may be gone before its end is told: then there is a page without events.
void HistoryReaders::next_page(Daemon& daemon, const std::shared_ptr<runtime::HistoryTail>& tail,
                               ExecutionId execution, EventId after) {
  tail->next([this, &daemon, weak = std::weak_ptr(tail), execution,
              after](const runtime::HistoryPage& page) {
    if (!daemon.life().reach()) return;
    world_.witness.claimed(HistoryAnswer{execution, after, page});
    const auto kept = weak.lock();
    if (page.is_over || page.events.empty() || !kept) return;
    next_page(daemon, kept, execution, history::link_of(page.events.back().event)->id);
  });
}

}  // namespace sfn::simulation
