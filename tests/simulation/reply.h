// Replies: what the daemon answers reaches the witness, if the daemon lives to send it.
#pragma once

#include <functional>
#include <string_view>
#include <utility>

#include "simulation/daemon.h"
#include "simulation/world.h"

namespace sfn::simulation {

/// Asks the question; the answer is told once, as the claim that `claim` makes of it.
template <typename T, typename Make>
std::function<void(T)> reply(World& world, Daemon& daemon, std::string_view what, Make claim) {
  const auto question = world.witness.asked(what);
  return [&world, &daemon, question, claim = std::move(claim)](T answer) {
    if (!daemon.life().reach()) return;
    world.witness.answered(question);
    world.witness.claimed(claim(std::move(answer)));
  };
}

}  // namespace sfn::simulation
