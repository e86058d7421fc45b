// Away from the loop: where large bodies are parsed and large answers are rendered.
//
// What is small is dealt with at once; what is large goes to a thread and comes back in a later
// turn.
#pragma once

#include <cstddef>
#include <utility>

#include "base/limits.h"
#include "runtime/offload.h"

namespace sfn::api {

/// Of an execution, a state machine or a log line within a listing.
inline constexpr std::size_t kListedBytes = 400;

/// Calls `done` with what `work` gives: within this call where that is about few bytes, else later.
/// Work must own what it touches.
template <typename Work, typename Done>
void away_if_large(const runtime::Offload& offload, std::size_t bytes, Work work, Done done) {
  if (bytes <= limits::kLoopJsonBytesMax) return done(work());
  runtime::compute(offload, std::move(work), std::move(done));
}

}  // namespace sfn::api
