// The value of a field of a JSONata state: JSON in which each string `{% … %}` is an expression.
// Developer guide, "Transforming data with JSONata".
#pragma once

#include <algorithm>
#include <map>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/json.h"
#include "jsonata/expression.h"

namespace sfn::asl {

/// What stands between `{%` and `%}`, without the blanks around it; parsed once, for all
/// executions.
struct JsonataExpression {
  jsonata::Expression expression;
  std::vector<std::string> variables = {};  ///< That it reads, `states` excepted.
  /// What it reads of `$states`: `input`, …; an empty name where it reads the whole.
  std::vector<std::string> of_states = {};

  const std::string& text() const { return expression.source(); }
  bool reads_states(std::string_view member) const {
    return std::any_of(of_states.begin(), of_states.end(), [member](const std::string& name) {
      return name.empty() || name == member;
    });
  }
  friend bool operator==(const JsonataExpression& a, const JsonataExpression& b) {
    return a.text() == b.text();
  }
};

/// A value that was read: what is constant stays JSON. Immutable.
struct JsonataTemplate {
  struct Member;
  using Object = std::vector<Member>;
  using Array = std::vector<JsonataTemplate>;

  /// A constant (with nothing to evaluate inside), an expression, or an object or array with one
  /// inside.
  std::variant<Json, JsonataExpression, Object, Array> node;

  friend bool operator==(const JsonataTemplate&, const JsonataTemplate&) = default;
};

struct JsonataTemplate::Member {
  std::string name;
  JsonataTemplate value;
  friend bool operator==(const Member&, const Member&) = default;
};

/// The fields of a JSONata state that have to be evaluated, or that the other query language does
/// not have; by location, as AWS's errors name it: `Output`, `Choices[1]/Condition`.
using JsonataFields = std::map<std::string, JsonataTemplate, std::less<>>;

}  // namespace sfn::asl
