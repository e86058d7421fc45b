#include "asl/parse/json_error.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>

#include "base/text.h"

namespace sfn::asl {
namespace {

constexpr std::size_t kExcerptCharactersMax = 500;
constexpr std::size_t kTokenCharactersMax = 256;

// `(String)"…"`, with the length of what is left out.
std::string excerpt(std::string_view text) {
  const auto start = utf8_prefix(text, kExcerptCharactersMax);
  if (start.size() == text.size()) return fmt::format("(String)\"{}\"", text);
  return fmt::format("(String)\"{}\"[truncated {} chars]", start,
                     utf8_length(text) - kExcerptCharactersMax);
}

bool is_word_character(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_' || c == '$';
}

// The bare word around an offset: `not` in `{"a": not}`; empty where there is none. A text in
// quotes that an error lies in is no bare word.
struct Word {
  std::size_t begin;
  std::size_t end;
};
Word word_around(std::string_view text, std::size_t offset) {
  Word word{offset, offset};
  while (word.begin > 0 && is_word_character(text[word.begin - 1])) --word.begin;
  while (word.end < text.size() && is_word_character(text[word.end])) ++word.end;
  return word;
}

bool is_bare_word(std::string_view text, const Word& word) {
  if (word.begin == word.end || std::isalpha(static_cast<unsigned char>(text[word.begin])) == 0) {
    return false;
  }
  const auto before = text.substr(0, word.begin).find_last_not_of(" \t\r\n");
  return before == std::string_view::npos ||
         std::string_view(":,[").find(text[before]) != std::string_view::npos;
}

Diagnostic describe(std::string_view text, const std::string& what, std::size_t line,
                    std::size_t column) {
  const auto location =
      fmt::format("[Source: {}; line: {}, column: {}]", excerpt(text), line, column);
  return {Diagnostic::Severity::Error, "INVALID_JSON_DESCRIPTION",
          fmt::format("{}\n at {}", what, location), location};
}

}  // namespace

Diagnostic describe_json_error(std::string_view text, const JsonError& error) {
  const auto word = word_around(text, std::min(error.offset, text.size()));
  if (!is_bare_word(text, word)) return describe(text, error.message, error.line, error.column);

  const auto unrecognized = fmt::format(
      "Unrecognized token '{}': was expecting (JSON String, Number, Array, Object or "
      "token 'null', 'true' or 'false')",
      utf8_prefix(text.substr(word.begin, word.end - word.begin), kTokenCharactersMax));
  // The column is that of what follows the word, as it was when the parser gave up on it.
  return describe(text, unrecognized, error.line, error.column + word.end - error.offset);
}

}  // namespace sfn::asl
