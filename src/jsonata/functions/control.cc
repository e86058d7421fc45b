// Functions that end, check, copy or evaluate. JSONata, "Object functions" and "$eval".
#include <array>
#include <string>

#include "jsonata/functions/library.h"
#include "jsonata/json_text.h"

namespace sfn::jsonata::functions {
namespace {

std::string text_or(const Value& value, std::string_view otherwise) {
  return std::string(value.is_string() && value.size() > 0 ? value.text() : otherwise);
}

Value error(Invocation& call) {
  throw Failure("D3137", {.message = text_or(call[0], "$error() function evaluated")});
}

Value assert_true(Invocation& call) {
  if (call[0].is_boolean() && call[0].truth()) return {};
  throw Failure("D3141", {.message = text_or(call[1], "$assert() statement failed")});
}

// A copy is what its JSON reads as; nothing changes a value, so that only the way through JSON
// shows.
Value clone(Invocation& call) {
  if (call[0].is_nothing()) return {};
  const Value text = to_string_value(call.run, call[0]);
  if (call[0].is_string()) return call[0];
  call.run.charge_bytes(text.size() * 8);
  auto read = read_json(text.text(), call.run.arena(), {.depth = kNestingMax});
  return std::holds_alternative<Value>(read) ? std::get<Value>(read) : Value();
}

Value eval(Invocation& call) {
  if (call[0].is_nothing()) return {};
  Value input = call.input;
  if (!call[1].is_nothing()) {
    input = call[1];
    if (input.kind() == Kind::Array) {
      input = Value::sequence({call.run.arena().make<Value>(input), 1}, kOuterWrapper);
    }
  }
  return call.run.evaluate_source(call[0], input, call.frame);
}

constexpr auto kControl = std::to_array<Declaration>({
    {"error", "<s?:x>", 1, error},
    {"assert", "<bs?:x>", 2, assert_true},
    {"clone", "<(oa)-:o>", 1, clone},
    {"eval", "<sx?:x>", 2, eval, Builtin::Only::WithEval},
});

}  // namespace

std::span<const Declaration> control() { return kControl; }

}  // namespace sfn::jsonata::functions
