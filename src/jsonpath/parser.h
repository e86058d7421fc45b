// From a path's text to its syntax tree. Private to the module.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <variant>

#include "base/result.h"
#include "jsonpath/cursor.h"
#include "jsonpath/path.h"
#include "jsonpath/syntax.h"

namespace sfn::jsonpath {

/// What bounds a path: each is far above what people write, and keeps recursion shallow.
inline constexpr std::size_t kPathStepsMax = 1'000;
inline constexpr int kFilterDepthMax = 50;

/// Counts a level of nesting for as long as it lives, so that recursion stays bounded.
class Level {
 public:
  explicit Level(Cursor& in);
  ~Level() { --in_.depth; }
  Level(const Level&) = delete;
  Level& operator=(const Level&) = delete;

 private:
  Cursor& in_;
};

struct Syntax {
  Path::Root root = Path::Root::Data;
  std::string variable;
  Query query;
};

/// Error{"InvalidPath"} with the place and reason in the cause.
Result<Syntax> parse_path(std::string_view text);

/// As above, of the path at the front; how much of the text it is.
std::variant<std::pair<Syntax, std::size_t>, SyntaxError> parse_front(std::string_view text);

/// Where a name without quotes ends: inside a filter at operators and blanks too, as an argument at
/// commas and blanks.
enum class Surroundings { Path, Filter, Argument };

// The two halves of the parser call each other; both throw SyntaxError.

/// Steps and function, up to what cannot be part of them.
Query parse_query(Cursor& in, Surroundings surroundings);

/// The condition between `[?(` and `)]`.
Predicate parse_predicate(Cursor& in);

/// A constant or a path, as filters compare them and functions take them.
Operand parse_operand(Cursor& in, Surroundings surroundings);

/// A text in single or double quotes. The quote and the backslash are escaped by a backslash; any
/// other backslash stands for itself, as recorded from AWS.
std::string parse_quoted(Cursor& in);

}  // namespace sfn::jsonpath
