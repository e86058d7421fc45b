// Functions as values, and the frames that variables live in.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <variant>

#include "jsonata/characters.h"
#include "jsonata/regex.h"
#include "jsonata/signature.h"
#include "jsonata/syntax.h"
#include "jsonata/value.h"

namespace sfn::jsonata {

class Evaluator;

/// A variable and its value.
struct BoundValue {
  const Symbol* name;
  Value value;
};

/// The variables of a block, a call or an item of a tuple stream. Frames that no function keeps are
/// used again.
struct Frame {
  static constexpr std::uint32_t kInline = 4;

  Frame* parent = nullptr;
  BoundValue* bindings = nullptr;
  std::uint32_t size = 0;
  std::uint32_t capacity = 0;
  bool is_kept = false;    ///< A function refers to it.
  bool is_shared = false;  ///< The bindings belong to a tuple, and are copied before a change.
  BoundValue own[kInline];
};

/// An item of a path that binds variables: its value and what was bound on the way to it.
struct Tuple {
  Value at;
  std::span<const BoundValue> bindings;
};

/// A call of a native function.
struct Invocation {
  Evaluator& run;
  std::span<const Value> arguments;
  const Value& input;  ///< The context of the call.
  Frame& frame;

  const Value& operator[](std::size_t place) const {
    static const Value kNothing;
    return place < arguments.size() ? arguments[place] : kNothing;
  }
};

using NativeFunction = Value (*)(Invocation&);

/// A function of the library.
struct Builtin {
  std::string_view name;
  NativeFunction run = nullptr;
  int arity = 0;  ///< How many arguments a higher order function hands to it.
  Signature signature;
  enum class Only : std::uint8_t { Always, WithEval, InStates, NotInStates } only = Only::Always;
};

/// The function of that name in the dialect, or null.
const Builtin* find_builtin(std::string_view name, const Dialect& dialect);

namespace function {

struct Native {
  const Builtin* builtin;
};
/// `function($x){…}` with the frame and the context that it was written in.
struct Closure {
  const syntax::Lambda* lambda;
  Frame* frame;
  Value input;
  bool is_partial = false;  ///< Of a partial application, which asks no signature.
};
/// `f(?, 1)`: the arguments that are given, and the places that are not.
struct Partial {
  Value of;
  std::span<const Value> given;
  std::span<const bool> is_open;
};
/// `f ~> g`.
struct Composition {
  Value first;
  Value second;
};
struct Transformer {
  const Node* node;
  Frame* frame;
};
/// A regular expression: from a text to its first match.
struct Matcher {
  const Regex* regex;
};
/// `next` of a match.
struct NextMatch {
  const Regex* regex;
  Value text;
  TextPlace from;
};

}  // namespace function

using FunctionForm =
    std::variant<function::Native, function::Closure, function::Partial, function::Composition,
                 function::Transformer, function::Matcher, function::NextMatch>;

struct FunctionBody {
  FunctionForm form;
};

/// How many arguments it takes; 0 for what is no function.
int arity_of(const Value& function);

}  // namespace sfn::jsonata
