// JSON in and out of values.
//
// The reader is one of its own, because values borrow from the text that they were read from: a
// document costs its text and two words for each value. Its errors and limits are those of
// base/json.h, except that halves of surrogate pairs are let through, as JavaScript does.
#pragma once

#include <string>
#include <string_view>
#include <variant>

#include "base/json.h"
#include "jsonata/value.h"

namespace sfn::jsonata {

/// The value that `text` holds, which must outlive it, like the arena.
std::variant<Value, JsonError> read_json(std::string_view text, Arena& arena,
                                         const JsonLimits& limits = {});

/// The value of `json`, copied into the arena. Integers beyond 2^53 become the nearest double.
Value value_of(const Json& json, Arena& arena);

/// For the world outside: whole numbers as integers where they are exact, numbers that JSON cannot
/// have as the texts `Infinity`, `-Infinity` and `NaN`, functions and Nothing as null in lists.
Json json_of(const Value& value);

struct JsonStyle {
  bool pretty = false;  ///< Indented by two spaces.
  /// As $string: 15 significant digits, functions as "", D1001 for infinity.
  bool as_string = false;
};

/// What printing may cost: a step for each value and for some bytes, and the bytes of the text.
struct JsonBudget {
  std::int64_t& steps;
  std::size_t bytes_max;
};

/// Appends the JSON text. Throws Failure where the value is nested too deeply, or the budget is
/// exceeded.
void append_json(std::string& out, const Value& value, const JsonStyle& style, JsonBudget budget);

/// The text for a message: never throws, and cut off behind about `bytes_max` bytes.
std::string preview(const Value& value, std::size_t bytes_max);

void append_json_string(std::string& out, std::string_view text);

}  // namespace sfn::jsonata
