#include "jsonata/functions/integer_picture.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>

#include "base/text.h"
#include "jsonata/characters.h"
#include "jsonata/error.h"
#include "jsonata/functions/number_words.h"
#include "jsonata/number_text.h"

namespace sfn::jsonata::functions {
namespace {

// The zeros of Unicode's decimal digit families.
constexpr auto kZeros = std::to_array<char32_t>(
    {0x30,   0x0660, 0x06F0, 0x07C0, 0x0966, 0x09E6, 0x0A66, 0x0AE6, 0x0B66, 0x0BE6,
     0x0C66, 0x0CE6, 0x0D66, 0x0DE6, 0x0E50, 0x0ED0, 0x0F20, 0x1040, 0x1090, 0x17E0,
     0x1810, 0x1946, 0x19D0, 0x1A80, 0x1A90, 0x1B50, 0x1BB0, 0x1C40, 0x1C50, 0xA620,
     0xA8D0, 0xA900, 0xA9D0, 0xA9F0, 0xAA50, 0xABF0, 0xFF10});

char32_t zero_of(char32_t digit) {
  for (const char32_t zero : kZeros) {
    if (digit >= zero && digit <= zero + 9) return zero;
  }
  return 0;
}

// The distance of separators that stand at regular places and are all the same, or 0.
std::size_t regular_distance(const std::vector<IntegerPicture::Separator>& separators) {
  if (separators.empty()) return 0;
  std::size_t factor = separators.front().position;
  for (const auto& separator : separators) {
    if (separator.character != separators.front().character) return 0;
    factor = std::gcd(factor, separator.position);
  }
  if (factor == 0) return 0;
  for (std::size_t i = 1; i <= separators.size(); ++i) {
    const bool found = std::any_of(separators.begin(), separators.end(),
                                   [&](const auto& s) { return s.position == i * factor; });
    if (!found) return 0;
  }
  return factor;
}

struct Numeral {
  int value;
  std::string_view text;
};
constexpr auto kNumerals = std::to_array<Numeral>({{1000, "m"},
                                                   {900, "cm"},
                                                   {500, "d"},
                                                   {400, "cd"},
                                                   {100, "c"},
                                                   {90, "xc"},
                                                   {50, "l"},
                                                   {40, "xl"},
                                                   {10, "x"},
                                                   {9, "ix"},
                                                   {5, "v"},
                                                   {4, "iv"},
                                                   {1, "i"}});
constexpr double kRomanMax = 1'000'000;  // A thousand letters.

std::string roman_of(double value) {
  std::string out;
  value = std::min(value, kRomanMax);
  for (const Numeral& numeral : kNumerals) {
    for (; value >= numeral.value; value -= numeral.value) out += numeral.text;
  }
  return out;
}

double number_of_roman(std::string_view text) {
  double sum = 0;
  int most = 1;
  for (std::size_t i = text.size(); i-- > 0;) {
    int value = 0;
    for (const Numeral& numeral : kNumerals) {
      if (numeral.text == to_lower(text.substr(i, 1))) value = numeral.value;
    }
    if (value == 0) return NAN;
    if (value < most) {
      sum -= value;
    } else {
      most = value;
      sum += value;
    }
  }
  return sum;
}

std::string letters_of(double value, char first) {
  std::string out;
  while (value > 0) {
    out += static_cast<char>(first + static_cast<int>(std::fmod(value - 1, 26)));
    value = std::floor((value - 1) / 26);
  }
  std::reverse(out.begin(), out.end());
  return out;
}

double number_of_letters(std::string_view text, char first) {
  double value = 0;
  for (const char c : text) value = value * 26 + (c - first + 1);
  return value;
}

std::string in_upper_case(std::string text) { return to_upper(text); }

}  // namespace

IntegerPicture IntegerPicture::analyse(std::string_view picture) {
  IntegerPicture found;
  const std::size_t semicolon = picture.rfind(';');
  const std::string_view primary = picture.substr(0, semicolon);
  if (semicolon != std::string_view::npos && picture.substr(semicolon + 1, 1) == "o") {
    found.ordinal = true;
  }
  if (primary == "A" || primary == "a") {
    found.form = Form::Letters;
    if (primary == "A") found.letter_case = Case::Upper;
    return found;
  }
  if (primary == "I" || primary == "i") {
    found.form = Form::Roman;
    if (primary == "I") found.letter_case = Case::Upper;
    return found;
  }
  if (primary == "W" || primary == "w" || primary == "Ww") {
    found.form = Form::Words;
    if (primary == "W") found.letter_case = Case::Upper;
    if (primary == "Ww") found.letter_case = Case::Title;
    return found;
  }
  std::u32string characters = characters_of(primary);
  std::reverse(characters.begin(), characters.end());
  char32_t zero = 0;
  std::size_t position = 0;
  for (const char32_t c : characters) {
    if (const char32_t family = zero_of(c); family != 0) {
      if (zero != 0 && family != zero) throw Failure("D3131");
      zero = family;
      ++found.mandatory_digits;
      ++position;
    } else if (c == U'#') {
      ++found.optional_digits;
      ++position;
    } else {
      found.separators.push_back({position, c});
    }
  }
  if (found.mandatory_digits == 0) {
    found.form = Form::Sequence;
    found.token = primary;
    return found;
  }
  found.zero = zero;
  found.regular = regular_distance(found.separators);
  return found;
}

namespace {

std::string decimal_of(const IntegerPicture& picture, double value) {
  std::u32string digits = characters_of(number_text(value));
  const auto wanted = static_cast<std::size_t>(std::max(0, picture.mandatory_digits));
  if (digits.size() < wanted) digits.insert(0, wanted - digits.size(), U'0');
  if (picture.zero != U'0') {
    for (char32_t& digit : digits) digit += picture.zero - U'0';
  }
  if (picture.regular > 0) {
    const std::size_t count = (digits.size() - 1) / picture.regular;
    for (std::size_t i = count; i > 0; --i) {
      digits.insert(digits.size() - i * picture.regular, 1, picture.separators.front().character);
    }
  } else {
    for (auto separator = picture.separators.rbegin(); separator != picture.separators.rend();
         ++separator) {
      if (separator->position >= digits.size()) continue;
      digits.insert(digits.size() - separator->position, 1, separator->character);
    }
  }
  std::string out = utf8_of(digits);
  if (!picture.ordinal) return out;
  const char last = out.back();
  const bool is_teen = out.size() > 1 && out[out.size() - 2] == '1';
  if (is_teen || last < '1' || last > '3') return out + "th";
  return out + (last == '1' ? "st" : last == '2' ? "nd" : "rd");
}

}  // namespace

std::string IntegerPicture::format(double value) const {
  const bool negative = value < 0;
  value = std::fabs(value);
  std::string out;
  switch (form) {
    case Form::Letters:
      if (std::isfinite(value)) out = letters_of(value, letter_case == Case::Upper ? 'A' : 'a');
      break;
    case Form::Roman:
      out = roman_of(value);
      if (letter_case == Case::Upper) out = in_upper_case(out);
      break;
    case Form::Words:
      out = words_of(value, ordinal);
      if (letter_case == Case::Upper) out = in_upper_case(out);
      if (letter_case == Case::Lower) out = to_lower(out);
      break;
    case Form::Decimal:
      out = decimal_of(*this, value);
      break;
    case Form::Sequence:
      throw Failure("D3130", {.value = Value::string(token)});
  }
  return negative ? "-" + out : out;
}

double IntegerPicture::parse(std::string_view text) const {
  switch (form) {
    case Form::Letters:
      return number_of_letters(text, letter_case == Case::Upper ? 'A' : 'a');
    case Form::Roman:
      return number_of_roman(text);
    case Form::Words:
      return number_of_words(text);
    case Form::Sequence:
      throw Failure("D3130", {.value = Value::string(token)});
    case Form::Decimal:
      break;
  }
  std::u32string digits = characters_of(text);
  if (ordinal) digits.resize(digits.size() - std::min<std::size_t>(2, digits.size()));
  const auto is_separator = [&](char32_t c) {
    if (regular > 0) return c == U',';
    return std::any_of(separators.begin(), separators.end(),
                       [c](const Separator& s) { return s.character == c; });
  };
  std::string plain;
  bool negative = false;
  for (const char32_t c : digits) {
    if (is_separator(c)) continue;
    if (plain.empty() && !negative && c == U'-') {
      negative = true;
      continue;
    }
    if (c < zero || c > zero + 9) break;  // As JavaScript's parseInt, which reads what it can.
    plain += static_cast<char>('0' + (c - zero));
  }
  if (plain.empty()) return NAN;
  const double value = parse_decimal(plain);
  return negative ? -value : value;
}

std::string IntegerPicture::pattern() const {
  const bool upper = letter_case == Case::Upper;
  switch (form) {
    case Form::Letters:
      return upper ? "[A-Z]+" : "[a-z]+";
    case Form::Roman:
      return upper ? "[MDCLXVI]+" : "[mdclxvi]+";
    case Form::Words:
      return words_pattern();
    case Form::Sequence:
      throw Failure("D3130", {.value = Value::string(token)});
    case Form::Decimal:
      break;
  }
  std::string out = "[0-9]";
  out += parse_width > 0 ? "{" + std::to_string(std::min(parse_width, 1000)) + "}" : "+";
  return ordinal ? out + "(?:th|st|nd|rd)" : out;
}

}  // namespace sfn::jsonata::functions
