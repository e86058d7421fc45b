// Cursor: a place in the text of a path, for the two halves of the parser. Private to the module.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "jsonpath/path.h"

namespace sfn::jsonpath {

/// Fails by throwing SyntaxError, which is caught in parse_path and parse_front.
class Cursor {
 public:
  explicit Cursor(std::string_view text) : text_(text) {}

  bool done() const { return offset_ == text_.size(); }
  std::size_t offset() const { return offset_; }
  std::string_view rest() const { return text_.substr(offset_); }
  /// The next byte, or 0 at the end.
  char peek() const { return done() ? '\0' : text_[offset_]; }

  void advance(std::size_t bytes) { offset_ += bytes; }
  bool accept(std::string_view token);
  /// As accept, failing with what is there instead.
  void expect(std::string_view token);
  void skip_blanks();
  /// The bytes up to the first of `delimiters` or the end.
  std::string_view take_until(std::string_view delimiters);

  [[noreturn]] void fail(std::string message) const { fail_at(offset_, std::move(message)); }
  [[noreturn]] static void fail_at(std::size_t offset, std::string message) {
    throw SyntaxError{offset, std::move(message)};
  }
  /// `'x'`, or `the end` there.
  std::string found() const;

  int depth = 0;  ///< Filters and parentheses that are open here.

 private:
  std::string_view text_;
  std::size_t offset_ = 0;
};

}  // namespace sfn::jsonpath
