#include "intrinsics/parser.h"

#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <utility>

#include "base/text.h"
#include "intrinsics/expression.h"
#include "intrinsics/function.h"

namespace sfn::intrinsics {
namespace {

using jsonpath::Path;
using jsonpath::SyntaxError;

std::string describe_count(const Function& function) {
  const auto least = function.arguments_min;
  if (function.arguments_max == Function::kAny) return fmt::format("at least {}", least);
  if (least != function.arguments_max)
    return fmt::format("{} or {}", least, function.arguments_max);
  return least == 0 ? "none" : std::to_string(least);
}

class Parser {
 public:
  Parser(std::string_view text, int nesting_max) : text_(text), nesting_max_(nesting_max) {}

  Syntax parse() {
    auto call = parse_call();
    skip_blanks();
    if (!done()) fail(fmt::format("unexpected {}", found()));
    return {std::move(call), std::move(paths_)};
  }

 private:
  bool done() const { return offset_ == text_.size(); }
  std::string_view rest() const { return text_.substr(offset_); }
  char peek() const { return done() ? '\0' : text_[offset_]; }
  std::string found() const {
    return done() ? "the end" : fmt::format("'{}'", utf8_prefix(rest(), 1));
  }
  [[noreturn]] void fail(std::string message) const { fail_at(offset_, std::move(message)); }
  [[noreturn]] static void fail_at(std::size_t offset, std::string message) {
    throw SyntaxError{offset, std::move(message)};
  }

  bool accept(char wanted) {
    if (done() || text_[offset_] != wanted) return false;
    ++offset_;
    return true;
  }
  void expect(char wanted) {
    if (!accept(wanted)) fail(fmt::format("expected '{}', found {}", wanted, found()));
  }
  void skip_blanks() {
    offset_ = std::min(text_.find_first_not_of(" \t\r\n", offset_), text_.size());
  }
  std::string_view take_until(std::string_view delimiters) {
    const auto start = offset_;
    offset_ = std::min(text_.find_first_of(delimiters, offset_), text_.size());
    return text_.substr(start, offset_ - start);
  }

  Call parse_call() {
    const auto start = offset_;
    const auto name = take_until("( \t\r\n,')");
    const auto* function = find_function(name);
    if (function == nullptr) {
      fail_at(start, fmt::format("there is no intrinsic function '{}'", utf8_prefix(name, 60)));
    }
    if (++depth_ > nesting_max_) {
      fail_at(start, fmt::format("calls nest at most {} levels deep", nesting_max_));
    }
    auto arguments = parse_arguments();
    --depth_;
    if (arguments.size() < function->arguments_min || arguments.size() > function->arguments_max) {
      fail_at(start, fmt::format("the number of arguments of {} must be {}, but is {}", name,
                                 describe_count(*function), arguments.size()));
    }
    return {function, std::string(text_.substr(start, offset_ - start)), start,
            std::move(arguments)};
  }

  std::vector<Argument> parse_arguments() {
    std::vector<Argument> arguments;
    expect('(');
    skip_blanks();
    if (accept(')')) return arguments;
    do {
      skip_blanks();
      arguments.push_back(parse_argument());
      skip_blanks();
    } while (accept(','));
    expect(')');
    return arguments;
  }

  Argument parse_argument() {
    if (peek() == '$') return parse_path();
    if (peek() == '\'') return parse_text();
    if (starts_with(rest(), "States.")) return parse_call();
    return parse_word();
  }

  Lookup parse_path() {
    const auto start = offset_;
    auto parsed = Path::parse_front(rest());
    if (const auto* error = std::get_if<SyntaxError>(&parsed)) {
      fail_at(offset_ + error->offset, error->message);
    }
    auto& front = std::get<Path::Front>(parsed);
    offset_ += front.bytes;
    paths_.push_back(front.path);
    return {std::move(front.path), start};
  }

  // `{}` counts only where neither brace is escaped.
  Constant parse_text() {
    const auto start = offset_;
    expect('\'');
    std::string text;
    Constant constant;
    while (!done()) {
      if (accept('\'')) {
        constant.value = std::move(text);
        return constant;
      }
      if (starts_with(rest(), "{}")) constant.blanks.push_back(text.size());
      if (peek() == '\\') skip_escape();
      text += text_[offset_++];
    }
    fail_at(start, "the quote ' is not closed");
  }

  void skip_escape() {
    constexpr std::string_view kEscaped = "'{}\\";
    const auto start = offset_++;
    if (!done() && kEscaped.find(peek()) != std::string_view::npos) return;
    fail_at(start, "a backslash may stand before ', {, } and \\ alone");
  }

  Constant parse_word() {
    const auto start = offset_;
    const auto word = take_until(", \t\r\n()'");
    auto value = parse_json(word);
    if (value && (value->is_primitive() && !value->is_string())) return {std::move(*value)};
    fail_at(start, word.empty() ? fmt::format("expected an argument, found {}", found())
                                : fmt::format("'{}' is no argument", utf8_prefix(word, 60)));
  }

  std::string_view text_;
  int nesting_max_;
  std::size_t offset_ = 0;
  int depth_ = 0;
  std::vector<Path> paths_;
};

}  // namespace

Result<Syntax> parse_expression(std::string_view text, int nesting_max) {
  try {
    return Parser(text, nesting_max).parse();
  } catch (const SyntaxError& error) {
    const auto column = utf8_length(text.substr(0, error.offset)) + 1;
    return Error{"InvalidIntrinsic", fmt::format("column {}: {}", column, error.message)};
  }
}

}  // namespace sfn::intrinsics
