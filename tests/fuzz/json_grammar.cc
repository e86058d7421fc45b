#include "fuzz/json_grammar.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <string>

namespace sfn::fuzz {
namespace {

// Bytes of the code point at the front, or 0. RFC 3629, section 4.
std::size_t code_point_bytes(std::string_view text) {
  const auto byte = [text](std::size_t i) -> unsigned {
    return i < text.size() ? static_cast<unsigned char>(text[i]) : 0;
  };
  const auto tail = [&byte](std::size_t i) { return byte(i) >= 0x80 && byte(i) <= 0xBF; };
  const unsigned first = byte(0);
  if (first < 0x80) return 1;
  if (first >= 0xC2 && first <= 0xDF) return tail(1) ? 2 : 0;
  if (first >= 0xE0 && first <= 0xEF) {
    const bool overlong = first == 0xE0 && byte(1) < 0xA0;
    const bool surrogate = first == 0xED && byte(1) > 0x9F;
    return tail(1) && tail(2) && !overlong && !surrogate ? 3 : 0;
  }
  if (first >= 0xF0 && first <= 0xF4) {
    const bool overlong = first == 0xF0 && byte(1) < 0x90;
    const bool too_high = first == 0xF4 && byte(1) > 0x8F;
    return tail(1) && tail(2) && tail(3) && !overlong && !too_high ? 4 : 0;
  }
  return 0;
}

bool is_digit(char c) { return c >= '0' && c <= '9'; }

// Each function takes one production from the front, or says that it is not there.
class Reader {
 public:
  Reader(std::string_view text, std::size_t depth_max) : rest_(text), depth_max_(depth_max) {}

  bool document() {
    blanks();
    if (!value(0)) return false;
    blanks();
    return rest_.empty();
  }
  const JsonSize& size() const { return size_; }

 private:
  bool value(std::size_t depth) {
    ++size_.values;
    size_.depth = std::max(size_.depth, depth);
    if (next() == '{') return sequence('{', '}', depth + 1, [&](auto d) { return member(d); });
    if (next() == '[') return sequence('[', ']', depth + 1, [&](auto d) { return value(d); });
    if (next() == '"') return string();
    return word("true") || word("false") || word("null") || number();
  }

  template <typename Item>
  bool sequence(char open, char close, std::size_t depth, Item item) {
    if (depth > depth_max_) return false;
    size_.depth = std::max(size_.depth, depth);
    take(open);
    blanks();
    if (take(close)) return true;
    do {
      blanks();
      if (!item(depth)) return false;
      blanks();
    } while (take(','));
    return take(close);
  }

  bool member(std::size_t depth) {
    if (!string()) return false;
    blanks();
    if (!take(':')) return false;
    blanks();
    return value(depth);
  }

  bool string() {
    if (!take('"')) return false;
    while (!rest_.empty() && next() != '"') {
      if (static_cast<unsigned char>(next()) < 0x20) return false;
      if (next() == '\\' ? !escape() : !code_point()) return false;
    }
    return take('"');
  }

  bool code_point() {
    const auto bytes = code_point_bytes(rest_);
    rest_.remove_prefix(bytes);
    return bytes > 0;
  }

  bool escape() {
    take('\\');
    if (take('u')) return escaped_code_point();
    const bool known = !rest_.empty() && std::string_view("\"\\/bfnrt").find(next()) != rest_.npos;
    if (known) rest_.remove_prefix(1);
    return known;
  }

  // The grammar lets any four digits pass; halves of pairs that are alone mean nothing.
  bool escaped_code_point() {
    const int unit = hex_unit();
    if (unit < 0xD800 || unit > 0xDFFF) return unit >= 0;
    if (unit > 0xDBFF || !word("\\u")) return false;
    const int low = hex_unit();
    return low >= 0xDC00 && low <= 0xDFFF;
  }

  int hex_unit() {
    int unit = 0;
    for (int i = 0; i < 4; ++i) {
      const auto digit =
          std::string_view("0123456789abcdef").find(static_cast<char>(next() | 0x20));
      if (rest_.empty() || digit == rest_.npos || next() < '0') return -1;
      unit = unit * 16 + static_cast<int>(digit);
      rest_.remove_prefix(1);
    }
    return unit;
  }

  bool number() {
    const std::string_view all = rest_;
    take('-');
    if (!take('0') && !digits()) return false;
    if (take('.') && !digits()) return false;
    if (take('e') || take('E')) {
      if (!take('+')) take('-');
      if (!digits()) return false;
    }
    const std::string text(all.substr(0, all.size() - rest_.size()));
    return std::isfinite(std::strtod(text.c_str(), nullptr));
  }

  bool digits() {
    const bool some = !rest_.empty() && is_digit(next());
    while (!rest_.empty() && is_digit(next())) rest_.remove_prefix(1);
    return some;
  }

  void blanks() { rest_.remove_prefix(std::min(rest_.find_first_not_of(" \t\r\n"), rest_.size())); }
  char next() const { return rest_.empty() ? '\0' : rest_.front(); }
  bool take(char c) { return word({&c, 1}); }
  bool word(std::string_view expected) {
    if (rest_.substr(0, expected.size()) != expected) return false;
    rest_.remove_prefix(expected.size());
    return true;
  }

  std::string_view rest_;
  std::size_t depth_max_;
  JsonSize size_;
};

}  // namespace

std::optional<JsonSize> json_size(std::string_view text, std::size_t depth_max) {
  Reader reader(text, depth_max);
  if (!reader.document()) return std::nullopt;
  return reader.size();
}

bool is_utf8(std::string_view text) {
  while (!text.empty()) {
    const auto bytes = code_point_bytes(text);
    if (bytes == 0) return false;
    text.remove_prefix(bytes);
  }
  return true;
}

}  // namespace sfn::fuzz
