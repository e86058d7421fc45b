// Numbers as texts, as JavaScript writes and reads them.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace sfn::jsonata {

/// The shortest digits that read back as the number, in full below 1e21 and from there with an
/// exponent; `Infinity`, `-Infinity`, `NaN`; `-0` as `0`. ECMAScript, "Number::toString".
void append_number(std::string& out, double number);
std::string number_text(double number);

/// As above, after rounding to 15 significant digits, which is how $string hides binary fractions.
void append_rounded_number(std::string& out, double number);

/// The number that a decimal text (digits, fraction, exponent) denotes, rounded to the nearest
/// double; infinite where it is too large.
double parse_decimal(std::string_view text);

/// The number with so many digits behind the point. ECMAScript, "Number.prototype.toFixed", for
/// any count of digits.
std::string fixed_text(double number, int digits);

}  // namespace sfn::jsonata
