// Boolean functions. JSONata, "Boolean functions".
#include <array>

#include "jsonata/functions/library.h"

namespace sfn::jsonata::functions {
namespace {

Value boolean(Invocation& call) {
  return call[0].is_nothing() ? Value() : Value::boolean(call.run.truth(call[0]));
}

Value negation(Invocation& call) {
  return call[0].is_nothing() ? Value() : Value::boolean(!call.run.truth(call[0]));
}

Value exists(Invocation& call) { return Value::boolean(!call[0].is_nothing()); }

constexpr auto kBooleans = std::to_array<Declaration>({
    {"boolean", "<x-:b>", 1, boolean},
    {"not", "<x-:b>", 1, negation},
    {"exists", "<x:b>", 1, exists},
});

}  // namespace

std::span<const Declaration> booleans() { return kBooleans; }

}  // namespace sfn::jsonata::functions
