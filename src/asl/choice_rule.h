// The rules of a Choice state. ASL specification, "Choice State".
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "asl/payload_template.h"
#include "base/json.h"
#include "jsonpath/path.h"

namespace sfn::asl {

/// What is compared. Numbers, strings and timestamps have an order; Booleans are equal or not.
enum class Comparand { String, Numeric, Boolean, Timestamp };
enum class Relation { Equals, LessThan, GreaterThan, LessThanEquals, GreaterThanEquals };

/// `StringLessThan`, `NumericEqualsPath`, …: a value of another JSON type compares as false.
struct Compare {
  jsonpath::Path variable;
  Comparand comparand;
  Relation relation;
  std::variant<Json, jsonpath::Path> operand;  ///< The constant, or the path of a `…Path` operator.
  friend bool operator==(const Compare&, const Compare&) = default;
};

/// `StringMatches`: `*` stands for any run of characters; `\*` and `\\` for themselves.
struct StringMatches {
  jsonpath::Path variable;
  std::string pattern;
  friend bool operator==(const StringMatches&, const StringMatches&) = default;
};

enum class TypeTest { IsNull, IsPresent, IsNumeric, IsString, IsBoolean, IsTimestamp };

/// `IsString` and its like: whether the test's verdict is the `expected` one.
struct TestType {
  jsonpath::Path variable;
  TypeTest test;
  bool expected;
  friend bool operator==(const TestType&, const TestType&) = default;
};

struct Condition;
struct And {
  std::vector<Condition> conditions;
  friend bool operator==(const And&, const And&) = default;
};
struct Or {
  std::vector<Condition> conditions;
  friend bool operator==(const Or&, const Or&) = default;
};
struct Not {
  std::vector<Condition> condition;  ///< Always one.
  friend bool operator==(const Not&, const Not&) = default;
};

struct Condition {
  std::variant<Compare, StringMatches, TestType, And, Or, Not> test;
  friend bool operator==(const Condition&, const Condition&) = default;
};

/// One entry of `Choices`.
struct ChoiceRule {
  Condition condition;
  std::string next;
  std::optional<PayloadTemplate> assign;
  friend bool operator==(const ChoiceRule&, const ChoiceRule&) = default;
};

}  // namespace sfn::asl
