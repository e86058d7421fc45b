// Workers: those who get task tokens. They return them at once or late, twice or never, show signs
// of life or none, and outlive the daemon.
#pragma once

#include <functional>

#include "history/task_token.h"
#include "simulation/daemon.h"
#include "simulation/world.h"

namespace sfn::simulation {

class Workers {
 public:
  /// `daemon` gives the one that lives.
  Workers(World& world, std::function<Daemon&()> daemon)
      : world_(world), daemon_(std::move(daemon)) {}

  /// Somebody has a token now.
  void take(const history::TaskToken& token);

  /// All that still wait for theirs get it: of some the daemon alone knows.
  void return_all();

 private:
  void return_later(const history::TaskToken& token, milliseconds pause);
  void give_back(const history::TaskToken& token, history::TaskOutcome outcome);
  void beat(const history::TaskToken& token);

  template <typename Claimed>
  runtime::Reply<void> reply(std::string_view what, Claimed claim);

  World& world_;
  std::function<Daemon&()> daemon_;
};

}  // namespace sfn::simulation
