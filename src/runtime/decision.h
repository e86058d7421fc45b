// Decision: what the engine has made of a command, wherever that was worked out.
//
// Most are worked out on the loop. One that would take too long there is refused by the engine and
// worked out again on a thread, from the same facts: pure work does not care.
#pragma once

#include <cstdint>
#include <string>

#include "asl/state_machine.h"
#include "base/result.h"
#include "base/time.h"
#include "engine/decide.h"

namespace sfn::runtime {

struct Decision {
  Timestamp time;
  std::int64_t events = 0;  ///< One at least.
  std::string body;         ///< The events as the journal keeps them.
  engine::WorkChange change;
  engine::Births births;  ///< What is to begin in the same commit.
};

/// Runs the engine, which changes `execution`. Errors: those of engine::run, after which it has
/// not changed.
Result<Decision> work_out(const asl::StateMachine& machine, engine::Execution& execution,
                          const engine::Command& command, const engine::Facts& facts,
                          const engine::Bounds& bounds);

}  // namespace sfn::runtime
