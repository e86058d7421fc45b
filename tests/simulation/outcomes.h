// How simulated attempts end.
#pragma once

#include "engine/decide.h"
#include "engine/support/random_machine.h"
#include "history/work.h"

namespace sfn::simulation {

/// What functions answer every day: successes, and errors that retriers and catchers name.
history::TaskOutcome ordinary_outcome(engine::Dice& dice);

/// What nobody expects: names that are empty, reserved or endless, outputs beyond every bound.
history::TaskOutcome wrong_outcome(engine::Dice& dice, const engine::Bounds& bounds);

}  // namespace sfn::simulation
