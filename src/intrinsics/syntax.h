// The syntax tree of an expression: what the parser makes and the evaluator walks. Private to the
// module.
//
//   call     = name "(" [ argument { "," argument } ] ")"
//   argument = call | path | text | number | "true" | "false" | "null"
//   text     = "'" characters "'"     in which \' \{ \} \\ stand for ' { } and a backslash
#pragma once

#include <cstddef>
#include <string>
#include <variant>
#include <vector>

#include "base/json.h"
#include "jsonpath/path.h"

namespace sfn::intrinsics {

struct Function;
struct Call;

struct Constant {
  Json value;
  /// Of a text: where in it `{}` stands unescaped.
  std::vector<std::size_t> blanks = {};
};

struct Lookup {
  jsonpath::Path path;
  std::size_t offset;  ///< In the text of the expression, as in Call.
};

using Argument = std::variant<Constant, Lookup, Call>;

struct Call {
  const Function* function;  ///< Of the table, which lives as long as the program.
  std::string text;          ///< As written.
  std::size_t offset;
  std::vector<Argument> arguments;
};

}  // namespace sfn::intrinsics
