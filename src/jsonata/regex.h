// Regex: JavaScript's regular expressions, run by PCRE2 within a budget.
//
// A pattern is translated first, because the dialects differ (`\s`, `.`, `$`, `\u1234`, `[^]`).
// The translation also plants a callout wherever matching can multiply (behind repeated items and
// groups, at the start of repeated groups): what the callouts count is in proportion to the work,
// the same on every machine, and leaves PCRE2 its optimisations for everything between them.
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
  std::string text;
  std::string error;
};
TranslatedPattern translate_pattern(std::string_view pattern);

}  // namespace sfn::jsonata
