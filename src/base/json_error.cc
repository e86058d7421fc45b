#include "base/json_error.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <optional>
#include <variant>
#include <vector>

#include "base/check.h"
#include "base/text.h"

namespace sfn {
namespace {

constexpr std::size_t kExcerptCharactersMax = 500;
constexpr std::size_t kTokenCharactersMax = 256;
constexpr std::string_view kAnyValue =
    "(JSON String, Number, Array, Object or token 'null', 'true' or 'false')";

// `(String)"…"`, with the length of what is left out.
std::string excerpt(std::string_view text) {
  const auto start = utf8_prefix(text, kExcerptCharactersMax);
  if (start.size() == text.size()) return fmt::format("(String)\"{}\"", text);
  return fmt::format("(String)\"{}\"[truncated {} chars]", start,
                     utf8_length(text) - kExcerptCharactersMax);
}

std::string location_at(std::string_view text, std::size_t line, std::size_t column) {
  return fmt::format("[Source: {}; line: {}, column: {}]", excerpt(text), line, column);
}

std::string location_of(std::string_view text, std::size_t offset) {
  const auto before = text.substr(0, offset);
  const auto line_start = before.rfind('\n');
  const auto column = offset - (line_start == std::string_view::npos ? 0 : line_start + 1) + 1;
  const auto lines = std::count(before.begin(), before.end(), '\n');
  return location_at(text, static_cast<std::size_t>(lines) + 1, column);
}

bool is_word_character(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_' || c == '$';
}

/// Walks over a text up to the first token that cannot stand where it does. What our own parser
/// refuses before, such as too many levels, is no such thing.
class Walk {
 public:
  Walk(std::string_view text, std::size_t error_offset) : text_(text), last_(error_offset) {}

  std::optional<JsonFinding> finding() {
    while (!finding_ && !given_up_ && !(expected_ == Expected::Nothing)) step();
    return given_up_ ? std::nullopt : finding_;
  }

 private:
  enum class Expected { Value, ValueOrEnd, Name, NameOrEnd, Colon, CommaOrEnd, Nothing };
  struct Open {
    bool is_object;
    std::size_t at;
  };

  void step() {
    at_ = std::min(text_.find_first_not_of(" \t\r\n", at_), text_.size());
    if (at_ > last_) {
      given_up_ = true;
      return;
    }
    if (at_ == text_.size()) return end_of_text();
    const char c = text_[at_];
    switch (expected_) {
      case Expected::Value:
      case Expected::ValueOrEnd:
        if (c == ']' && expected_ == Expected::ValueOrEnd) return close();
        return value(c);
      case Expected::Name:
      case Expected::NameOrEnd:
        if (c == '}' && expected_ == Expected::NameOrEnd) return close();
        if (c != '"') return unexpected("was expecting double-quote to start field name");
        return string(Expected::Colon);
      case Expected::Colon:
        if (c != ':') {
          return unexpected("was expecting a colon to separate field name and value");
        }
        return move_on(Expected::Value);
      case Expected::CommaOrEnd:
        return comma_or_end(c);
      case Expected::Nothing:
        return;
    }
  }

  void value(char c) {
    if (c == '{') return open(true);
    if (c == '[') return open(false);
    if (c == '"') return string(after_value());
    if (c == '-' || std::isdigit(static_cast<unsigned char>(c)) != 0) return number();
    if (is_word_character(c)) return word();
    unexpected(fmt::format("expected a valid value {}", kAnyValue));
  }

  void comma_or_end(char c) {
    const bool in_object = open_.back().is_object;
    if (c == ',') return move_on(in_object ? Expected::Name : Expected::Value);
    if (c == (in_object ? '}' : ']')) return close();
    unexpected(
        fmt::format("was expecting comma to separate {} entries", in_object ? "Object" : "Array"));
  }

  void open(bool is_object) {
    open_.push_back({is_object, at_});
    move_on(is_object ? Expected::NameOrEnd : Expected::ValueOrEnd);
  }
  void close() {
    open_.pop_back();
    move_on(after_value());
  }
  void move_on(Expected expected) {
    ++at_;
    expected_ = expected;
  }
  Expected after_value() const { return open_.empty() ? Expected::Nothing : Expected::CommaOrEnd; }

  // What is wrong within one is left to our own parser.
  void string(Expected after) {
    for (++at_; at_ < text_.size(); ++at_) {
      if (text_[at_] == '"') return move_on(after);
      if (text_[at_] == '\\') ++at_;
    }
    found("Unexpected end-of-input: was expecting closing quote for a string value", text_.size());
  }

  void number() {
    const auto end = std::min(text_.find_first_not_of("+-.0123456789eE", at_), text_.size());
    const auto token = text_.substr(at_, end - at_);
    if (!parse_json(token)) {
      given_up_ = true;
      return;
    }
    at_ = end;
    expected_ = after_value();
  }

  void word() {
    auto end = at_;
    while (end < text_.size() && is_word_character(text_[end])) ++end;
    const auto token = text_.substr(at_, end - at_);
    if (token != "null" && token != "true" && token != "false") {
      return found(fmt::format("Unrecognized token '{}': was expecting {}",
                               utf8_prefix(token, kTokenCharactersMax), kAnyValue),
                   end);
    }
    at_ = end;
    expected_ = after_value();
  }

  void end_of_text() {
    if (open_.empty()) {
      given_up_ = true;
      return;
    }
    found(fmt::format("Unexpected end-of-input: expected close marker for {} (start marker at {})",
                      open_.back().is_object ? "Object" : "Array",
                      location_of(text_, open_.back().at)),
          text_.size());
  }

  void unexpected(std::string_view wanted) {
    const auto c = static_cast<unsigned char>(text_[at_]);
    if (c < 0x20 || c >= 0x7F) {
      given_up_ = true;
      return;
    }
    found(fmt::format("Unexpected character ('{}' (code {})): {}", text_[at_], int{c}, wanted),
          at_ + 1);
  }

  // The service tells the place behind what it stumbled over.
  void found(std::string what, std::size_t behind) {
    finding_ = JsonFinding{std::move(what), location_of(text_, behind)};
  }

  std::string_view text_;
  std::size_t last_;
  std::size_t at_ = 0;
  Expected expected_ = Expected::Value;
  std::vector<Open> open_;
  std::optional<JsonFinding> finding_;
  bool given_up_ = false;
};

}  // namespace

std::string JsonFinding::text() const { return fmt::format("{}\n at {}", what, location); }

JsonFinding in_service_words(std::string_view text, const JsonError& error) {
  if (auto finding = Walk(text, error.offset).finding()) return std::move(*finding);
  return {error.message, location_at(text, error.line, error.column)};
}

std::string why_no_json(std::string_view text) {
  const auto parsed = parse_json_located(text);
  SFN_CHECK(std::holds_alternative<JsonError>(parsed));
  return in_service_words(text, std::get<JsonError>(parsed)).text();
}

}  // namespace sfn
