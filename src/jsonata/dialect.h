// Dialect: which JSONata an expression is written in.
#pragma once

#include <string_view>

namespace sfn::jsonata {

/// Whether it is an operator that came with 2.1.
constexpr bool is_newer_operator(std::string_view text) { return text == "?:" || text == "??"; }

struct Dialect {
  /// `?:` and `??`; Step Functions has 2.0.6, which has neither.
  bool newer_operators = true;
  /// `$eval`, which Step Functions takes away.
  bool eval = true;
  /// `$partition`, `$range`, `$hash`, `$random` with a seed, `$uuid` and `$parse`, which Step
  /// Functions adds.
  bool states_functions = false;

  static constexpr Dialect newest() { return {}; }
  /// As AWS Step Functions has it.
  static constexpr Dialect step_functions() {
    return {.newer_operators = false, .eval = false, .states_functions = true};
  }
  /// The same, beyond the version that the service has.
  static constexpr Dialect newer_step_functions() {
    auto dialect = step_functions();
    dialect.newer_operators = true;
    return dialect;
  }

  friend bool operator==(const Dialect&, const Dialect&) = default;
};

}  // namespace sfn::jsonata
