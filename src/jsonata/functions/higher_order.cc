// Higher order functions. JSONata, "Higher order functions".
#include <array>

#include "jsonata/functions/library.h"

namespace sfn::jsonata::functions {
namespace {

Value index_value(std::size_t index) { return Value::number(static_cast<double>(index)); }

Value map(Invocation& call) {
  if (call[0].is_nothing()) return {};
  ListBuilder results(call.run);
  const auto items = call[0].items();
  for (std::size_t i = 0; i < items.size(); ++i) {
    const std::array<Value, 3> arguments{items[i], index_value(i), call[0]};
    const Value result = call_for_item(call, call[1], arguments);
    if (!result.is_nothing()) results.push(result);
  }
  return results.sequence();
}

Value filter(Invocation& call) {
  if (call[0].is_nothing()) return {};
  ListBuilder kept(call.run);
  const auto items = call[0].items();
  for (std::size_t i = 0; i < items.size(); ++i) {
    const std::array<Value, 3> arguments{items[i], index_value(i), call[0]};
    if (call.run.truth(call_for_item(call, call[1], arguments))) kept.push(items[i]);
  }
  return kept.sequence();
}

Value single(Invocation& call) {
  if (call[0].is_nothing()) return {};
  const auto items = call[0].items();
  const Value* found = nullptr;
  for (std::size_t i = 0; i < items.size(); ++i) {
    const std::array<Value, 3> arguments{items[i], index_value(i), call[0]};
    if (call[1].is_function() && !call.run.truth(call_for_item(call, call[1], arguments))) continue;
    if (found != nullptr) throw Failure("D3138", {.index = i});
    found = &items[i];
  }
  if (found == nullptr) throw Failure("D3139");
  return *found;
}

Value reduce(Invocation& call) {
  if (call[0].is_nothing()) return {};
  if (!call[1].is_function() || arity_of(call[1]) < 2) throw Failure("D3050", {.index = 1});
  const auto items = call[0].items();
  const auto wanted = static_cast<std::size_t>(arity_of(call[1]));
  std::size_t next = 0;
  Value result = call[2];
  if (result.is_nothing() && !items.empty()) result = items[next++];
  for (; next < items.size(); ++next) {
    const std::array<Value, 4> arguments{result, items[next], index_value(next), call[0]};
    result = call.run.apply(call[1], std::span(arguments).first(std::min<std::size_t>(wanted, 4)),
                            Value::null(), call.frame);
  }
  return result;
}

constexpr auto kHigherOrder = std::to_array<Declaration>({
    {"map", "<af>", 2, map},
    {"filter", "<af>", 2, filter},
    {"single", "<af?>", 2, single},
    {"reduce", "<afj?:j>", 3, reduce},
});

}  // namespace

std::span<const Declaration> higher_order() { return kHigherOrder; }

}  // namespace sfn::jsonata::functions
