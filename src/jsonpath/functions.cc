// The functions at the end of a path: `$.items.length()`, `$.prices.sum()`, `$.concat($.a, '-',
// $.b)`.
#include <algorithm>
#include <cmath>
#include <numeric>

#include "jsonpath/evaluator.h"

namespace sfn::jsonpath {
namespace {

Json length(const Json& value) { return value.is_structured() ? Json(value.size()) : Json(); }

Json keys(const Json& value) {
  if (!value.is_object()) return nullptr;
  Json names = Json::array();
  for (const auto& member : value.items()) names.push_back(member.key());
  return names;
}

// The elements that the steps found, then the arguments, arrays among them element by element.
class Items {
 public:
  Items(const FunctionCall& call, const Json& value, Evaluator& evaluator) {
    add(value, evaluator);
    arguments_.reserve(call.arguments.size());  // The items point into it.
    for (const auto& argument : call.arguments) {
      auto found = evaluate(argument.operand, value, evaluator);
      if (!found) continue;
      const Json& one = arguments_.emplace_back(std::move(*found)).value();
      one.is_array() ? add(one, evaluator) : nodes_.push_back(&one);
    }
  }

  const Nodes& nodes() const { return nodes_; }

 private:
  void add(const Json& array, Evaluator& evaluator) {
    if (!array.is_array()) return;
    evaluator.spend(static_cast<std::int64_t>(array.size()));
    for (const auto& element : array) nodes_.push_back(&element);
  }

  std::vector<Match> arguments_;
  Nodes nodes_;
};

// As in Jayway the result is a double, also of integers.
std::optional<Json> aggregate(Function function, const Items& items) {
  std::vector<double> numbers;
  for (const auto* item : items.nodes()) {
    if (item->is_number()) numbers.push_back(item->get<double>());
  }
  if (numbers.empty()) return std::nullopt;
  const auto count = static_cast<double>(numbers.size());
  const double sum = std::accumulate(numbers.begin(), numbers.end(), 0.0);
  if (function == Function::Sum) return sum;
  if (function == Function::Average) return sum / count;
  if (function == Function::Min) return *std::min_element(numbers.begin(), numbers.end());
  if (function == Function::Max) return *std::max_element(numbers.begin(), numbers.end());
  const double squares = std::inner_product(numbers.begin(), numbers.end(), numbers.begin(), 0.0);
  return std::sqrt(std::max(squares / count - (sum / count) * (sum / count), 0.0));
}

Json concat(const Items& items, Evaluator& evaluator) {
  constexpr std::size_t kBytesPerStep = 1'024;
  std::string text;
  for (const auto* item : items.nodes()) {
    if (!item->is_string()) continue;
    const auto& piece = item->get_ref<const std::string&>();
    evaluator.spend(1 + static_cast<std::int64_t>(piece.size() / kBytesPerStep));
    text += piece;
  }
  return text;
}

// Each argument becomes one element.
Json append(const FunctionCall& call, const Json& value, Evaluator& evaluator) {
  if (!value.is_array()) return nullptr;
  Json longer = std::move(evaluator.collect({&value}).front());
  for (const auto& argument : call.arguments) {
    if (const auto found = evaluate(argument.operand, value, evaluator)) {
      longer.push_back(std::move(evaluator.collect({&found->value()}).front()));
    }
  }
  return longer;
}

std::optional<std::int64_t> wanted_index(const FunctionCall& call, const Json& value,
                                         Evaluator& evaluator) {
  if (call.function == Function::First) return 0;
  if (call.function == Function::Last) return -1;
  const auto index = evaluate(call.arguments.front().operand, value, evaluator);
  if (!index || !index->value().is_number_integer()) return std::nullopt;
  return index->value().get<std::int64_t>();
}

std::optional<Json> element(const FunctionCall& call, const Json& value, Evaluator& evaluator) {
  const auto index = wanted_index(call, value, evaluator);
  if (!index || !value.is_array()) return std::nullopt;
  const auto size = static_cast<std::int64_t>(value.size());
  if (*index >= size || *index < -size) return std::nullopt;
  const auto place = *index < 0 ? *index + size : *index;
  return std::move(evaluator.collect({&value[static_cast<std::size_t>(place)]}).front());
}

std::optional<Json> length_of(const FunctionCall& call, const Json& value, Evaluator& evaluator) {
  if (call.arguments.empty()) return length(value);
  const auto argument = evaluate(call.arguments.front().operand, value, evaluator);
  return argument ? std::optional(length(argument->value())) : std::nullopt;
}

}  // namespace

std::optional<Json> call(const FunctionCall& call, const Json& value, Evaluator& evaluator) {
  switch (call.function) {
    case Function::Length:
      return length_of(call, value, evaluator);
    case Function::Keys:
      return keys(value);
    case Function::Min:
    case Function::Max:
    case Function::Average:
    case Function::StandardDeviation:
    case Function::Sum:
      return aggregate(call.function, Items(call, value, evaluator));
    case Function::Concat:
      return concat(Items(call, value, evaluator), evaluator);
    case Function::Append:
      return append(call, value, evaluator);
    case Function::First:
    case Function::Last:
    case Function::Index:
      return element(call, value, evaluator);
  }
  SFN_CHECK(!"a function out of range");
}

}  // namespace sfn::jsonpath
