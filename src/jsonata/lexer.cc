#include "jsonata/lexer.h"

#include <algorithm>
#include <cmath>

#include "jsonata/characters.h"
#include "jsonata/error.h"
#include "jsonata/number_text.h"

namespace sfn::jsonata {
namespace {

constexpr std::string_view kOneCharacter = ".[]{}(),@#;:?+-*/%|=<>^&!~";
constexpr std::string_view kTwoCharacters[] = {
    "..", ":=", "!=", ">=", "<=", "**", "~>", "?:", "??"};

bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\v'; }
bool is_operator(char c) { return kOneCharacter.find(c) != std::string_view::npos; }

int hex_digit(char c) {
  if (is_digit(c)) return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

}  // namespace

Token Lexer::token(TokenKind kind, std::string text) const {
  return {.kind = kind, .text = std::move(text), .offset = at_};
}

void Lexer::skip_blanks_and_comments() {
  while (at_ < source_.size()) {
    if (is_blank(source_[at_])) {
      ++at_;
      continue;
    }
    if (source_[at_] != '/' || at(at_ + 1) != '*') return;
    const std::size_t open = at_;
    const std::size_t close = source_.find("*/", at_ + 2);
    if (close == std::string_view::npos) throw Failure("S0106", {.offset = open});
    at_ = close + 2;
  }
}

Token Lexer::next(bool behind_operand) {
  skip_blanks_and_comments();
  if (at_ >= source_.size()) return {.kind = TokenKind::End, .text = "(end)", .offset = at_};
  const char c = source_[at_];
  if (!behind_operand && c == '/') {
    ++at_;
    return regular_expression();
  }
  for (const std::string_view pair : kTwoCharacters) {
    if (source_.substr(at_, 2) != pair) continue;
    at_ += 2;
    return token(TokenKind::Operator, std::string(pair));
  }
  if (is_operator(c)) {
    ++at_;
    return token(TokenKind::Operator, std::string(1, c));
  }
  if (c == '"' || c == '\'') return quoted_string(c);
  if (Token found; is_digit(c) && number(found)) return found;
  if (c == '`') return quoted_name();
  return name();
}

std::size_t Lexer::backslashes_before(std::size_t at, std::size_t from) const {
  std::size_t count = 0;
  while (at - count > from && source_[at - count - 1] == '\\') ++count;
  return count;
}

// A slash closes unless it stands in brackets or behind an odd number of backslashes.
Token Lexer::regular_expression() {
  const std::size_t from = at_;
  int depth = 0;
  for (; at_ < source_.size(); ++at_) {
    const char c = source_[at_];
    const bool escaped = at_ > from && source_[at_ - 1] == '\\';
    if (c == '/' && depth == 0 && backslashes_before(at_, from) % 2 == 0) {
      Token regex = token(TokenKind::Regex, std::string(source_.substr(from, at_ - from)));
      if (regex.text.empty()) throw Failure("S0301", {.offset = at_});
      ++at_;
      while (at(at_) == 'i' || at(at_) == 'm') regex.flags += source_[at_++];
      regex.offset = at_;
      return regex;
    }
    if (escaped) continue;
    if (c == '(' || c == '[' || c == '{') ++depth;
    if (c == ')' || c == ']' || c == '}') --depth;
  }
  throw Failure("S0302", {.offset = at_});
}

Token Lexer::quoted_string(char quote) {
  ++at_;
  std::string out;
  while (at_ < source_.size()) {
    const char c = source_[at_];
    if (c == '\\') {
      ++at_;
      escape(out);
    } else if (c == quote) {
      ++at_;
      if (has_lone_surrogate(out)) out = with_pairs_joined(out);
      return token(TokenKind::String, std::move(out));
    } else {
      out += c;
      ++at_;
    }
  }
  throw Failure("S0101", {.offset = at_});
}

void Lexer::escape(std::string& out) {
  constexpr std::string_view kNames = "\"\\/bfnrt";
  constexpr std::string_view kMeanings = "\"\\/\b\f\n\r\t";
  if (at_ >= source_.size()) throw Failure("S0103", {.offset = at_});
  const char c = source_[at_];
  if (const std::size_t which = kNames.find(c); which != std::string_view::npos) {
    out += kMeanings[which];
    ++at_;
    return;
  }
  if (c != 'u') {
    std::size_t end = at_;
    next_character(source_, end);
    throw Failure("S0103", {.offset = at_, .token = std::string(source_.substr(at_, end - at_))});
  }
  // The text may end amid the digits: what is missing then is its end.
  const std::string_view digits = source_.substr(at_ + 1, 4);
  const auto is_hex = [](char digit) { return hex_digit(digit) >= 0; };
  if (!digits.empty() && digits.size() < 4 && std::all_of(digits.begin(), digits.end(), is_hex)) {
    at_ = source_.size();
    return;
  }
  char32_t unit = 0;
  for (std::size_t i = 1; i <= 4; ++i) {
    const int digit = hex_digit(at(at_ + i));
    if (digit < 0) throw Failure("S0104", {.offset = at_});
    unit = unit * 16 + static_cast<char32_t>(digit);
  }
  append_character(out, unit);
  at_ += 5;
}

bool Lexer::number(Token& found) {
  std::size_t end = at_ + 1;
  if (source_[at_] != '0') {
    while (is_digit(at(end))) ++end;
  }
  if (at(end) == '.' && is_digit(at(end + 1))) {
    end += 2;
    while (is_digit(at(end))) ++end;
  }
  if (at(end) == 'e' || at(end) == 'E') {
    std::size_t digits = end + 1;
    if (at(digits) == '+' || at(digits) == '-') ++digits;
    if (is_digit(at(digits))) {
      while (is_digit(at(digits))) ++digits;
      end = digits;
    }
  }
  const std::string text(source_.substr(at_, end - at_));
  const double value = parse_decimal(text);
  if (!std::isfinite(value)) throw Failure("S0102", {.offset = at_, .token = text});
  at_ = end;
  found = token(TokenKind::Number, text);
  found.number = value;
  return true;
}

Token Lexer::quoted_name() {
  const std::size_t from = at_ + 1;
  const std::size_t close = source_.find('`', from);
  if (close == std::string_view::npos) {
    throw Failure("S0105", {.offset = source_.size()});
  }
  at_ = close + 1;
  return token(TokenKind::Name, std::string(source_.substr(from, close - from)));
}

Token Lexer::name() {
  const std::size_t from = at_;
  while (at_ < source_.size() && !is_blank(source_[at_]) && !is_operator(source_[at_])) ++at_;
  std::string text(source_.substr(from, at_ - from));
  if (text[0] == '$') return token(TokenKind::Variable, text.substr(1));
  if (text == "or" || text == "in" || text == "and") return token(TokenKind::Operator, text);
  if (text == "true" || text == "false" || text == "null") return token(TokenKind::Word, text);
  return token(TokenKind::Name, std::move(text));
}

}  // namespace sfn::jsonata
