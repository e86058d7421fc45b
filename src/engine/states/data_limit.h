// The bounds of a document that a state takes or makes: its bytes as text, and how deep it nests.
//
// Depth has a bound because a loop may wrap its own output again and again, and because whatever is
// recorded must be readable again: no document is deeper than those that are taken from outside.
#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

#include "base/payload.h"
#include "base/result.h"
#include "engine/states/step.h"

namespace sfn::engine {

struct Extent {
  std::size_t bytes = 0;
  std::size_t depth = 0;  ///< Of nested arrays and objects; 0 for a text or a number.
};

Extent extent_of(const Payload& payload);

/// Of the array of the outputs of these scopes, which have ended.
Extent extent_of_outputs(const Step& step, const std::vector<ScopeId>& scopes);

/// States.DataLimitExceeded for a document with too many bytes.
Error size_exceeded(std::string_view who);

/// States.DataLimitExceeded where the extent is past the bounds. `who` has made the document: the
/// name of a state, the ARN of a function, a service.
Result<void> check_extent(const Extent& extent, std::string_view who, const Bounds& bounds);

/// As above, for a document of the step's state; one that the state was given is within the bounds.
Result<void> check_extent(const Payload& payload, const Step& step);

}  // namespace sfn::engine
