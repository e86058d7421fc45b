#include "jsonpath/cursor.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"

namespace sfn::jsonpath {

bool Cursor::accept(std::string_view token) {
  if (!starts_with(rest(), token)) return false;
  offset_ += token.size();
  return true;
}

void Cursor::expect(std::string_view token) {
  if (!accept(token)) fail(fmt::format("expected '{}', found {}", token, found()));
}

void Cursor::skip_blanks() {
  while (peek() == ' ' || peek() == '\t') ++offset_;
}

std::string_view Cursor::take_until(std::string_view delimiters) {
  const auto end = std::min(text_.find_first_of(delimiters, offset_), text_.size());
  const auto taken = text_.substr(offset_, end - offset_);
  offset_ = end;
  return taken;
}

std::string Cursor::found() const {
  if (done()) return "the end";
  return fmt::format("'{}'", utf8_prefix(rest(), 1));
}

}  // namespace sfn::jsonpath
