// Regex: JavaScript's regular expressions, run by PCRE2 within a budget.
//
// A pattern is translated first, because the dialects differ (`\s`, `.`, `$`, `\u1234`, `[^]`).
// The translation also plants a callout wherever matching can multiply (behind repeated items and
// choices, at the start of repeated groups): what the callouts count is in proportion to the work.
//
// It is the same on every machine, too. PCRE2 has an interpreter and a compiler to machine code,
// which some machines forbid: patterns that prove busy are run by the latter, with the same counts.
// So no start of a match may be skipped in the ways that are particular to one of them; texts that
// all matches begin with are searched for here instead.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace sfn::jsonata {

/// Bytes of the subject; npos where the group took no part.
struct RegexSpan {
  std::size_t begin = std::string_view::npos;
  std::size_t end = std::string_view::npos;
};

/// The whole match first, then the groups.
using RegexMatch = std::vector<RegexSpan>;

class Regex {
 public:
  static constexpr std::size_t kPatternBytesMax = 4'096;

  /// Behind so many steps of a pattern, machine code takes over from PCRE2's interpreter.
  static constexpr std::int64_t kInterpretedStepsMax = 2'000;

  /// `flags` are of `i` and `m`. The alternative is what is wrong with the pattern.
  static std::variant<Regex, std::string> compile(std::string_view pattern, std::string_view flags);

  /// The first match at or behind `from`. Takes what it costs from `steps`; below zero it gives
  /// up, and the answer means nothing.
  bool search(std::string_view subject, std::size_t from, std::int64_t& steps,
              RegexMatch& match) const;

  const std::string& pattern() const;

 private:
  struct Compiled;
  std::shared_ptr<const Compiled> compiled_;
};

/// The pattern as PCRE2 has to read it; the alternative is what is wrong with it. For tests.
struct TranslatedPattern {
  std::string text = {};
  std::string prefix = {};  ///< What every match begins with, but for its case; may be empty.
  std::string error = {};
};
TranslatedPattern translate_pattern(std::string_view pattern);

}  // namespace sfn::jsonata
