// Daemon: one life of the production runtime, over the simulated seams. It has a loop of its own,
// whose turns are run one by one, and it can die between any two of them, or in the middle of one.
#pragma once

#include <deque>
#include <functional>

#include "simulation/flaky_host.h"
#include "simulation/flaky_store.h"
#include "simulation/life.h"
#include "simulation/world.h"

namespace sfn::simulation {

class Daemon {
 public:
  Daemon(World& world, Life life, FlakyHost::GiveToken give);
  ~Daemon();
  Daemon(const Daemon&) = delete;
  Daemon& operator=(const Daemon&) = delete;

  /// One turn of the loop; false where there is none.
  bool turn();

  /// Rings the alarm if its time has come.
  bool wake();

  bool has_turns() const { return !turns_.empty(); }
  bool is_dead() const { return life_.is_over(); }
  bool has_recovered() const { return has_recovered_; }
  bool has_lost() const { return host_.has_lost(); }

  void kill() { life_.end(); }

  runtime::Runtime& runtime() { return runtime_; }
  Life& life() { return life_; }

 private:
  runtime::RuntimeOptions options() const;
  runtime::RuntimeSeams seams();
  engine::AtMostOnce at_most_once();
  void post(std::function<void()> turn);
  void offload(std::function<void()> work, std::function<void()> done);

  World& world_;
  Life life_;
  std::deque<std::function<void()>> turns_;
  FlakyStore store_;
  FlakyHost host_;
  runtime::Runtime runtime_;
  bool has_recovered_ = false;
};

}  // namespace sfn::simulation
