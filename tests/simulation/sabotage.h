// Sabotage of what the store writes.
#pragma once

#include "simulation/world.h"
#include "store/records.h"

namespace sfn::simulation {

/// Makes the batch wrong, now and then, where this is the sabotage.
void spoil(Sabotage sabotage, engine::Dice& dice, store::Batch& batch);

}  // namespace sfn::simulation
