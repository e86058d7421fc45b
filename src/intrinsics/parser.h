// From an expression's text to its syntax tree. Private to the module.
#pragma once

#include <string_view>
#include <vector>

#include "base/result.h"
#include "intrinsics/syntax.h"

namespace sfn::intrinsics {

struct Syntax {
  Call call;
  std::vector<jsonpath::Path> paths;
};

/// See Expression::parse.
Result<Syntax> parse_expression(std::string_view text, int nesting_max);

}  // namespace sfn::intrinsics
