// Away from the loop: where large bodies are parsed and large answers are rendered.
//
// Parsing takes some twenty nanoseconds a byte. What is small is dealt with at once; what is large
// goes to a thread and comes back in a later turn.
#pragma once

#include <cstddef>
#include <utility>

#include "runtime/offload.h"

namespace sfn::api {

/// Bytes of JSON that a turn of the loop may parse, render or free in passing.
inline constexpr std::size_t kLoopBytesMax = 32 * 1'024;

/// Calls `done` with what `work` gives: within this call where that is about few bytes, else later.
/// Work must own what it touches.
template <typename Work, typename Done>
void away_if_large(const runtime::Offload& offload, std::size_t bytes, Work work, Done done) {
  if (bytes <= kLoopBytesMax) return done(work());
  runtime::compute(offload, std::move(work), std::move(done));
}

}  // namespace sfn::api
