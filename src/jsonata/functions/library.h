// The function library, a family in each file. JSONata, "Function library".
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "jsonata/evaluator.h"
#include "jsonata/function.h"

namespace sfn::jsonata::functions {

/// How a function is declared. The signature is the documented one; the arity is the number of
/// arguments that higher order functions hand to it.
struct Declaration {
  std::string_view name;
  std::string_view signature;
  int arity;
  NativeFunction run;
  Builtin::Only only = Builtin::Only::Always;
};

std::span<const Declaration> strings();
std::span<const Declaration> matching();
std::span<const Declaration> encoding();
std::span<const Declaration> numeric();
std::span<const Declaration> aggregation();
std::span<const Declaration> booleans();
std::span<const Declaration> arrays();
std::span<const Declaration> objects();
std::span<const Declaration> higher_order();
std::span<const Declaration> date_time();
std::span<const Declaration> control();
std::span<const Declaration> step_functions();

/// A list argument's items; the value itself where it is none.
inline std::span<const Value> items_of(const Value& value) {
  return value.is_list() ? value.items() : std::span<const Value>(&value, 1);
}

/// What it costs to search a text: at worst each of its places is held against what is long.
void charge_search(Evaluator& run, std::string_view text, std::string_view wanted);

/// As find_text, charged for.
std::size_t find_charged(Evaluator& run, std::string_view text, std::string_view wanted);

/// Calls a function for an item with as many of `arguments` as it takes, one at least.
Value call_for_item(Invocation& call, const Value& function, std::span<const Value> arguments);

}  // namespace sfn::jsonata::functions
