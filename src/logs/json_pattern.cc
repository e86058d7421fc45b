#include "logs/json_pattern.h"

#include "base/overloaded.h"
#include "logs/wildcard.h"

namespace sfn::logs {
namespace {

const Json* select(const Selector& selector, const Json& message) {
  const Json* at = &message;
  for (const auto& step : selector.steps) {
    at = std::visit(overloaded{
                        [at](const std::string& name) { return find_member(*at, name); },
                        [at](std::size_t index) -> const Json* {
                          return at->is_array() && index < at->size() ? &(*at)[index] : nullptr;
                        },
                    },
                    step);
    if (at == nullptr) return nullptr;
  }
  return at;
}

bool compare(JsonComparison::Operator op, double found, double wanted) {
  using Operator = JsonComparison::Operator;
  switch (op) {
    case Operator::Equal:
      return found == wanted;
    case Operator::NotEqual:
      return found != wanted;
    case Operator::Less:
      return found < wanted;
    case Operator::LessOrEqual:
      return found <= wanted;
    case Operator::Greater:
      return found > wanted;
    case Operator::GreaterOrEqual:
      return found >= wanted;
  }
  return false;
}

bool holds(const JsonComparison& comparison, const Json& message) {
  using Operator = JsonComparison::Operator;
  const Json* found = select(comparison.selector, message);
  if (found == nullptr) return false;
  if (const auto* number = std::get_if<double>(&comparison.value)) {
    if (found->is_number()) return compare(comparison.op, found->get<double>(), *number);
    return comparison.op == Operator::NotEqual;
  }
  const auto& pattern = std::get<std::string>(comparison.value);
  const bool equal =
      found->is_string() && matches_wildcard(found->get_ref<const std::string&>(), pattern);
  return comparison.op == Operator::Equal ? equal : !equal;
}

bool holds(const JsonTest& test, const Json& message) {
  const Json* found = select(test.selector, message);
  switch (test.kind) {
    case JsonTest::Kind::IsNull:
      return found != nullptr && found->is_null();
    case JsonTest::Kind::IsTrue:
      return found != nullptr && *found == Json(true);
    case JsonTest::Kind::IsFalse:
      return found != nullptr && *found == Json(false);
    case JsonTest::Kind::Exists:
      return found != nullptr;
    case JsonTest::Kind::NotExists:
      return found == nullptr;
  }
  return false;
}

}  // namespace

bool holds(const JsonCondition& condition, const Json& message) {
  const auto holds_here = [&message](const JsonCondition& part) { return holds(part, message); };
  return std::visit(
      overloaded{
          [&](const JsonComparison& part) { return holds(part, message); },
          [&](const JsonTest& part) { return holds(part, message); },
          [&](const AllOf& all) { return std::ranges::all_of(all.conditions, holds_here); },
          [&](const AnyOf& any) { return std::ranges::any_of(any.conditions, holds_here); },
      },
      condition.what);
}

}  // namespace sfn::logs
