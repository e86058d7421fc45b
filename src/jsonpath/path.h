// JSONPath as the States Language uses it: where in a document something is to be found.
//
// A Path is parsed once, when a definition is read, and evaluated many times. It knows nothing of
// states: the caller looks at `root` to see whether the path starts in the data (`$`), in the
// context object (`$$`) or in a variable (`$name`), and hands over that document.
//
// ASL specification, "Paths"; the dialect is that of the Jayway implementation, which AWS uses.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <variant>

#include "base/json.h"
#include "base/result.h"

namespace sfn::jsonpath {

/// Steps that an evaluation may still take: one for each value touched. At zero it fails.
struct Budget {
  std::int64_t steps = 1'000'000;
};

/// Why a text is no path, and where.
struct SyntaxError {
  std::size_t offset;  ///< In bytes.
  std::string message;
};

/// What an evaluation found. A definite path borrows its one value from the document; an indefinite
/// one (wildcard, slice, filter, recursive descent, union) owns an array of all that it found,
/// perhaps none.
class Match {
 public:
  explicit Match(const Json& borrowed) : borrowed_(&borrowed) {}
  explicit Match(Json&& owned) : owned_(std::make_unique<Json>(std::move(owned))) {}
  /// Valid as long as this object and the document.
  const Json& value() const { return borrowed_ != nullptr ? *borrowed_ : *owned_; }

 private:
  const Json* borrowed_ = nullptr;
  std::unique_ptr<const Json> owned_;
};

struct Syntax;

class Path {
 public:
  enum class Root { Data, Context, Variable };

  /// `$`: the whole data.
  Path();

  /// The path that `text` is, or an Error whose cause says what is wrong at which column.
  static Result<Path> parse(std::string_view text);

  /// The path at the front of `text`, as the argument of a function: it ends at a blank, a comma or
  /// a parenthesis outside of its brackets.
  struct Front;
  static std::variant<Front, SyntaxError> parse_front(std::string_view text);

  const std::string& text() const;
  Root root() const;
  /// The variable's name where the root is a variable, else empty.
  const std::string& variable() const;
  /// Whether the path is its root alone (`$`, `$$`, `$name`).
  bool is_root() const;
  /// Whether the path names one place at most.
  bool is_definite() const;
  /// Whether the path is a reference path: member names and array indices alone.
  /// ASL specification, "Reference Paths".
  bool is_reference() const;

  /// Looks the path up in `document`, which must be what `root` asks for. Fails where a definite
  /// path finds nothing: Error{"PathNotFound", cause} with AWS's words (`No results for path:
  /// $['a']['b']` where the last step is missing, `Missing property in path $['a']` where one
  /// before it is); Error{"StepsExceeded"} past the budget.
  Result<Match> find(const Json& document, Budget& budget) const;

  /// Puts `value` at this reference path in `document`, making the objects in between that are
  /// missing. Error{"PathNotApplicable", cause} where a step goes through something that is no
  /// object, or an index is out of range. Requires is_reference().
  Result<Json> assign(Json document, Json value) const;

  friend bool operator==(const Path& a, const Path& b) { return a.text() == b.text(); }

 private:
  struct Parsed;
  explicit Path(std::shared_ptr<const Parsed> parsed);
  static std::shared_ptr<const Parsed> make(std::string_view text, Syntax syntax);
  std::shared_ptr<const Parsed> parsed_;
};

struct Path::Front {
  Path path;
  std::size_t bytes;  ///< Of `text` that belong to it.
};

}  // namespace sfn::jsonpath
