// Aggregation functions. JSONata, "Aggregation functions".
#include <algorithm>
#include <array>
#include <cmath>

#include "jsonata/functions/library.h"

namespace sfn::jsonata::functions {
namespace {

double total(std::span<const Value> numbers) {
  double sum = 0;
  for (const Value& number : numbers) sum += number.number();
  return sum;
}

Value sum(Invocation& call) {
  if (call[0].is_nothing()) return {};
  call.run.charge_items(call[0].size());
  return Value::number(total(call[0].items()));
}

Value average(Invocation& call) {
  if (call[0].is_nothing() || call[0].size() == 0) return {};
  call.run.charge_items(call[0].size());
  return Value::number(total(call[0].items()) / static_cast<double>(call[0].size()));
}

template <bool Larger>
Value extreme(Invocation& call) {
  if (call[0].is_nothing() || call[0].size() == 0) return {};
  call.run.charge_items(call[0].size());
  double best = call[0].item(0).number();
  for (const Value& item : call[0].items()) {
    const double number = item.number();
    if (std::isnan(number)) return item;
    if (Larger ? number > best : number < best) best = number;
  }
  return Value::number(best);
}

Value count(Invocation& call) {
  if (call[0].is_nothing()) return Value::number(0);
  return Value::number(static_cast<double>(call[0].size()));
}

constexpr auto kAggregation = std::to_array<Declaration>({
    {"sum", "<a<n>:n>", 1, sum},
    {"count", "<a:n>", 1, count},
    {"max", "<a<n>:n>", 1, extreme<true>},
    {"min", "<a<n>:n>", 1, extreme<false>},
    {"average", "<a<n>:n>", 1, average},
});

}  // namespace

std::span<const Declaration> aggregation() { return kAggregation; }

}  // namespace sfn::jsonata::functions
