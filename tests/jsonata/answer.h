// What an expression answers, as a line: JSON text, `nothing`, `a function`, or `!` and the error.
#pragma once

#include <string>
#include <string_view>

#include "jsonata/expression.h"

namespace sfn::jsonata {

struct Question {
  std::string_view expression;
  std::string_view input = {};  ///< JSON text; none where empty.
  Dialect dialect = Dialect::newest();
  Bounds bounds = {};
};

/// Errors as their codes: `!T2001`, or `!` where there is none.
std::string answer(const Question& question);
inline std::string answer(std::string_view expression, std::string_view input = {}) {
  return answer(Question{expression, input});
}

/// The error's text, code included; empty where there is no error.
std::string complaint(const Question& question);

/// The error itself; one without code or text where there is none.
Error error_of(const Question& question);

}  // namespace sfn::jsonata
