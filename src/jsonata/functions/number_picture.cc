#include "jsonata/functions/number_picture.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <optional>
#include <vector>

#include "jsonata/characters.h"
#include "jsonata/error.h"
#include "jsonata/functions/rounding.h"
#include "jsonata/number_text.h"

namespace sfn::jsonata::functions {
namespace {

using Text = std::u32string;
using TextView = std::u32string_view;
constexpr std::size_t kNowhere = TextView::npos;

struct Format {
  Text decimal = U".";
  Text grouping = U",";
  Text exponent = U"e";
  Text minus = U"-";
  Text percent = U"%";
  Text per_mille = U"‰";
  Text zero = U"0";
  Text digit = U"#";
  Text separator = U";";

  explicit Format(const Object* options) {
    if (options == nullptr) return;
    const auto take = [&](std::string_view name, Text& property) {
      const Value* const value = options->find(name);
      if (value != nullptr && value->is_string() && value->size() > 0) {
        property = characters_of(value->text());
      }
    };
    take("decimal-separator", decimal);
    take("grouping-separator", grouping);
    take("exponent-separator", exponent);
    take("minus-sign", minus);
    take("percent", percent);
    take("per-mille", per_mille);
    take("zero-digit", zero);
    take("digit", digit);
    take("pattern-separator", separator);
  }

  bool is_digit(char32_t c) const { return c >= zero[0] && c < zero[0] + 10; }
  bool is_optional_digit(char32_t c) const { return TextView(&c, 1) == digit; }
  bool is_exponent(char32_t c) const { return TextView(&c, 1) == exponent; }
  bool is_active(char32_t c) const {
    const TextView one(&c, 1);
    return is_digit(c) || one == decimal || one == exponent || one == grouping || one == digit ||
           one == separator;
  }
};

struct Parts {
  Text picture;
  Text prefix;
  Text suffix;
  Text active;
  Text mantissa;
  std::optional<Text> exponent;
  Text integer;
  Text fraction;
};

Text sub(const Text& text, std::size_t from, std::size_t to) {
  to = std::min(to, text.size());
  return from >= to ? Text() : text.substr(from, to - from);
}

Parts split_parts(const Text& picture, const Format& format) {
  Parts parts;
  parts.picture = picture;
  const auto opens = [&](char32_t c) { return format.is_active(c) && !format.is_exponent(c); };
  const auto first = std::find_if(picture.begin(), picture.end(), opens);
  if (first != picture.end()) parts.prefix = Text(picture.begin(), first);
  const auto last = std::find_if(picture.rbegin(), picture.rend(), opens);
  if (last != picture.rend()) parts.suffix = Text(last.base(), picture.end());
  const std::size_t active_end = picture.size() - parts.suffix.size();
  parts.active = sub(picture, parts.prefix.size(), active_end);
  const std::size_t exponent = picture.find(format.exponent, parts.prefix.size());
  if (exponent == kNowhere || exponent > active_end) {
    parts.mantissa = parts.active;
  } else {
    // The place counts from the start of the picture, prefix included, as in the reference.
    parts.mantissa = sub(parts.active, 0, exponent);
    parts.exponent = sub(parts.active, exponent + 1, parts.active.size());
  }
  const std::size_t decimal = parts.mantissa.find(format.decimal);
  if (decimal == kNowhere) {
    parts.integer = parts.mantissa;
    parts.fraction = parts.suffix;
  } else {
    parts.integer = sub(parts.mantissa, 0, decimal);
    parts.fraction = sub(parts.mantissa, decimal + 1, parts.mantissa.size());
  }
  return parts;
}

std::size_t count_digits(TextView text, const Format& format, bool optional_too) {
  return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [&](char32_t c) {
    return format.is_digit(c) || (optional_too && format.is_optional_digit(c));
  }));
}

// The last rule that is broken, as the reference reports it.
void check(const Parts& parts, const Format& format) {
  std::string_view error;
  const Text& picture = parts.picture;
  const auto repeats = [&](const Text& mark) { return picture.find(mark) != picture.rfind(mark); };
  const auto has = [&](const Text& mark) { return picture.find(mark) != kNowhere; };
  const auto is_grouping = [&](std::size_t at) {
    return at < picture.size() && TextView(&picture[at], 1) == format.grouping;
  };
  const std::size_t decimal = picture.find(format.decimal);
  if (repeats(format.decimal)) error = "D3081";
  if (repeats(format.percent)) error = "D3082";
  if (repeats(format.per_mille)) error = "D3083";
  if (has(format.percent) && has(format.per_mille)) error = "D3084";
  if (count_digits(parts.mantissa, format, true) == 0) error = "D3085";
  if (std::any_of(parts.active.begin(), parts.active.end(),
                  [&](char32_t c) { return !format.is_active(c); })) {
    error = "D3086";
  }
  if (decimal != kNowhere) {
    if ((decimal > 0 && is_grouping(decimal - 1)) || is_grouping(decimal + 1)) error = "D3087";
  } else if (!parts.integer.empty() && TextView(&parts.integer.back(), 1) == format.grouping) {
    error = "D3088";
  }
  if (has(format.grouping + format.grouping)) error = "D3089";
  const std::size_t optional = parts.integer.find(format.digit);
  if (optional != kNowhere &&
      count_digits(TextView(parts.integer).substr(0, optional), format, false) > 0) {
    error = "D3090";
  }
  const std::size_t last = parts.fraction.rfind(format.digit);
  if (last != kNowhere && count_digits(TextView(parts.fraction).substr(last), format, false) > 0) {
    error = "D3091";
  }
  if (parts.exponent) {
    if (!parts.exponent->empty() && (has(format.percent) || has(format.per_mille))) error = "D3092";
    if (parts.exponent->empty() ||
        count_digits(*parts.exponent, format, false) != parts.exponent->size()) {
      error = "D3093";
    }
  }
  if (!error.empty()) throw Failure(error);
}

struct Layout {
  std::vector<std::size_t> integer_groups;
  std::vector<std::size_t> fraction_groups;
  std::size_t regular = 0;
  std::size_t integer_min = 0;
  std::size_t scaling = 0;
  std::size_t fraction_min = 0;
  std::size_t fraction_max = 0;
  std::size_t exponent_min = 0;
};

std::size_t regular_distance(const std::vector<std::size_t>& places) {
  if (places.empty()) return 0;
  std::size_t factor = 0;
  for (const std::size_t place : places) factor = std::gcd(factor, place);
  if (factor == 0) return 0;
  for (std::size_t i = 1; i <= places.size(); ++i) {
    if (std::find(places.begin(), places.end(), i * factor) == places.end()) return 0;
  }
  return factor;
}

Layout lay_out(const Parts& parts, const Format& format) {
  Layout layout;
  const auto groups = [&](const Text& part, bool to_left) {
    std::vector<std::size_t> places;
    for (std::size_t at = part.find(format.grouping); at != kNowhere;
         at = parts.integer.find(format.grouping, at + 1)) {
      const TextView side = to_left ? TextView(part).substr(0, std::min(at, part.size()))
                                    : TextView(part).substr(std::min(at, part.size()));
      places.push_back(count_digits(side, format, true));
    }
    return places;
  };
  layout.integer_groups = groups(parts.integer, false);
  layout.regular = regular_distance(layout.integer_groups);
  layout.fraction_groups = groups(parts.fraction, true);
  layout.integer_min = count_digits(parts.integer, format, false);
  layout.scaling = layout.integer_min;
  layout.fraction_min = count_digits(parts.fraction, format, false);
  layout.fraction_max = count_digits(parts.fraction, format, true);
  if (layout.integer_min == 0 && layout.fraction_max == 0) {
    if (parts.exponent) {
      layout.fraction_min = 1;
      layout.fraction_max = 1;
    } else {
      layout.integer_min = 1;
    }
  }
  if (parts.exponent && layout.integer_min == 0 && parts.integer.find(format.digit) != kNowhere) {
    layout.integer_min = 1;
  }
  if (layout.integer_min == 0 && layout.fraction_min == 0) layout.fraction_min = 1;
  if (parts.exponent) layout.exponent_min = count_digits(*parts.exponent, format, false);
  return layout;
}

Text digits_of(double value, std::size_t places, const Format& format) {
  Text text = characters_of(
      fixed_text(std::fabs(value), static_cast<int>(std::min<std::size_t>(places, 1000))));
  for (char32_t& c : text) {
    if (c >= U'0' && c <= U'9') c += format.zero[0] - U'0';
  }
  return text;
}

void insert_groups(Text& text, const Layout& layout, const Format& format) {
  std::size_t decimal = text.find(format.decimal);
  if (layout.regular > 0) {
    const std::size_t count = decimal == 0 ? 0 : (decimal - 1) / layout.regular;
    for (std::size_t group = 1; group <= count; ++group) {
      text.insert(decimal - group * layout.regular, format.grouping);
    }
  } else {
    for (const std::size_t place : layout.integer_groups) {
      if (place > decimal) continue;
      text.insert(decimal - place, format.grouping);
      ++decimal;
    }
  }
  decimal = text.find(format.decimal);
  for (const std::size_t place : layout.fraction_groups) {
    text.insert(std::min(place + decimal + 1, text.size()), format.grouping);
  }
}

// The number as mantissa and exponent, so that the mantissa has as many digits as the picture
// wants.
int scale(double& mantissa, std::size_t digits) {
  int exponent = 0;
  const double most = std::pow(10, static_cast<double>(digits));
  const double least = std::pow(10, static_cast<double>(digits) - 1);
  if (mantissa == 0 || !std::isfinite(mantissa)) return 0;
  while (std::fabs(mantissa) < least) {
    mantissa *= 10;
    --exponent;
  }
  while (std::fabs(mantissa) > most) {
    mantissa /= 10;
    ++exponent;
  }
  return exponent;
}

}  // namespace

std::string format_by_picture(double value, std::string_view picture, const Object* options) {
  const Format format(options);
  std::vector<Text> pictures;
  const Text whole = characters_of(picture);
  std::size_t from = 0;
  for (std::size_t at = whole.find(format.separator); at != kNowhere;
       at = whole.find(format.separator, from)) {
    pictures.push_back(sub(whole, from, at));
    from = at + format.separator.size();
  }
  pictures.push_back(sub(whole, from, whole.size()));
  if (pictures.size() > 2) throw Failure("D3080");

  std::vector<Parts> parts;
  for (const Text& one : pictures) parts.push_back(split_parts(one, format));
  for (const Parts& one : parts) check(one, format);
  Parts chosen = parts.front();
  if (!(value >= 0)) {
    if (parts.size() > 1) {
      chosen = parts[1];
    } else {
      chosen.prefix = format.minus + chosen.prefix;
    }
  }
  const Layout layout = lay_out(chosen, format);

  double mantissa = value;
  if (chosen.picture.find(format.percent) != kNowhere) {
    mantissa = value * 100;
  } else if (chosen.picture.find(format.per_mille) != kNowhere) {
    mantissa = value * 1000;
  }
  const bool has_exponent = layout.exponent_min > 0;
  const int exponent = has_exponent ? scale(mantissa, layout.scaling) : 0;
  const double rounded =
      round_half_even(mantissa, static_cast<int>(std::min<std::size_t>(layout.fraction_max, 400)));
  Text text = digits_of(rounded, layout.fraction_max, format);
  const std::size_t point = text.find(U'.');
  if (point == kNowhere) {
    text += format.decimal;
  } else {
    text.replace(point, 1, format.decimal);
  }
  const std::size_t significant = text.find_first_not_of(format.zero[0]);
  text.erase(0, significant);
  text.erase(text.find_last_not_of(format.zero[0]) + 1);

  std::size_t decimal = text.find(format.decimal);
  if (decimal < layout.integer_min) text.insert(0, layout.integer_min - decimal, format.zero[0]);
  decimal = text.find(format.decimal);
  const std::size_t behind = text.size() - decimal - 1;
  if (behind < layout.fraction_min) text.append(layout.fraction_min - behind, format.zero[0]);
  insert_groups(text, layout, format);
  decimal = text.find(format.decimal);
  if (chosen.picture.find(format.decimal) == kNowhere || decimal + 1 == text.size())
    text.pop_back();
  if (has_exponent) {
    Text digits = digits_of(exponent, 0, format);
    if (digits.size() < layout.exponent_min) {
      digits.insert(0, layout.exponent_min - digits.size(), format.zero[0]);
    }
    text += format.exponent + (exponent < 0 ? format.minus : Text()) + digits;
  }
  return utf8_of(chosen.prefix + text + chosen.suffix);
}

}  // namespace sfn::jsonata::functions
