// Why a text is not JSON, in the words of the parser that AWS uses (Jackson). Clients see them
// where a definition, an input or an output is refused.
#pragma once

#include <string>
#include <string_view>

#include "base/json.h"

namespace sfn {

/// What is wrong, and `[Source: (String)"…"; line: 1, column: 4]`: the place behind it.
struct JsonFinding {
  std::string what;
  std::string location;

  /// Both, on two lines.
  std::string text() const;
};

/// What the service would say of `text`, in which parse_json_located() found `error`. Where it
/// would say something that is not known, it is what we say ourselves.
JsonFinding in_service_words(std::string_view text, const JsonError& error);

/// The finding about a text that is not JSON, as a whole.
std::string why_no_json(std::string_view text);

}  // namespace sfn
