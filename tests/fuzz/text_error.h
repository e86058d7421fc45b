// What paths and calls of intrinsic functions promise of a text that is neither.
#pragma once

#include "base/result.h"
#include "base/text.h"
#include "fuzz/fuzzers.h"

namespace sfn::fuzz {

/// The error has the name that its module gives it, and a column that lies within the text.
inline void check_text_error(std::string_view text, const Error& error, std::string_view name) {
  constexpr std::string_view kColumn = "column ";
  promise(error.name == name, "a text that cannot be read has a name for that");
  promise(starts_with(error.cause, kColumn), "a text that cannot be read is wrong at a column");
  const auto number = error.cause.substr(kColumn.size(), error.cause.find(':') - kColumn.size());
  const auto column = parse_integer(number).value_or(0);
  promise(column >= 1 && static_cast<std::size_t>(column) <= utf8_length(text) + 1,
          "the column lies within the text");
}

}  // namespace sfn::fuzz
