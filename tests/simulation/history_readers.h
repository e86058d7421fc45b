// HistoryReaders: those who read the histories of executions page by page, and wait for what is to
// come.
#pragma once

#include <memory>
#include <vector>

#include "runtime/history_tail.h"
#include "simulation/daemon.h"
#include "simulation/world.h"

namespace sfn::simulation {

class HistoryReaders {
 public:
  explicit HistoryReaders(World& world) : world_(world) {}

  /// Every page after that event is claimed, until the history is over.
  void read(Daemon& daemon, ExecutionId execution, EventId after);

  /// The daemon is gone, and whoever read from it reads no more.
  void forget() { tails_.clear(); }

 private:
  void next_page(Daemon& daemon, const std::shared_ptr<runtime::HistoryTail>& tail,
                 ExecutionId execution, EventId after);

  World& world_;
  std::vector<std::shared_ptr<runtime::HistoryTail>> tails_;
};

}  // namespace sfn::simulation
