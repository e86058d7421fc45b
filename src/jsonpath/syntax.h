// The syntax tree of a path: what the parser makes and the evaluator walks. Private to the module.
//
//   path      = root step* function?         root = "$" | "$$" | "$name"
//   function  = "." name "(" [ operand { "," operand } ] ")"
//   step      = "." name | ".*" | [ "." ] "[" … "]" | ".." (name | "*" | "[" … "]")
//   predicate = one of the structs below, as `[?(…)]` holds it
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "base/json.h"
#include "base/regular_expression.h"
#include "jsonpath/path.h"

namespace sfn::jsonpath {

struct Step;
struct Predicate;
struct Argument;

/// What a trailing `.name(…)` makes of that which the steps found.
enum class Function {
  Length,
  Keys,
  Min,
  Max,
  Average,
  StandardDeviation,
  Sum,
  Concat,
  Append,
  First,
  Last,
  Index,
};
struct FunctionCall {
  Function function;
  std::vector<Argument> arguments;
};

/// Steps from some value, and perhaps a function at their end.
struct Query {
  std::vector<Step> steps;
  std::optional<FunctionCall> function;
};

struct Member {
  std::string name;
};
struct Members {
  std::vector<std::string> names;
};
struct Index {
  std::int64_t index;  ///< Negative: from the end.
};
struct Indices {
  std::vector<std::int64_t> indices;
};
struct Slice {
  std::optional<std::int64_t> from;
  std::optional<std::int64_t> to;  ///< The first that is no longer part of it.
};
struct Wildcard {};
struct Filter {
  std::vector<Predicate> predicate;  ///< Always one.
};

struct Step {
  std::variant<Member, Members, Index, Indices, Slice, Wildcard, Filter> selector;
  bool descends = false;  ///< `..`: applies to the value and to all containers within it.
};

/// A path inside a filter: from the value under test (`@`) or from the document (`$`).
struct FilterPath {
  bool from_document = false;
  Query query;
};
using Operand = std::variant<Json, FilterPath>;

/// Of a function: a constant, a path from the document (`$`) or from what the steps found (`@`).
struct Argument {
  Operand operand;
};

enum class Operator {
  Equal,
  NotEqual,
  SameTypeEqual,
  SameTypeNotEqual,
  Less,
  LessOrEqual,
  Greater,
  GreaterOrEqual,
  In,
  NotIn,
  SubsetOf,
  AnyOf,
  NoneOf,
  Contains,
  Size,
  Empty,
};

struct Comparison {
  Operand left;
  Operator op;
  Operand right;
};
/// `=~`: the whole of a text, of a number as text, or of an array's element matches.
struct PatternMatch {
  Operand operand;
  RegularExpression pattern;
};
struct Existence {
  FilterPath path;
};
struct Negation {
  std::vector<Predicate> predicate;  ///< Always one.
};
struct Conjunction {
  std::vector<Predicate> predicates;
};
struct Disjunction {
  std::vector<Predicate> predicates;
};
struct Predicate {
  std::variant<Comparison, PatternMatch, Existence, Negation, Conjunction, Disjunction> test;
};

/// Whether a step finds one value at most.
bool is_definite(const Step& step);

/// `$['a'][0]`: the first `count` steps of `query` as Jayway writes them in its messages.
std::string describe(const Query& query, std::size_t count);

}  // namespace sfn::jsonpath
