// Integer pictures: `#,##0`, `Ww`, `I`, `a`, `1;o`. XPath and XQuery Functions and Operators 3.1,
// "fn:format-integer", as far as the reference implementation of JSONata goes.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace sfn::jsonata::functions {

struct IntegerPicture {
  enum class Form : std::uint8_t { Decimal, Letters, Roman, Words, Sequence };
  enum class Case : std::uint8_t { Upper, Lower, Title };
  struct Separator {
    std::size_t position;  // Digits right of it.
    char32_t character;
  };

  Form form = Form::Decimal;
  Case letter_case = Case::Lower;
  bool ordinal = false;
  char32_t zero = U'0';
  int mandatory_digits = 0;
  int optional_digits = 0;
  std::size_t regular = 0;  ///< A separator each so many digits, or 0.
  std::vector<Separator> separators;
  std::string token;    ///< What a sequence would begin with.
  int parse_width = 0;  ///< Exactly so many digits are read, if not 0.

  /// Throws Failure (D3131).
  static IntegerPicture analyse(std::string_view picture);

  /// Of a whole number. Throws Failure (D3130).
  std::string format(double value) const;
  /// NaN where the text is no such number. Throws Failure (D3130).
  double parse(std::string_view text) const;
  /// A regular expression of JavaScript's for what parse reads. Throws Failure (D3130).
  std::string pattern() const;
};

}  // namespace sfn::jsonata::functions
