// Conditions on messages that are JSON objects: the part of the filter pattern syntax in braces.
//
//   pattern    = "{" any "}"
//   any        = all *( "||" all )            all = primary *( "&&" primary )
//   primary    = "(" any ")" / selector ( operator value / "IS" ("NULL"/"TRUE"/"FALSE")
//                                       / "NOT" "EXISTS" / "EXISTS" )
//   operator   = "=" / "!=" / "<" / "<=" / ">" / ">="
//   selector   = "$" *( "." name / "[" index "]" )
//   value      = number / text, quoted or bare; in texts, "*" stands for any characters
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/json.h"
#include "base/result.h"

namespace sfn::logs {

struct Selector {
  std::vector<std::variant<std::string, std::size_t>> steps;  ///< Members and elements.
};

/// A comparison of what is not there is false; so is `<` and its like on what is no number.
struct JsonComparison {
  enum class Operator { Equal, NotEqual, Less, LessOrEqual, Greater, GreaterOrEqual };
  Selector selector;
  Operator op = Operator::Equal;
  std::variant<double, std::string> value;
};

struct JsonTest {
  enum class Kind { IsNull, IsTrue, IsFalse, Exists, NotExists };
  Selector selector;
  Kind kind = Kind::Exists;
};

struct JsonCondition;
struct AllOf {
  std::vector<JsonCondition> conditions;
};
struct AnyOf {
  std::vector<JsonCondition> conditions;
};

struct JsonCondition {
  std::variant<JsonComparison, JsonTest, AllOf, AnyOf> what;
};

/// The condition that `text`, braces included, writes down. Errors are InvalidParameterException.
Result<JsonCondition> parse_json_pattern(std::string_view text);

bool holds(const JsonCondition& condition, const Json& message);

}  // namespace sfn::logs
