// ExpressUsers: those who start executions of EXPRESS machines, some of whom wait for the end, and
// look at what they have started as long as it is there.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "runtime/history_tail.h"
#include "simulation/daemon.h"
#include "simulation/world.h"

namespace sfn::simulation {

class ExpressUsers {
 public:
  explicit ExpressUsers(World& world) : world_(world) {}

  /// One of all the things that they do; there must be such machines.
  void act(Daemon& daemon);

  /// The daemon is gone, and whoever waited for it waits no more.
  void forget() { tails_.clear(); }

 private:
  void start(Daemon& daemon);
  void start_sync(Daemon& daemon);
  void find(Daemon& daemon);
  void inspect(Daemon& daemon);
  void read_history(Daemon& daemon);
  void next_page(Daemon& daemon, const std::shared_ptr<runtime::HistoryTail>& tail,
                 ExecutionId execution, EventId after);

  runtime::StartRequest some_start();
  const runtime::Started* some_execution();

  World& world_;
  std::vector<runtime::Started> started_;  ///< In all lives.
  std::vector<std::shared_ptr<runtime::HistoryTail>> tails_;
  std::int64_t waiting_ = 0;  ///< How many have waited.
};

}  // namespace sfn::simulation
