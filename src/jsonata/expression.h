// JSONata: a query and transformation language for JSON, version 2, in a module of its own.
//
//   const auto parsed = Expression::parse("$sum(items.price)");
//   const auto document = Document::parse(R"({"items": [{"price": 2}, {"price": 3}]})");
//   const auto outcome =
//   std::get<Expression>(parsed).evaluate(std::get<Document>(document).value(), {});
//   std::get<Outcome>(outcome).text();  // "5"
//
// An expression is parsed once and evaluated as often as one likes, from any number of threads. It
// knows no clock, no entropy and no limits of its own: those come with the environment, so that
// evaluating again gives the same result on every machine.
//
// Two things differ from the reference implementation: objects keep the order of their members even
// where names look like numbers (JavaScript puts those first), and `?:` and `??` evaluate their
// left side once.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/json.h"
#include "base/time.h"
#include "jsonata/dialect.h"
#include "jsonata/error.h"
#include "jsonata/value.h"

namespace sfn::jsonata {

struct Syntax;

/// An immutable JSON document as a value, shared by its copies.
class Document {
 public:
  static std::variant<Document, JsonError> parse(std::string text, const JsonLimits& limits = {});
  static Document of(const Json& json);

  /// Valid as long as any copy of the document.
  Value value() const;

 private:
  struct Body;
  explicit Document(std::shared_ptr<const Body> body) : body_(std::move(body)) {}
  std::shared_ptr<const Body> body_;
};

/// What an evaluation may cost. Each is exceeded by an error with the bound's name.
struct Bounds {
  /// Nodes evaluated, and items and bytes touched, some of which make a step.
  std::int64_t steps = 10'000'000;
  /// Nested evaluations: calls that are not tail calls, and what stands within them. At most
  /// kDepthMax.
  int depth = 500;
  /// Of all values that are made, and of the result's text.
  std::size_t memory_bytes = 64 * 1'048'576;

  /// As AWS Step Functions has them: it ends an evaluation after about a second, at this depth, and
  /// when it holds so much.
  static constexpr Bounds step_functions() {
    return {.steps = 10'000'000, .depth = 100, .memory_bytes = 7'000'000};
  }

  /// What the stack of a thread bears (4 MiB and more).
  static constexpr int kDepthMax = 2'000;
};

struct Variable {
  std::string_view name;  ///< Without the dollar sign.
  Value value;            ///< Borrowed: must outlive the outcome.
};

struct Environment {
  std::span<const Variable> variables = {};
  Timestamp now = {};  ///< `$now` and `$millis`: one moment for the whole evaluation.
  /// 64 random bits for $random, $shuffle and $uuid. Without it they are made from `now`.
  std::function<std::uint64_t()> entropy = {};
  Bounds bounds = {};
};

/// The result of an evaluation, with the memory that it lies in. Borrows from the input and the
/// variables, which must outlive it.
class Outcome {
 public:
  /// Nothing, a function or any value; never a sequence of less than two items unless `[]` asks for
  /// one.
  const Value& value() const { return value_; }
  bool is_nothing() const { return value_.is_nothing(); }
  std::int64_t steps_used() const { return steps_used_; }

  /// The value as JSON text, numbers as JavaScript prints them; `Infinity` and the like as texts.
  /// Empty for Nothing. An error where it is longer than the memory allows, or takes more steps
  /// than the evaluation has left.
  std::variant<std::string, Error> text() const;
  /// As base/json.h has it; null for Nothing.
  std::variant<Json, Error> json() const;

 private:
  friend class Expression;
  struct Memory;
  std::shared_ptr<const Memory> memory_;
  Value value_;
  std::int64_t steps_used_ = 0;
  std::int64_t steps_left_ = 0;
  std::size_t text_bytes_max_ = 0;
};

/// A name that an expression looks up in the context it is given, rather than in a variable.
struct ContextReference {
  std::string name;        ///< `name`, `$` or `$$`; `*`, `**` and `%` likewise.
  std::size_t offset = 0;  ///< Bytes of the source before the end of the name.
};

/// A use of a variable from outside, and which member of it is meant: `$states.input.x` means
/// `input`.
struct VariableUse {
  std::string variable;
  std::string member;  ///< Empty where the whole is meant, or what cannot be told.
  friend bool operator==(const VariableUse&, const VariableUse&) = default;
};

/// What an expression refers to outside of itself.
struct References {
  /// Variables that it neither binds where it uses them nor are built in; without dollar signs, in
  /// the order of first use.
  std::vector<std::string> variables;
  /// Each use of them.
  std::vector<VariableUse> uses;
  /// What it takes from the context of the whole expression: a name at the top level, `$` or `$$`.
  std::vector<ContextReference> context;
};

class Expression {
 public:
  static std::variant<Expression, Error> parse(std::string_view source,
                                               const Dialect& dialect = Dialect::newest());

  /// The value for `input` (Nothing if there is none). `input` and the variables are borrowed and
  /// must outlive the outcome.
  std::variant<Outcome, Error> evaluate(const Value& input, const Environment& environment) const;

  References references() const;

  const std::string& source() const;

 private:
  Expression(std::shared_ptr<const Syntax> syntax, const Dialect& dialect)
      : syntax_(std::move(syntax)), dialect_(dialect) {}
  std::shared_ptr<const Syntax> syntax_;
  Dialect dialect_;
};

/// Whether a text was refused for an operator that only a newer dialect has.
bool is_about_newer_operator(const Error& error);

}  // namespace sfn::jsonata
