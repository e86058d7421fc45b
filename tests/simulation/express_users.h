// ExpressUsers: those who start executions of EXPRESS machines, some of whom wait for the end, and
// look at what they have started as long as it is there.
#pragma once

#include <string>
#include <vector>

#include "simulation/daemon.h"
#include "simulation/history_readers.h"
#include "simulation/world.h"

namespace sfn::simulation {

class ExpressUsers {
 public:
  explicit ExpressUsers(World& world) : world_(world), readers_(world) {}

  /// One of all the things that they do; there must be such machines.
  void act(Daemon& daemon);

  /// The daemon is gone, and whoever waited for it waits no more.
  void forget() { readers_.forget(); }

 private:
  void start(Daemon& daemon);
  void start_sync(Daemon& daemon);
  void find(Daemon& daemon);
  void inspect(Daemon& daemon);
  void read_history(Daemon& daemon);

  runtime::StartRequest some_start();
  const runtime::Started* some_execution();

  World& world_;
  HistoryReaders readers_;
  std::vector<runtime::Started> started_;  ///< In all lives.
  std::int64_t waiting_ = 0;               ///< How many have waited.
};

}  // namespace sfn::simulation
