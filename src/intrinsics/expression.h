// Intrinsic functions: `States.Format('Hello {}', $.name)` in the members of payload templates
// whose names end in `.$`, and in ErrorPath and CausePath.
//
// An Expression is parsed once, when a definition is read, and evaluated many times. It knows
// nothing of states: its paths, random bits and budget come from an Environment.
//
// ASL specification, "Intrinsic Functions"; Step Functions developer guide, "Intrinsics for
// JSONPath states in Step Functions".
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/json.h"
#include "base/result.h"
#include "jsonpath/path.h"

namespace sfn::intrinsics {

/// What an evaluation may use of the world around it.
class Environment {
 public:
  virtual ~Environment() = default;

  /// What a path among the arguments finds. Its error is that of the whole evaluation.
  virtual Result<jsonpath::Match> find(const jsonpath::Path& path) = 0;

  /// 64 random bits.
  virtual std::uint64_t entropy() = 0;

  /// Called before `bytes` of values are looked through, copied or made; false ends the evaluation.
  /// May throw to the same end: nothing has changed by then.
  virtual bool charge(std::size_t bytes) = 0;
};

/// Why an evaluation has no value, and the part of the text, a call or a path, that has none.
struct Fault {
  Error error;
  std::size_t offset;  ///< In bytes.
  std::size_t bytes;
};

class Expression {
 public:
  /// Calls within calls, the outermost included.
  static constexpr int kNestingMax = 10;
  static constexpr int kLooseNestingMax = 100;  ///< Where that limit of AWS's is not kept.

  /// The call that `text` is, or an Error{"InvalidIntrinsic"} whose cause says what is wrong at
  /// which column: an unknown function, a wrong number of arguments, a syntax error, calls that are
  /// nested too deep.
  static Result<Expression> parse(std::string_view text, int nesting_max = kNestingMax);

  const std::string& text() const;
  /// All paths among the arguments, in the order of the text.
  const std::vector<jsonpath::Path>& paths() const;

  /// The function's result. Error{"States.IntrinsicFailure"} where the arguments do not suit it;
  /// Error{"BytesExceeded"} where the environment refuses a charge; the error of a path.
  Result<Json> evaluate(Environment& environment) const;
  /// As evaluate, with the place of the error.
  std::variant<Json, Fault> try_evaluate(Environment& environment) const;

  friend bool operator==(const Expression& a, const Expression& b) { return a.text() == b.text(); }

 private:
  struct Parsed;
  explicit Expression(std::shared_ptr<const Parsed> parsed);
  std::shared_ptr<const Parsed> parsed_;
};

}  // namespace sfn::intrinsics
