// Whether the condition of a Choice rule holds. ASL specification, "Choice State", "Data-test
// Expression".
#pragma once

#include "asl/choice_rule.h"
#include "base/result.h"
#include "engine/states/queries.h"

namespace sfn::engine {

/// The verdict. A comparison with a value of another JSON type is false; a path that finds nothing
/// is an error, save under IsPresent. And and Or stop as soon as they can.
Result<bool> holds(const asl::Condition& condition, Queries& queries);

/// Whether `text` matches a StringMatches pattern.
bool matches_pattern(std::string_view pattern, std::string_view text);

}  // namespace sfn::engine
