// Numeric functions. JSONata, "Numeric functions".
#include <algorithm>
#include <array>
#include <cmath>

#include "jsonata/characters.h"
#include "jsonata/functions/integer_picture.h"
#include "jsonata/functions/library.h"
#include "jsonata/functions/number_picture.h"
#include "jsonata/functions/rounding.h"
#include "jsonata/number_text.h"

namespace sfn::jsonata::functions {

namespace {

// The number times a power of ten, by way of its digits.
double shifted(double number, int places) {
  const std::string text = number_text(number);
  const std::size_t e = text.find('e');
  const int exponent = e == std::string::npos ? 0 : std::stoi(text.substr(e + 1));
  return parse_decimal(text.substr(0, e) + "e" + std::to_string(exponent + places));
}

}  // namespace

double round_half_even(double number, int places) {
  if (!std::isfinite(number)) return number;
  const double moved = places == 0 ? number : shifted(number, places);
  if (!std::isfinite(moved)) return number;  // It has no such decimal places to round away.
  double whole = std::floor(moved);
  if (moved - whole >= 0.5) whole += 1;
  if (std::fabs(whole - moved) == 0.5 && std::fabs(std::fmod(whole, 2)) == 1) whole -= 1;
  if (places != 0) whole = shifted(whole, -places);
  return whole == 0 ? 0 : whole;
}

namespace {

// An optional sign, digits, a fraction and an exponent, and nothing else.
bool is_decimal(std::string_view text) {
  std::size_t at = 0;
  const auto peek = [&] { return at < text.size() ? text[at] : '\0'; };
  const auto digits = [&] {
    const std::size_t from = at;
    while (is_digit(peek())) ++at;
    return at > from;
  };
  if (peek() == '-') ++at;
  if (!digits()) return false;
  if (peek() == '.') {
    ++at;
    if (!digits()) return false;
  }
  if (peek() == 'e' || peek() == 'E') {
    ++at;
    if (peek() == '-' || peek() == '+') ++at;
    if (!digits()) return false;
  }
  return at == text.size();
}

// `0x1F`, `0o17` or `0b11`.
bool parse_prefixed(std::string_view text, double& number) {
  if (text.size() < 3 || text[0] != '0') return false;
  const char kind = static_cast<char>(text[1] | 0x20);
  const double base = kind == 'x' ? 16 : kind == 'o' ? 8 : kind == 'b' ? 2 : 0;
  if (base == 0) return false;
  number = 0;
  for (const char c : text.substr(2)) {
    double digit = 99;
    if (is_digit(c)) digit = c - '0';
    if ((c | 0x20) >= 'a' && (c | 0x20) <= 'f') digit = (c | 0x20) - 'a' + 10;
    if (digit >= base) return false;
    number = number * base + digit;
  }
  return true;
}

Value number(Invocation& call) {
  const Value& value = call[0];
  switch (value.kind()) {
    case Kind::Nothing:
    case Kind::Number:
      return value;
    case Kind::Boolean:
      return Value::number(value.truth() ? 1 : 0);
    case Kind::String: {
      call.run.charge_characters(value.size());
      double parsed = 0;
      if (is_decimal(value.text())) {
        parsed = parse_decimal(value.text());
        if (std::isfinite(parsed)) return Value::number(parsed);
      } else if (parse_prefixed(value.text(), parsed)) {
        return Value::number(parsed);
      }
      break;
    }
    default:
      break;
  }
  throw Failure("D3030", {.value = value, .index = 1});
}

template <double (*Function)(double)>
Value mapped(Invocation& call) {
  return call[0].is_nothing() ? Value() : Value::number(Function(call[0].number()));
}

int places_of(const Value& value) {
  if (!value.is_number() || std::isnan(value.number())) return 0;
  return static_cast<int>(std::clamp(std::trunc(value.number()), -400.0, 400.0));
}

Value round(Invocation& call) {
  if (call[0].is_nothing()) return {};
  return Value::number(round_half_even(call[0].number(), places_of(call[1])));
}

Value sqrt(Invocation& call) {
  if (call[0].is_nothing()) return {};
  if (call[0].number() < 0) throw Failure("D3060", {.value = call[0], .index = 1});
  return Value::number(std::sqrt(call[0].number()));
}

Value power(Invocation& call) {
  if (call[0].is_nothing()) return {};
  const double exponent = call[1].is_number() ? call[1].number() : NAN;
  const double result = std::isnan(exponent) ? NAN : std::pow(call[0].number(), exponent);
  if (!std::isfinite(result)) {
    throw Failure("D3061", {.value = call[0], .value2 = call[1], .index = 1});
  }
  return Value::number(result);
}

Value random(Invocation& call) {
  return Value::number(static_cast<double>(call.run.random_bits() >> 11) * 0x1.0p-53);
}

// What the options have in the place of marks may be long, and stand at each place of the picture.
void charge_marks(Evaluator& run, const Object& options, std::size_t places) {
  std::size_t bytes = 0;
  for (const Member& option : options.all()) {
    bytes += option.size + (option.value.is_string() ? option.value.size() : 0);
  }
  run.charge(static_cast<std::int64_t>(options.size));
  run.charge_characters(bytes);
  if (bytes * places > run.memory_bytes_max()) throw Failure(too_much_memory());
  run.charge_bytes(bytes * places);
}

Value format_number(Invocation& call) {
  if (call[0].is_nothing() || call[1].is_nothing()) return {};
  const std::string_view picture = call[1].text();
  call.run.charge_picture(picture);
  const Object* const options = call[2].is_object() ? &call[2].object() : nullptr;
  if (options != nullptr) charge_marks(call.run, *options, picture.size());
  return call.run.text(format_by_picture(call[0].number(), picture, options));
}

Value format_base(Invocation& call) {
  if (call[0].is_nothing()) return {};
  double value = round_half_even(call[0].number(), 0);
  const double radix = call[1].is_number() ? round_half_even(call[1].number(), 0) : 10;
  if (radix < 2 || radix > 36) throw Failure("D3100", {.value = Value::number(radix)});
  if (!std::isfinite(value) || radix == 10) return call.run.text(number_text(value));
  const bool negative = value < 0;
  value = std::fabs(value);
  std::string digits;
  // The last digits of what lies far beyond 2^53 are not known; JavaScript writes zeros.
  for (; value / radix >= 0x1p53; value /= radix) digits += '0';
  do {
    const double digit = std::fmod(value, radix);
    digits += "0123456789abcdefghijklmnopqrstuvwxyz"[static_cast<std::size_t>(digit)];
    value = (value - digit) / radix;
  } while (value > 0);
  if (negative) digits += '-';
  std::reverse(digits.begin(), digits.end());
  return call.run.text(digits);
}

Value format_integer(Invocation& call) {
  if (call[0].is_nothing() || call[1].is_nothing()) return {};
  const std::string_view picture = call[1].text();
  call.run.charge_picture(picture);
  const IntegerPicture analysed = IntegerPicture::analyse(picture);
  return call.run.text(analysed.format(std::floor(call[0].number())));
}

Value parse_integer_text(Invocation& call) {
  if (call[0].is_nothing() || call[1].is_nothing()) return {};
  const std::string_view picture = call[1].text();
  call.run.charge(static_cast<std::int64_t>(call[0].size()));  // Of words, each may be one byte.
  call.run.charge_picture(picture);
  return Value::number(IntegerPicture::analyse(picture).parse(call[0].text()));
}

double absolute(double x) { return std::fabs(x); }
double floor_of(double x) { return std::floor(x); }
double ceiling(double x) { return std::ceil(x); }

constexpr auto kNumeric = std::to_array<Declaration>({
    {"number", "<(nsb)-:n>", 1, number},
    {"abs", "<n-:n>", 1, mapped<absolute>},
    {"floor", "<n-:n>", 1, mapped<floor_of>},
    {"ceil", "<n-:n>", 1, mapped<ceiling>},
    {"round", "<n-n?:n>", 2, round},
    {"sqrt", "<n-:n>", 1, sqrt},
    {"power", "<n-n:n>", 2, power},
    {"random", "<:n>", 0, random, Builtin::Only::NotInStates},
    {"formatNumber", "<n-so?:s>", 3, format_number},
    {"formatBase", "<n-n?:s>", 2, format_base},
    {"formatInteger", "<n-s:s>", 2, format_integer},
    {"parseInteger", "<s-s:n>", 2, parse_integer_text},
});

}  // namespace

std::span<const Declaration> numeric() { return kNumeric; }

}  // namespace sfn::jsonata::functions
