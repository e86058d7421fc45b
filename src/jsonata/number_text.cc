#include "jsonata/number_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstdlib>
#include <cstring>
#include <limits>

namespace sfn::jsonata {
namespace {

constexpr int kSignificantMax = 15;

// A positive number as 0.DIGITS * 10^point.
struct Decimal {
  std::array<char, 32> digits{};
  int count = 0;
  int point = 0;

  std::string_view view() const { return {digits.data(), static_cast<std::size_t>(count)}; }
};

// From `D.DDDe+XX`.
Decimal from_scientific(std::string_view text) {
  Decimal decimal;
  const std::size_t e = text.find('e');
  for (const char c : text.substr(0, e)) {
    if (c != '.') decimal.digits[static_cast<std::size_t>(decimal.count++)] = c;
  }
  int exponent = 0;
  const char* first = text.data() + e + 1;
  if (*first == '+') ++first;
  std::from_chars(first, text.data() + text.size(), exponent);
  decimal.point = exponent + 1;
  while (decimal.count > 1 && decimal.digits[static_cast<std::size_t>(decimal.count - 1)] == '0') {
    --decimal.count;
  }
  return decimal;
}

Decimal shortest(double number) {
  std::array<char, 32> text{};
  const auto end =
      std::to_chars(text.data(), text.data() + text.size(), number, std::chars_format::scientific);
  return from_scientific({text.data(), static_cast<std::size_t>(end.ptr - text.data())});
}

// Half-way cases go up, as in JavaScript; they exist only where the number's own digits end there.
Decimal rounded(double number, const Decimal& exact) {
  const std::string full = fmt::format("{:.60e}", number);
  const std::size_t behind = kSignificantMax + 1;  // The digit after the last that is kept.
  const std::string_view tail = std::string_view(full).substr(behind, full.find('e') - behind);
  const bool tie = tail[0] == '5' && tail.find_first_not_of('0', 1) == std::string_view::npos;
  if (!tie) return from_scientific(fmt::format("{:.14e}", number));
  Decimal up = exact;
  up.count = kSignificantMax;
  int at = kSignificantMax - 1;
  while (at >= 0 && up.digits[static_cast<std::size_t>(at)] == '9') {
    up.digits[static_cast<std::size_t>(at--)] = '0';
  }
  if (at < 0) {
    up.digits[0] = '1';
    up.count = 1;
    ++up.point;
    return up;
  }
  ++up.digits[static_cast<std::size_t>(at)];
  while (up.count > 1 && up.digits[static_cast<std::size_t>(up.count - 1)] == '0') --up.count;
  return up;
}

void append_decimal(std::string& out, const Decimal& decimal) {
  const std::string_view digits = decimal.view();
  const int n = decimal.point;
  const int k = decimal.count;
  if (k <= n && n <= 21) {
    out += digits;
    out.append(static_cast<std::size_t>(n - k), '0');
  } else if (0 < n && n <= 21) {
    out += digits.substr(0, static_cast<std::size_t>(n));
    out += '.';
    out += digits.substr(static_cast<std::size_t>(n));
  } else if (-6 < n && n <= 0) {
    out += "0.";
    out.append(static_cast<std::size_t>(-n), '0');
    out += digits;
  } else {
    out += digits[0];
    if (k > 1) {
      out += '.';
      out += digits.substr(1);
    }
    fmt::format_to(std::back_inserter(out), "e{}{}", n - 1 < 0 ? '-' : '+', std::abs(n - 1));
  }
}

constexpr double kExactMax = 9'007'199'254'740'992.0;  // 2^53.

// True where the number was written.
bool append_plain(std::string& out, double number) {
  if (std::isnan(number)) {
    out += "NaN";
  } else if (std::isinf(number)) {
    out += number < 0 ? "-Infinity" : "Infinity";
  } else if (std::fabs(number) < kExactMax && number == std::trunc(number)) {
    std::array<char, 24> text{};
    const auto end =
        std::to_chars(text.data(), text.data() + text.size(), static_cast<std::int64_t>(number));
    out.append(text.data(), end.ptr);
  } else {
    return false;
  }
  return true;
}

}  // namespace

void append_number(std::string& out, double number) {
  if (append_plain(out, number)) return;
  if (number < 0) out += '-';
  append_decimal(out, shortest(std::fabs(number)));
}

std::string number_text(double number) {
  std::string out;
  append_number(out, number);
  return out;
}

void append_rounded_number(std::string& out, double number) {
  if (append_plain(out, number)) return;
  if (number < 0) out += '-';
  Decimal decimal = shortest(std::fabs(number));
  const bool is_whole = number == std::trunc(number);
  if (decimal.count > kSignificantMax && !is_whole) decimal = rounded(std::fabs(number), decimal);
  append_decimal(out, decimal);
}

double parse_decimal(std::string_view text) {
  double number = 0;
  const auto end = std::from_chars(text.data(), text.data() + text.size(), number);
  if (end.ec != std::errc::result_out_of_range) return number;
  // from_chars leaves the number as it was, whether it was too large or too small.
  const std::string copy(text);
  return std::strtod(copy.c_str(), nullptr);
}

std::string fixed_text(double number, int digits) {
  if (!std::isfinite(number) || std::fabs(number) >= 1e21) return number_text(number);
  // Exact ties go away from zero.
  std::string text = fmt::format("{:.{}f}", number, digits);
  const std::string longer = fmt::format("{:.{}f}", number, digits + 60);
  const std::string_view tail = std::string_view(longer).substr(longer.size() - 60);
  const bool tie = tail[0] == '5' && tail.find_first_not_of('0', 1) == std::string_view::npos;
  if (!tie) return text;
  const double step = std::pow(10.0, -digits) / 4;
  return fmt::format("{:.{}f}", number + (number < 0 ? -step : step), digits);
}

}  // namespace sfn::jsonata
