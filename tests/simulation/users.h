// Users: those who ask something of the daemon, at moments and in ways that the dice choose. Names
// are few, so that they clash; what is asked for may be there, have ended, or never have been.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "simulation/daemon.h"
#include "simulation/express_users.h"
#include "simulation/history_readers.h"
#include "simulation/world.h"

namespace sfn::simulation {

/// What every random definition can be started with, and the like that clashes with it.
std::string random_input(engine::Dice& dice);

class Users {
 public:
  explicit Users(World& world) : world_(world), express_(world), readers_(world) {}

  /// Creates the machines that are not there yet.
  void deploy(Daemon& daemon);

  /// One of all the things that users do.
  void act(Daemon& daemon);

  void start(Daemon& daemon);

  /// The one that definitions name.
  void put_activity(Daemon& daemon);
  void remove_activity(Daemon& daemon);

  /// A daemon has begun: reads its signals.
  void follow(Daemon& daemon);
  /// It is gone, and whoever waited for it waits no more.
  void forget();

 private:
  void change_machine(Daemon& daemon);
  void put_machine(Daemon& daemon, std::string name, std::string definition,
                   std::string type = "STANDARD");
  void remove_machine(Daemon& daemon);
  void stop(Daemon& daemon);
  void update_some_map_run(Daemon& daemon);
  void update_map_run(Daemon& daemon, const Whereabouts& asked);
  void inspect(Daemon& daemon);
  void find(Daemon& daemon);
  void list(Daemon& daemon);
  void invoke(Daemon& daemon);
  void purge(Daemon& daemon);
  void read_history(Daemon& daemon);

  std::string some_machine();
  Whereabouts some_execution();
  Whereabouts any_execution();

  World& world_;
  ExpressUsers express_;
  HistoryReaders readers_;
  std::vector<std::string> arns_;  ///< That were acknowledged or asked for.
  runtime::Followers::Subscription subscription_;
  int invocations_ = 0;
};

}  // namespace sfn::simulation
