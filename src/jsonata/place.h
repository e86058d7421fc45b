// Where in an expression's text an error is, for carets and counts.
#pragma once

#include <algorithm>
#include <optional>
#include <string_view>

#include "base/json_positions.h"
#include "base/text.h"
#include "jsonata/error.h"

namespace sfn::jsonata {

/// The token that is meant, or the character before the place that is known; empty at the end of
/// the text. Nothing where no place is known.
inline std::optional<TextSpan> span_of(const Error& error, std::string_view source) {
  if (!error.offset) return std::nullopt;
  const auto end = std::min(*error.offset, source.size());
  const auto before = source.substr(0, end);
  if (error.token == "(end)") return TextSpan{end, end};
  if (!error.token.empty() && ends_with(before, error.token)) {
    return TextSpan{end - error.token.size(), end};
  }
  auto begin = end == 0 ? 0 : end - 1;
  while (begin > 0 && (static_cast<unsigned char>(source[begin]) & 0xC0) == 0x80) --begin;
  return TextSpan{begin, end};
}

}  // namespace sfn::jsonata
