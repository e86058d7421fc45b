// The lexer: an expression as tokens.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "jsonata/value.h"

namespace sfn::jsonata {

enum class TokenKind : std::uint8_t { End, Operator, Name, Variable, String, Number, Word, Regex };

struct Token {
  TokenKind kind = TokenKind::End;
  std::string text =
      {};  ///< An operator's or word's spelling, a name, a string's content, a pattern.
  std::string flags = {};  ///< Of a regular expression.
  double number = 0;
  std::size_t offset = 0;  ///< Bytes of the source before the token's end.
};

class Lexer {
 public:
  explicit Lexer(std::string_view source) : source_(source) {}

  /// The next token. Behind an operand a slash divides; elsewhere it opens a regular expression.
  /// Throws Failure.
  Token next(bool behind_operand);

 private:
  void skip_blanks_and_comments();
  Token regular_expression();
  std::size_t backslashes_before(std::size_t at, std::size_t from) const;
  Token quoted_string(char quote);
  void escape(std::string& out);
  bool number(Token& token);
  Token quoted_name();
  Token name();
  Token token(TokenKind kind, std::string text) const;
  char at(std::size_t place) const { return place < source_.size() ? source_[place] : '\0'; }

  std::string_view source_;
  std::size_t at_ = 0;
};

}  // namespace sfn::jsonata
