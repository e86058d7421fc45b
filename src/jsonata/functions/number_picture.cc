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
      if (value != nullptr && value->is_string()) {
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

  bool is_digit(char32_t c) const { return !zero.empty() && c >= zero[0] && c < zero[0] + 10; }
  bool is_zero(char32_t c) const { return TextView(&c, 1) == zero; }
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

// Places and distances of the number that is being written: -1 is nowhere, and the reference goes
// on to count with that, and from the end of the text where a place lies before its start.
using Place = std::ptrdiff_t;

Place place_in(const Text& text, const Text& mark) {
  const std::size_t found = text.find(mark);
  return found == kNowhere ? -1 : static_cast<Place>(found);
}

Place length(const Text& text) { return static_cast<Place>(text.size()); }

void insert_at(Text& text, Place place, const Text& what) {
  if (place < 0) place = std::max<Place>(0, length(text) + place);
  text.insert(static_cast<std::size_t>(std::min(place, length(text))), what);
}

// So many times the text; what is missing to a length, where that is longer.
Text times(Place count, const Text& text) {
  Text all;
  for (; count > 0; --count) all += text;
  return all;
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
  // Beyond the ends stands an empty text.
  const auto is_grouping = [&](const Text& text, std::size_t at) {
    return sub(text, at, at + 1) == format.grouping;
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
    if (is_grouping(picture, decimal - 1) || is_grouping(picture, decimal + 1)) error = "D3087";
  } else if (is_grouping(parts.integer, parts.integer.size() - 1)) {
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
  const Text plain = characters_of(
      fixed_text(std::fabs(value), static_cast<int>(std::min<std::size_t>(places, 1000))));
  Text text;
  for (const char32_t c : plain) {
    const bool is_digit = c >= U'0' && c <= U'9';
    if (!is_digit) {
      text += c;
    } else if (!format.zero.empty()) {
      text += c + (format.zero[0] - U'0');
    }
  }
  return text;
}

void insert_groups(Text& text, const Layout& layout, const Format& format) {
  Place decimal = place_in(text, format.decimal);
  if (layout.regular > 0) {
    const auto distance = static_cast<Place>(layout.regular);
    for (Place behind = distance; behind < decimal; behind += distance) {
      insert_at(text, decimal - behind, format.grouping);
    }
  } else {
    for (const std::size_t place : layout.integer_groups) {
      insert_at(text, decimal - static_cast<Place>(place), format.grouping);
      ++decimal;
    }
  }
  decimal = place_in(text, format.decimal);
  for (const std::size_t place : layout.fraction_groups) {
    insert_at(text, static_cast<Place>(place) + decimal + 1, format.grouping);
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

std::vector<Text> pictures_of(const Text& whole, const Text& separator) {
  std::vector<Text> pictures;
  if (separator.empty()) {
    for (const char32_t c : whole) pictures.emplace_back(1, c);
    return pictures;
  }
  std::size_t from = 0;
  for (std::size_t at = whole.find(separator); at != kNowhere; at = whole.find(separator, from)) {
    pictures.push_back(sub(whole, from, at));
    from = at + separator.size();
  }
  pictures.push_back(sub(whole, from, whole.size()));
  return pictures;
}

}  // namespace

std::string format_by_picture(double value, std::string_view picture, const Object* options) {
  const Format format(options);
  const std::vector<Text> pictures = pictures_of(characters_of(picture), format.separator);
  if (pictures.size() > 2) throw Failure("D3080");
  if (pictures.empty()) throw Failure("D3085");

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
  const auto is_zero = [&](char32_t c) { return format.is_zero(c); };
  text.erase(text.begin(), std::find_if_not(text.begin(), text.end(), is_zero));
  text.erase(std::find_if_not(text.rbegin(), text.rend(), is_zero).base(), text.end());

  Place decimal = place_in(text, format.decimal);
  const Place behind = length(text) - decimal - 1;
  text.insert(0, times(static_cast<Place>(layout.integer_min) - decimal, format.zero));
  text += times(static_cast<Place>(layout.fraction_min) - behind, format.zero);
  insert_groups(text, layout, format);
  decimal = place_in(text, format.decimal);
  const bool ends_there =
      place_in(chosen.picture, format.decimal) < 0 || decimal + 1 == length(text);
  if (ends_there && !text.empty()) text.pop_back();
  if (has_exponent) {
    Text digits = digits_of(exponent, 0, format);
    digits.insert(0, times(static_cast<Place>(layout.exponent_min) - length(digits), format.zero));
    text += format.exponent + (exponent < 0 ? format.minus : Text()) + digits;
  }
  return utf8_of(chosen.prefix + text + chosen.suffix);
}

}  // namespace sfn::jsonata::functions
