// Regular expressions: the dialect of Perl, which is nearly that of Java and JavaScript, within a
// budget.
//
// A backtracking matcher may take exponential time over a short text. Here each item of the pattern
// that is tried is charged for, and a match that costs more than there is ends without a verdict.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>

#include "base/result.h"

namespace sfn {

class RegularExpression {
 public:
  static constexpr std::size_t kPatternBytesMax = 4'096;

  struct Options {
    bool ignore_case = false;  ///< `i`
    bool multiline = false;    ///< `m`: `^` and `$` at lines.
    bool dot_all = false;      ///< `s`: `.` matches line ends too.
    bool extended = false;     ///< `x`: blanks and comments in the pattern.
  };

  /// Error{"InvalidRegularExpression", cause}.
  static Result<RegularExpression> compile(std::string_view pattern, const Options& options);

  /// Whether the pattern matches the whole subject. Nothing where that costs more than `steps`,
  /// which are then used up: a step is a trial of an item, or some characters run over.
  std::optional<bool> matches_whole(std::string_view subject, std::int64_t& steps) const;

 private:
  struct Compiled;
  explicit RegularExpression(std::shared_ptr<const Compiled> compiled);
  std::shared_ptr<const Compiled> compiled_;
};

}  // namespace sfn
