// When the next attempt is due. ASL specification, "Retrying after Error".
#pragma once

#include <optional>

#include "asl/state_machine.h"
#include "base/time.h"
#include "engine/states/step.h"

namespace sfn::engine {

/// The moment of the next attempt under this retrier (the `index`th of its state), or nothing where
/// its attempts are used up. The delay is min(IntervalSeconds * BackoffRate^(n-1), MaxDelaySeconds)
/// before the n-th retry; with JitterStrategy FULL it is drawn evenly from zero to that.
std::optional<Timestamp> next_attempt(const asl::Retrier& retrier, std::int64_t index,
                                      const Step& step);

}  // namespace sfn::engine
