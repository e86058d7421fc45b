// FilterPattern: which messages a filter lets through. CloudWatch Logs user guide, "Filter pattern
// syntax": terms, and conditions on JSON messages; not the space-delimited form, nor regular
// expressions.
//
//   ERROR Exception      both terms        "bad request"   the phrase        (nothing)   everything
//   ERROR -Timeout       without the term  ?ERROR ?WARN    one of the terms
//   { $.level = "error" && ($.code >= 500 || $.user.name NOT EXISTS) }
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace sfn::logs {

/// All of `required` and none of `excluded` must be in the message; of `optional`, one, where
/// nothing is required (CloudWatch ignores them otherwise). Case matters.
struct TermPattern {
  std::vector<std::string> required;
  std::vector<std::string> excluded;
  std::vector<std::string> optional;
};

struct JsonCondition;  // See json_pattern.h.

class FilterPattern {
 public:
  FilterPattern() = default;  ///< Lets everything through.

  /// Errors are InvalidParameterException, and say what is wrong or not supported.
  static Result<FilterPattern> parse(std::string_view text);

  bool matches(std::string_view message) const;

 private:
  TermPattern terms_;
  std::shared_ptr<const JsonCondition> json_;  // Null: the terms decide.
};

}  // namespace sfn::logs
