// The parser of json_pattern.h's grammar, by recursive descent.

#include <fmt/format.h>

#include <charconv>

#include "base/text.h"
#include "logs/json_pattern.h"

namespace sfn::logs {
namespace {

constexpr int kDepthMax = 32;  // Parentheses in one another.

struct SyntaxError {
  std::string message;
};

bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

bool is_bare(char c) {
  return !is_blank(c) && std::string_view("{}()[]=!<>&|\"").find(c) == std::string_view::npos;
}

class Parser {
 public:
  explicit Parser(std::string_view text) : text_(text) {}

  JsonCondition pattern() {
    expect("{");
    auto condition = any();
    expect("}");
    skip_blanks();
    if (at_ < text_.size()) fail("nothing after the closing brace");
    return condition;
  }

 private:
  JsonCondition any() {
    std::vector<JsonCondition> parts{all()};
    while (accept("||")) parts.push_back(all());
    return parts.size() == 1 ? parts.front() : JsonCondition{AnyOf{parts}};
  }

  JsonCondition all() {
    std::vector<JsonCondition> parts{primary()};
    while (accept("&&")) parts.push_back(primary());
    return parts.size() == 1 ? parts.front() : JsonCondition{AllOf{parts}};
  }

  JsonCondition primary() {
    if (!accept("(")) return comparison();
    if (++depth_ > kDepthMax) fail(fmt::format("at most {} nested parentheses", kDepthMax));
    auto inner = any();
    expect(")");
    --depth_;
    return inner;
  }

  JsonCondition comparison() {
    auto at = selector();
    if (const auto kind = test()) return {JsonTest{std::move(at), *kind}};
    const auto op = comparison_operator();
    const bool ordered =
        op != JsonComparison::Operator::Equal && op != JsonComparison::Operator::NotEqual;
    auto wanted = value();
    if (ordered && !std::holds_alternative<double>(wanted)) fail("a number after <, <=, > or >=");
    return {JsonComparison{std::move(at), op, std::move(wanted)}};
  }

  Selector selector() {
    expect("$");
    Selector selector;
    while (at_ < text_.size() && (text_[at_] == '.' || text_[at_] == '['))
      text_[at_] == '.' ? member(selector) : element(selector);
    return selector;
  }

  void member(Selector& selector) {
    ++at_;
    const auto from = at_;
    while (at_ < text_.size() && is_bare(text_[at_]) && text_[at_] != '.') ++at_;
    if (at_ == from) fail("a member's name after the dot");
    selector.steps.emplace_back(std::string(text_.substr(from, at_ - from)));
  }

  void element(Selector& selector) {
    const auto close = text_.find(']', at_);
    const auto index = close == std::string_view::npos
                           ? std::nullopt
                           : parse_integer(text_.substr(at_ + 1, close - at_ - 1));
    if (!index || *index < 0) fail("an element's number in brackets");
    selector.steps.emplace_back(static_cast<std::size_t>(*index));
    at_ = close + 1;
  }

  std::optional<JsonTest::Kind> test() {
    if (accept_word("EXISTS")) return JsonTest::Kind::Exists;
    if (accept_word("NOT")) {
      if (!accept_word("EXISTS")) fail("EXISTS after NOT");
      return JsonTest::Kind::NotExists;
    }
    if (!accept_word("IS")) return std::nullopt;
    if (accept_word("NULL")) return JsonTest::Kind::IsNull;
    if (accept_word("TRUE")) return JsonTest::Kind::IsTrue;
    if (accept_word("FALSE")) return JsonTest::Kind::IsFalse;
    fail("NULL, TRUE or FALSE after IS");
  }

  JsonComparison::Operator comparison_operator() {
    using Operator = JsonComparison::Operator;
    if (accept("!=")) return Operator::NotEqual;
    if (accept("<=")) return Operator::LessOrEqual;
    if (accept(">=")) return Operator::GreaterOrEqual;
    if (accept("=")) return Operator::Equal;
    if (accept("<")) return Operator::Less;
    if (accept(">")) return Operator::Greater;
    fail("=, !=, <, <=, >, >=, IS, EXISTS or NOT EXISTS");
  }

  std::variant<double, std::string> value() {
    skip_blanks();
    if (at_ < text_.size() && text_[at_] == '"') return quoted();
    const auto from = at_;
    while (at_ < text_.size() && is_bare(text_[at_])) ++at_;
    if (at_ == from) fail("a number or a text");
    return number_or_text(text_.substr(from, at_ - from));
  }

  static std::variant<double, std::string> number_or_text(std::string_view word) {
    double number = 0;
    const auto* end = word.data() + word.size();
    if (const auto read = std::from_chars(word.data(), end, number);
        read.ec == std::errc() && read.ptr == end)
      return number;
    return std::string(word);
  }

  std::string quoted() {
    std::string out;
    for (++at_; at_ < text_.size() && text_[at_] != '"'; ++at_) {
      if (text_[at_] == '\\' && at_ + 1 < text_.size()) ++at_;
      out += text_[at_];
    }
    if (at_ == text_.size()) fail("a closing quotation mark");
    ++at_;
    return out;
  }

  void skip_blanks() {
    while (at_ < text_.size() && is_blank(text_[at_])) ++at_;
  }

  bool accept(std::string_view token) {
    skip_blanks();
    if (!starts_with(text_.substr(at_), token)) return false;
    at_ += token.size();
    return true;
  }

  bool accept_word(std::string_view word) {
    const auto before = at_;
    if (!accept(word)) return false;
    if (at_ == text_.size() || !is_bare(text_[at_])) return true;
    at_ = before;
    return false;
  }

  void expect(std::string_view token) {
    if (!accept(token)) fail(fmt::format("'{}'", token));
  }

  [[noreturn]] void fail(std::string_view expected) const {
    throw SyntaxError{fmt::format("Invalid filter pattern: expected {} at character {}, found '{}'",
                                  expected, at_ + 1, text_.substr(at_, 20))};
  }

  std::string_view text_;
  std::size_t at_ = 0;
  int depth_ = 0;
};

}  // namespace

Result<JsonCondition> parse_json_pattern(std::string_view text) {
  try {
    return Parser(text).pattern();
  } catch (const SyntaxError& error) {
    return Error{"InvalidParameterException", error.message};
  }
}

}  // namespace sfn::logs
