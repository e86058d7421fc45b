// Whether a value passes a filter. The comparisons are Jayway's: what is missing equals nothing,
// a number equals the text that spells it, and only numbers with numbers and texts with texts have
// an order.
#include <algorithm>
#include <compare>
#include <optional>

#include "base/overloaded.h"
#include "base/text.h"
#include "jsonpath/evaluator.h"

namespace sfn::jsonpath {
namespace {

// A value that a comparison looks at: borrowed from the document or the filter, or computed.
using Operated = std::optional<Match>;

const Json& start_of(const FilterPath& path, const Json& value, const Evaluator& evaluator) {
  return path.from_document ? evaluator.document() : value;
}

Operated evaluate(const FilterPath& path, const Json& value, Evaluator& evaluator) {
  const auto found = evaluator.select(path.query.steps, start_of(path, value, evaluator));
  const bool definite = is_definite(path.query);
  if (definite && found.empty()) return std::nullopt;
  auto match = definite ? Match(*found.front()) : Match(evaluator.collect(found));
  if (!path.query.function) return match;
  auto result = call(*path.query.function, match.value(), evaluator);
  if (!result) return std::nullopt;
  return Match(*std::move(result));
}

bool exists(const FilterPath& path, const Json& value, Evaluator& evaluator) {
  return !evaluator.select(path.query.steps, start_of(path, value, evaluator)).empty();
}

bool equals_text(const Json& number, const std::string& text) {
  const auto spelled = parse_json(text);
  return spelled && spelled->is_number() && *spelled == number;
}

bool equal(const Json& a, const Json& b) {
  if (a.is_number() && b.is_string()) return equals_text(a, b.get_ref<const std::string&>());
  if (a.is_string() && b.is_number()) return equals_text(b, a.get_ref<const std::string&>());
  return same_json(a, b);
}

bool same_type_equal(const Json& a, const Json& b) {
  return (a.is_number() ? b.is_number() : a.type() == b.type()) && same_json(a, b);
}

std::partial_ordering order_of_numbers(const Json& a, const Json& b) {
  // As doubles two large integers could look the same.
  const bool integers = a.type() == b.type() && a.is_number_integer() && !a.is_number_unsigned();
  if (integers) return a.get<std::int64_t>() <=> b.get<std::int64_t>();
  return a.get<double>() <=> b.get<double>();
}

std::partial_ordering order(const Json& a, const Json& b) {
  if (a.is_number() && b.is_number()) return order_of_numbers(a, b);
  if (!a.is_string() || !b.is_string()) return std::partial_ordering::unordered;
  return a.get_ref<const std::string&>() <=> b.get_ref<const std::string&>();
}

bool ordered(Operator op, const Json& a, const Json& b) {
  const auto sign = order(a, b);
  if (op == Operator::Less) return sign < 0;
  if (op == Operator::LessOrEqual) return sign <= 0;
  if (op == Operator::Greater) return sign > 0;
  return sign >= 0;
}

// Comparing lists is quadratic, so each comparison is charged.
bool has_element(const Json& array, const Json& wanted, Evaluator& evaluator) {
  if (!array.is_array()) return false;
  return std::any_of(array.begin(), array.end(), [&](const Json& item) {
    evaluator.spend();
    return equal(item, wanted);
  });
}

bool is_subset(const Json& a, const Json& b, Evaluator& evaluator) {
  return a.is_array() && b.is_array() && std::all_of(a.begin(), a.end(), [&](const Json& item) {
           return has_element(b, item, evaluator);
         });
}

bool intersects(const Json& a, const Json& b, Evaluator& evaluator) {
  return a.is_array() && b.is_array() && std::any_of(a.begin(), a.end(), [&](const Json& item) {
           return has_element(b, item, evaluator);
         });
}

bool contains(const Json& a, const Json& b, Evaluator& evaluator) {
  if (!a.is_string() || !b.is_string()) return has_element(a, b, evaluator);
  return a.get_ref<const std::string&>().find(b.get_ref<const std::string&>()) != std::string::npos;
}

std::optional<std::size_t> size_of(const Json& value) {
  if (value.is_string()) return utf8_length(value.get_ref<const std::string&>());
  if (value.is_structured()) return value.size();
  return std::nullopt;
}

bool has_size(const Json& value, const Json& size) {
  const auto actual = size_of(value);
  return actual && size.is_number() && size == *actual;
}

bool is_empty(const Json& value, const Json& expected) {
  const auto actual = size_of(value);
  return actual && expected == (*actual == 0);
}

bool compare(Operator op, const Json& a, const Json& b, Evaluator& evaluator) {
  switch (op) {
    case Operator::Equal:
      return equal(a, b);
    case Operator::NotEqual:
      return !equal(a, b);
    case Operator::SameTypeEqual:
      return same_type_equal(a, b);
    case Operator::SameTypeNotEqual:
      return !same_type_equal(a, b);
    case Operator::Less:
    case Operator::LessOrEqual:
    case Operator::Greater:
    case Operator::GreaterOrEqual:
      return ordered(op, a, b);
    case Operator::In:
      return has_element(b, a, evaluator);
    case Operator::NotIn:
      return !has_element(b, a, evaluator);
    case Operator::SubsetOf:
      return is_subset(a, b, evaluator);
    case Operator::AnyOf:
      return intersects(a, b, evaluator);
    case Operator::NoneOf:
      return !intersects(a, b, evaluator);
    case Operator::Contains:
      return contains(a, b, evaluator);
    case Operator::Size:
      return has_size(a, b);
    case Operator::Empty:
      return is_empty(a, b);
  }
  SFN_CHECK(false);
}

bool is_negative(Operator op) {
  return op == Operator::NotEqual || op == Operator::SameTypeNotEqual || op == Operator::NotIn ||
         op == Operator::NoneOf;
}

// As Jayway reads other values for a regular expression.
std::string matched_text(const Json& value) {
  if (value.is_string()) return value.get<std::string>();
  return value.is_number() || value.is_boolean() ? to_text(value) : std::string();
}

bool holds(const PatternMatch& match, const Json& value, Evaluator& evaluator) {
  const auto operand = evaluate(match.operand, value, evaluator);
  if (!operand) return false;
  const auto matches = [&](const Json& item) {
    return evaluator.matches_whole(match.pattern, matched_text(item));
  };
  const Json& tested = operand->value();
  if (!tested.is_array()) return matches(tested);
  return std::any_of(tested.begin(), tested.end(), matches);
}

bool holds(const Comparison& comparison, const Json& value, Evaluator& evaluator) {
  const auto left = evaluate(comparison.left, value, evaluator);
  const auto right = evaluate(comparison.right, value, evaluator);
  if (!left || !right) return is_negative(comparison.op);
  return compare(comparison.op, left->value(), right->value(), evaluator);
}

}  // namespace

std::optional<Match> evaluate(const Operand& operand, const Json& value, Evaluator& evaluator) {
  if (const auto* constant = std::get_if<Json>(&operand)) return Match(*constant);
  return evaluate(std::get<FilterPath>(operand), value, evaluator);
}

bool holds(const Predicate& predicate, const Json& value, Evaluator& evaluator) {
  evaluator.spend();
  const auto passes = [&](const Predicate& p) { return holds(p, value, evaluator); };
  return std::visit(
      overloaded{
          [&](const Comparison& comparison) { return holds(comparison, value, evaluator); },
          [&](const PatternMatch& match) { return holds(match, value, evaluator); },
          [&](const Existence& existence) { return exists(existence.path, value, evaluator); },
          [&](const Negation& negation) { return !passes(negation.predicate.front()); },
          [&](const Conjunction& all) {
            return std::all_of(all.predicates.begin(), all.predicates.end(), passes);
          },
          [&](const Disjunction& any) {
            return std::any_of(any.predicates.begin(), any.predicates.end(), passes);
          },
      },
      predicate.test);
}

}  // namespace sfn::jsonpath
