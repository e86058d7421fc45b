// The table of functions, and how their arguments are read.
#include "intrinsics/function.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

namespace sfn::intrinsics {
namespace {

constexpr std::array<Function, 18> kFunctions = {{
    {"States.Array", 0, Function::kAny, array},
    {"States.ArrayContains", 2, 2, array_contains},
    {"States.ArrayGetItem", 2, 2, array_get_item},
    {"States.ArrayLength", 1, 1, array_length},
    {"States.ArrayPartition", 2, 2, array_partition},
    {"States.ArrayRange", 3, 3, array_range},
    {"States.ArrayUnique", 1, 1, array_unique},
    {"States.Base64Decode", 1, 1, base64_decode},
    {"States.Base64Encode", 1, 1, base64_encode},
    {"States.Format", 1, Function::kAny, format},
    {"States.Hash", 2, 2, hash},
    {"States.JsonMerge", 3, 3, json_merge},
    {"States.JsonToString", 1, 1, json_to_string},
    {"States.MathAdd", 2, 2, math_add},
    {"States.MathRandom", 2, 3, math_random},
    {"States.StringSplit", 2, 2, string_split},
    {"States.StringToJson", 1, 1, string_to_json},
    {"States.UUID", 0, 0, uuid},
}};

constexpr std::size_t kShownBytesMax = 200;

const char* type_of(const Json& value) {
  if (value.is_null()) return "null";
  if (value.is_boolean()) return "a boolean";
  if (value.is_number()) return "a number";
  if (value.is_string()) return "a string";
  return value.is_array() ? "an array" : "an object";
}

// To add a half first would itself round: the number next to a half below it is less than a half.
double half_up(double number) {
  const double below = std::floor(number);
  return number - below < 0.5 ? below : below + 1;
}

}  // namespace

const Function* find_function(std::string_view name) {
  const auto* found = std::find_if(kFunctions.begin(), kFunctions.end(),
                                   [&](const Function& known) { return known.name == name; });
  return found == kFunctions.end() ? nullptr : found;
}

const Json& Invocation::array(std::size_t i) const {
  if (value(i).is_array()) return value(i);
  fail(fmt::format("argument {} must be an array, but is {}", i + 1, type_of(value(i))));
}

const Json& Invocation::object(std::size_t i) const {
  if (value(i).is_object()) return value(i);
  fail(fmt::format("argument {} must be an object, but is {}", i + 1, type_of(value(i))));
}

const std::string& Invocation::text(std::size_t i) const {
  if (value(i).is_string()) return value(i).get_ref<const std::string&>();
  fail(fmt::format("argument {} must be a string, but is {}", i + 1, type_of(value(i))));
}

std::int64_t Invocation::integer(std::size_t i) const {
  if (!value(i).is_number()) {
    fail(fmt::format("argument {} must be a number, but is {}", i + 1, type_of(value(i))));
  }
  const double rounded = half_up(value(i).get<double>());
  using Bounds = std::numeric_limits<std::int32_t>;
  if (rounded >= Bounds::min() && rounded <= Bounds::max()) {
    return static_cast<std::int64_t>(rounded);
  }
  fail(fmt::format("argument {} must be a number from {} to {}, but is {}", i + 1, Bounds::min(),
                   Bounds::max(), to_text(value(i))));
}

const Constant* Invocation::constant(std::size_t i) const {
  return std::get_if<Constant>(&call_.arguments[i]);
}

void Invocation::charge(std::size_t bytes) const {
  if (environment_.charge(bytes)) return;
  fail_with({"BytesExceeded",
             fmt::format("The function '{}' takes more than it may", call_.function->name)});
}

void Invocation::fail(std::string_view reason) const {
  const auto& text = call_.text;
  fail_with({"States.IntrinsicFailure",
             fmt::format("The function '{}' had the following error: {}",
                         text.size() > kShownBytesMax ? call_.function->name : text, reason)});
}

void Invocation::fail_with(Error error) const {
  throw Fault{std::move(error), call_.offset, call_.text.size()};
}

}  // namespace sfn::intrinsics
