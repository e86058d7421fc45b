// The parser: top-down operator precedence (Pratt), as the grammar of JSONata is defined by it.
#pragma once

#include <string_view>

#include "jsonata/dialect.h"
#include "jsonata/syntax.h"

namespace sfn::jsonata {

/// Parses `source` into `syntax`, as written. Throws Failure.
void parse_into(Syntax& syntax, std::string_view source, const Dialect& dialect);

}  // namespace sfn::jsonata
