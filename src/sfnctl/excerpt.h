// Excerpt: the line of a text that a message is about, with what is meant underlined.
#pragma once

#include <string>

#include "base/json_positions.h"

namespace sfn::sfnctl {

struct Excerpt {
  std::string line;       ///< `   12 │     "Next": "Foo"`
  std::string underline;  ///< `      │             ^^^^^`
};

/// Of a part that goes over several lines, the first one. What is long is cut around the part, and
/// what no terminal should be sent becomes blanks.
Excerpt excerpt_of(const TextLines& lines, TextPosition begin, TextPosition end);

}  // namespace sfn::sfnctl
