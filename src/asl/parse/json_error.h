// Why a definition is not JSON, in the words of the parser that AWS uses (Jackson). Private to the
// module.
#pragma once

#include <string_view>

#include "asl/diagnostics.h"
#include "base/json.h"

namespace sfn::asl {

/// The finding INVALID_JSON_DESCRIPTION for `error` in `text`.
Diagnostic describe_json_error(std::string_view text, const JsonError& error);

}  // namespace sfn::asl
