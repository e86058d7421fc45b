// The functions at the end of a path: `$.items.length()`, `$.prices.sum()`.
#include <algorithm>
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

std::vector<double> numbers_in(const Json& value, Evaluator& evaluator) {
  std::vector<double> numbers;
  if (!value.is_array()) return numbers;
  for (const auto& item : value) {
    evaluator.spend();
    if (item.is_number()) numbers.push_back(item.get<double>());
  }
  return numbers;
}

// As in Jayway the result is a double, also of integers.
Json aggregate(Function function, const std::vector<double>& numbers) {
  const double sum = std::accumulate(numbers.begin(), numbers.end(), 0.0);
  if (function == Function::Sum) return sum;
  if (function == Function::Average) return sum / static_cast<double>(numbers.size());
  if (function == Function::Min) return *std::min_element(numbers.begin(), numbers.end());
  return *std::max_element(numbers.begin(), numbers.end());
}

}  // namespace

std::optional<Json> call(Function function, const Json& value, Evaluator& evaluator) {
  if (function == Function::Length) return length(value);
  if (function == Function::Keys) return keys(value);
  const auto numbers = numbers_in(value, evaluator);
  if (numbers.empty()) return std::nullopt;
  return aggregate(function, numbers);
}

}  // namespace sfn::jsonpath
