// From JavaScript's regular expressions (ECMAScript, "Patterns" and Annex B) to PCRE2's.
#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "jsonata/characters.h"
#include "jsonata/regex.h"

namespace sfn::jsonata {
namespace {

// Inside of a class; the blanks that PCRE2's own \s does not know.
constexpr std::string_view kBlanks =
    R"(\s\x{a0}\x{feff}\x{1680}\x{2000}-\x{200a}\x{2028}\x{2029}\x{202f}\x{205f}\x{3000})";
constexpr std::string_view kCallout = "(?C1)";

struct Invalid {
  std::string message;
};

class Translator {
 public:
  explicit Translator(std::string_view pattern) : pattern_(pattern) { count_groups(); }

  std::string translate() {
    has_choice_ = alternatives(0);
    if (at_ < pattern_.size()) throw Invalid{"Unmatched ')'"};
    return std::move(out_);
  }

  // What every match begins with, once translated.
  std::string prefix() const {
    if (has_choice_) return {};
    const std::size_t end = std::min(pattern_.find_first_of("^$(|[.*+?{\\"), pattern_.size());
    const bool is_repeated = end < pattern_.size() &&
                             std::string_view("*+?{").find(pattern_[end]) != std::string_view::npos;
    std::size_t last = end;
    if (is_repeated) {
      while (last > 0 && is_continuation(pattern_[--last])) continue;
    }
    return std::string(pattern_.substr(0, last));
  }

 private:
  static bool is_continuation(char c) { return (static_cast<unsigned char>(c) & 0xC0) == 0x80; }
  char peek(std::size_t ahead = 0) const {
    return at_ + ahead < pattern_.size() ? pattern_[at_ + ahead] : '\0';
  }
  bool rest_starts_with(std::string_view text) const {
    return pattern_.substr(at_, text.size()) == text;
  }

  void count_groups() {
    bool in_class = false;
    for (std::size_t i = 0; i < pattern_.size(); ++i) {
      const char c = pattern_[i];
      if (c == '\\') {
        ++i;
      } else if (in_class) {
        in_class = c != ']';
      } else if (c == '[') {
        in_class = true;
      } else if (c == '(') {
        const auto next = pattern_.substr(i + 1);
        const bool named =
            next.substr(0, 2) == "?<" && next.substr(0, 3) != "?<=" && next.substr(0, 3) != "?<!";
        if (next.substr(0, 1) != "?" || named) ++groups_;
        if (named) has_names_ = true;
      }
    }
  }

  // Until the group's end or the pattern's. Returns whether there is more than one.
  bool alternatives(int depth) {
    if (depth > 100) throw Invalid{"Regular expression too large"};
    bool can_repeat = false;
    bool is_choice = false;
    while (at_ < pattern_.size() && peek() != ')') {
      is_choice = is_choice || peek() == '|';
      can_repeat = term(depth, can_repeat);
    }
    return is_choice;
  }

  // Returns whether a quantifier may follow what was translated.
  bool term(int depth, bool can_repeat) {
    const char c = peek();
    switch (c) {
      case '|':
      case '^':
      case '$':
        out_ += c;
        ++at_;
        return false;
      case '(':
        return group(depth);
      case '[':
        character_class();
        return true;
      case '.':
        ++at_;
        out_ += R"([^\n\r\x{2028}\x{2029}])";
        return true;
      case '*':
      case '+':
      case '?':
        return quantifier(std::string(1, c), 1, can_repeat);
      case '{':
        if (const auto length = braces(); length != 0) {
          return quantifier(std::string(pattern_.substr(at_, length)), length, can_repeat);
        }
        out_ += "\\{";
        ++at_;
        return true;
      case '\\':
        return escape();
      default:
        out_ += c;
        ++at_;
        // A quantifier takes the whole character, which may have more bytes.
        return true;
    }
  }

  // `{n}`, `{n,}` or `{n,m}`; 0 where it is none of them.
  std::size_t braces() const {
    std::size_t i = 1;
    const auto digits = [&] {
      const std::size_t from = i;
      while (is_digit(peek(i))) ++i;
      return i > from;
    };
    if (!digits()) return 0;
    if (peek(i) == ',') {
      ++i;
      digits();
    }
    return peek(i) == '}' ? i + 1 : 0;
  }

  bool quantifier(const std::string& text, std::size_t length, bool can_repeat) {
    if (!can_repeat) throw Invalid{"Nothing to repeat"};
    at_ += length;
    out_ += text;
    if (peek() == '?') {
      out_ += '?';
      ++at_;
    }
    out_ += kCallout;
    return false;
  }

  bool is_quantifier_next() const {
    const char c = peek();
    return c == '*' || c == '+' || c == '?' || (c == '{' && braces() != 0);
  }

  bool group(int depth) {
    std::string open = "(";
    bool is_assertion = false;
    ++at_;
    if (peek() == '?') {
      for (const std::string_view kind : {"?:", "?=", "?!", "?<=", "?<!"}) {
        if (!rest_starts_with(kind)) continue;
        open += kind;
        at_ += kind.size();
        is_assertion = kind != "?:";
        break;
      }
      if (open.size() == 1) {
        if (!rest_starts_with("?<")) throw Invalid{"Invalid group"};
        const std::size_t close = pattern_.find('>', at_);
        if (close == std::string_view::npos || close == at_ + 2) {
          throw Invalid{"Invalid capture group name"};
        }
        open += pattern_.substr(at_, close + 1 - at_);
        at_ = close + 1;
      }
    } else if (peek() == '*') {
      throw Invalid{"Nothing to repeat"};
    }
    out_ += open;
    const std::size_t inside = out_.size();
    const bool is_choice = alternatives(depth + 1);
    if (peek() != ')') throw Invalid{"Unterminated group"};
    ++at_;
    out_ += ')';
    if (!is_quantifier_next()) {
      if (is_choice && !is_assertion) out_ += kCallout;
      return false;
    }
    out_.insert(inside, kCallout);
    if (is_assertion) {
      // JavaScript lets lookaheads be repeated, which changes nothing but whether they must hold.
      out_.insert(inside - open.size(), "(?:");
      out_ += ')';
    }
    return true;
  }

  void character_class() {
    ++at_;
    const bool negated = peek() == '^';
    if (negated) ++at_;
    if (peek() == ']') {
      ++at_;
      out_ += negated ? R"([\s\S])" : "(?!)";
      return;
    }
    out_ += negated ? "[^" : "[";
    while (true) {
      if (at_ >= pattern_.size()) throw Invalid{"Unterminated character class"};
      const char c = peek();
      if (c == ']') break;
      if (c == '\\') {
        class_escape();
        continue;
      }
      const bool is_set_next = peek(1) == '\\' && is_set(peek(2));
      if (c == '[' || (c == '-' && is_set_next)) out_ += '\\';
      out_ += c;
      ++at_;
    }
    ++at_;
    out_ += ']';
  }

  // A letter whose escape means a set of characters, which no range can begin or end with.
  static bool is_set(char letter) {
    return letter != '\0' && std::string_view("dDwWsS").find(letter) != std::string_view::npos;
  }

  static std::string literal(char32_t c) {
    return fmt::format("\\x{{{:x}}}", static_cast<unsigned>(c));
  }

  static int hex_digit(char c) {
    if (is_digit(c)) return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return -1;
  }

  std::optional<char32_t> hex(std::size_t ahead, std::size_t digits) const {
    char32_t value = 0;
    for (std::size_t i = 0; i < digits; ++i) {
      const int digit = hex_digit(peek(ahead + i));
      if (digit < 0) return std::nullopt;
      value = value * 16 + static_cast<char32_t>(digit);
    }
    return value;
  }

  // A character written as an escape, at the letter behind the backslash; moves past it.
  std::string character_escape() {
    const char c = peek();
    constexpr std::string_view kControls = "nrtf";
    if (kControls.find(c) != std::string_view::npos) {
      ++at_;
      return std::string("\\") + c;
    }
    if (c == 'v') {
      ++at_;
      return R"(\x{b})";
    }
    if (c == 'c' && ((peek(1) | 0x20) >= 'a' && (peek(1) | 0x20) <= 'z')) {
      const auto letter = static_cast<char32_t>(peek(1)) % 32;
      at_ += 2;
      return literal(letter);
    }
    if (c == 'x') {
      if (const auto value = hex(1, 2)) {
        at_ += 3;
        return literal(*value);
      }
    }
    if (c == 'u') {
      if (auto value = hex(1, 4)) {
        at_ += 5;
        if (*value >= 0xD800 && *value < 0xDC00 && peek() == '\\' && peek(1) == 'u') {
          const auto low = hex(2, 4);
          if (low && *low >= 0xDC00 && *low < 0xE000) {
            at_ += 6;
            *value = 0x10000 + ((*value - 0xD800) << 10) + (*low - 0xDC00);
          }
        }
        if (*value >= 0xD800 && *value < 0xE000) {
          // PCRE2 knows no halves by number, but takes them as they stand.
          std::string raw;
          append_character(raw, *value);
          return raw;
        }
        return literal(*value);
      }
    }
    std::size_t end = at_;
    const char32_t character = next_character(pattern_, end);
    at_ = end;
    return literal(character);
  }

  std::string octal() {
    char32_t value = 0;
    for (int i = 0; i < 3 && peek() >= '0' && peek() <= '7' && value * 8 < 256; ++i) {
      value = value * 8 + static_cast<char32_t>(peek() - '0');
      ++at_;
    }
    return literal(value);
  }

  bool escape() {
    ++at_;
    if (at_ >= pattern_.size()) throw Invalid{"\\ at end of pattern"};
    const char c = peek();
    if (c == 'b' || c == 'B') {
      ++at_;
      out_ += '\\';
      out_ += c;
      return false;
    }
    if (c == 'd' || c == 'D' || c == 'w' || c == 'W') {
      ++at_;
      out_ += '\\';
      out_ += c;
      return true;
    }
    if (c == 's' || c == 'S') {
      ++at_;
      out_ += c == 's' ? "[" : "[^";
      out_ += kBlanks;
      out_ += ']';
      return true;
    }
    if (c == 'k' && has_names_ && peek(1) == '<') {
      const std::size_t close = pattern_.find('>', at_);
      if (close == std::string_view::npos) throw Invalid{"Invalid named reference"};
      out_ += fmt::format("\\k{{{}}}", pattern_.substr(at_ + 2, close - at_ - 2));
      at_ = close + 1;
      if (!is_quantifier_next()) out_ += kCallout;
      return true;
    }
    if (c >= '1' && c <= '9') return back_reference();
    if (c == '0') {
      out_ += octal();
      return true;
    }
    out_ += character_escape();
    return true;
  }

  bool back_reference() {
    std::size_t number = 0;
    std::size_t digits = 0;
    while (is_digit(peek(digits)) && number < 1'000) {
      number = number * 10 + static_cast<std::size_t>(peek(digits) - '0');
      ++digits;
    }
    if (number <= groups_) {
      at_ += digits;
      out_ += fmt::format("\\g{{{}}}", number);
      if (!is_quantifier_next()) out_ += kCallout;
      return true;
    }
    if (peek() >= '8') {
      out_ += peek();
      ++at_;
      return true;
    }
    out_ += octal();
    return true;
  }

  void class_escape() {
    ++at_;
    if (at_ >= pattern_.size()) throw Invalid{"\\ at end of pattern"};
    const char c = peek();
    const bool is_range_behind = is_set(c) && peek(1) == '-' && peek(2) != ']';
    if (c == 'd' || c == 'D' || c == 'w' || c == 'W' || c == 'S' || c == 'b') {
      ++at_;
      out_ += '\\';
      out_ += c;
    } else if (c == 's') {
      ++at_;
      out_ += kBlanks;
    } else if (c >= '0' && c <= '7') {
      out_ += octal();
    } else {
      out_ += character_escape();
    }
    if (is_range_behind) {
      out_ += "\\-";
      ++at_;
    }
  }

  std::string_view pattern_;
  std::size_t at_ = 0;
  std::size_t groups_ = 0;
  bool has_names_ = false;
  bool has_choice_ = false;  // At the top.
  std::string out_;
};

}  // namespace

TranslatedPattern translate_pattern(std::string_view pattern) {
  if (!is_sound(pattern)) return {.error = "Text that is not UTF-8"};
  try {
    Translator translator(pattern);
    std::string text = translator.translate();
    return {.text = std::move(text), .prefix = translator.prefix()};
  } catch (const Invalid& invalid) {
    return {.error = invalid.message};
  }
}

}  // namespace sfn::jsonata
