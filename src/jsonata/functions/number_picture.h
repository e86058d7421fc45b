// Number pictures: `#,##0.00`, `01%`, `0.0e0`. XPath and XQuery Functions and Operators 3.1,
// "fn:format-number".
#pragma once

#include <string>
#include <string_view>

#include "jsonata/value.h"

namespace sfn::jsonata::functions {

/// `options`, where not null, has the names of the decimal format's properties ("zero-digit", …).
/// Throws Failure (D3080 to D3093).
std::string format_by_picture(double value, std::string_view picture, const Object* options);

}  // namespace sfn::jsonata::functions
