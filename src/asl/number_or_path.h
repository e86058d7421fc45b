// Numbers that a definition gives, or that it leaves to the input.
#pragma once

#include <cstdint>
#include <variant>

#include "jsonpath/path.h"

namespace sfn::asl {

/// A number given in the definition, or the path to it in the input.
using NumberOrPath = std::variant<std::int64_t, jsonpath::Path>;

/// A percentage, which may have a fraction, or the path to it.
using PercentageOrPath = std::variant<double, jsonpath::Path>;

}  // namespace sfn::asl
