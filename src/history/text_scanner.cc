#include "history/text_scanner.h"

#include <fmt/format.h>

#include <charconv>

#include "base/broken_store.h"

namespace sfn::history {

bool TextScanner::take(std::string_view expected) {
  if (text_.substr(at_, expected.size()) != expected) return false;
  at_ += expected.size();
  return true;
}

void TextScanner::expect(std::string_view expected) {
  if (!take(expected)) fail(expected);
}

bool TextScanner::take_member(std::string_view name) {
  const auto rest = text_.substr(at_);
  const auto size = name.size() + 4;
  const bool is_next = rest.size() >= size && rest.substr(0, 2) == ",\"" &&
                       rest.substr(2, name.size()) == name && rest.substr(size - 2, 2) == "\":";
  if (is_next) at_ += size;
  return is_next;
}

std::int64_t TextScanner::integer() {
  std::int64_t number = 0;
  const char* begin = text_.data() + at_;
  const auto [end, error] = std::from_chars(begin, text_.data() + text_.size(), number);
  if (error != std::errc()) fail("an integer");
  at_ += static_cast<std::size_t>(end - begin);
  return number;
}

bool TextScanner::boolean() {
  if (take("true")) return true;
  expect("false");
  return false;
}

std::string TextScanner::string() {
  expect("\"");
  std::string value;
  while (true) {
    const auto stop = std::min(text_.find_first_of("\"\\", at_), text_.size());
    value.append(text_.substr(at_, stop - at_));
    at_ = stop;
    if (take("\"")) return value;
    expect("\\");
    value += escape();
  }
}

// The writer escapes quotes, backslashes, newlines and, by number, the other control characters.
char TextScanner::escape() {
  if (take("\"")) return '"';
  if (take("\\")) return '\\';
  if (take("n")) return '\n';
  expect("u00");
  unsigned code = 0;
  const char* begin = text_.data() + at_;
  const char* limit = text_.data() + std::min(at_ + 2, text_.size());
  const auto [end, error] = std::from_chars(begin, limit, code, 16);
  if (error != std::errc() || end != begin + 2) fail("two hexadecimal digits");
  at_ += 2;
  return static_cast<char>(code);
}

std::string_view TextScanner::document() {
  const auto start = at_;
  for (int depth = 0; at_ < text_.size(); ++at_) {
    const char c = text_[at_];
    if (c == '"') skip_string();
    if (c == '{' || c == '[') ++depth;
    const bool closes = c == '}' || c == ']';
    if (depth == 0 && (closes || c == ',')) return text_.substr(start, at_ - start);
    if (closes) --depth;
  }
  fail("the end of a document");
}

// From the opening quote to the closing one.
void TextScanner::skip_string() {
  for (++at_; at_ < text_.size() && text_[at_] != '"'; ++at_) {
    if (text_[at_] == '\\') ++at_;
  }
}

void TextScanner::expect_end() {
  if (at_ != text_.size()) fail("the end of the row");
}

void TextScanner::fail(std::string_view expected) const {
  const auto found = text_.substr(std::min(at_, text_.size()));
  throw BrokenStore(fmt::format("expected {} at byte {}, found {}", expected, at_,
                                as_found(found.empty() ? "the end" : found)));
}

}  // namespace sfn::history
