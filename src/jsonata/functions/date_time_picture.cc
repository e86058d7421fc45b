#include "jsonata/functions/date_time_picture.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

#include "base/text.h"
#include "jsonata/characters.h"
#include "jsonata/error.h"
#include "jsonata/functions/calendar.h"
#include "jsonata/number_text.h"

namespace sfn::jsonata::functions {
namespace {

constexpr auto kDays = std::to_array<std::string_view>(
    {"", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"});
constexpr auto kMonths =
    std::to_array<std::string_view>({"January", "February", "March", "April", "May", "June", "July",
                                     "August", "September", "October", "November", "December"});
constexpr std::string_view kNumbered = "YMDdFWwXxHhmsf";  // Components that are numbers.

std::string_view default_presentation(char component) {
  switch (component) {
    case 'Y':
    case 'M':
    case 'D':
    case 'd':
    case 'W':
    case 'w':
    case 'X':
    case 'x':
    case 'H':
    case 'h':
    case 'f':
      return "1";
    case 'm':
    case 's':
      return "01";
    case 'F':
    case 'P':
    case 'C':
    case 'E':
      return "n";
    case 'Z':
    case 'z':
      return "01:01";
    default:
      return {};
  }
}

// parseInt: a sign and digits in front; nothing where there are none.
std::optional<int> leading_integer(std::string_view text) {
  if (!text.empty() && text[0] == '+') text.remove_prefix(1);
  int value = 0;
  const auto end = std::from_chars(text.data(), text.data() + text.size(), value);
  if (end.ec != std::errc()) return std::nullopt;
  return std::clamp(value, -100'000, 100'000);
}

std::int64_t week_one(std::int64_t year, std::int64_t month) {
  const std::int64_t first = day_start(year, month, 1);
  const int weekday = Moment::at(first).weekday;
  return weekday > 4 ? first + (8 - weekday) * kDayMs : first - (weekday - 1) * kDayMs;
}

double weeks_between(std::int64_t start, std::int64_t end) {
  return static_cast<double>(end - start) / static_cast<double>(kDayMs * 7) + 1;
}

// The number of a week in the year or month that begins at `month` and has about `most` weeks.
double week_in(const Moment& m, std::int64_t month, std::int64_t months, double most) {
  const std::int64_t today = day_start(m.year, m.month, m.day);
  double week = weeks_between(week_one(m.year, month), today);
  if (week > most) {
    if (today >= week_one(m.year, month + months)) week = 1;
  } else if (week < 1) {
    week = weeks_between(week_one(m.year, month - months), today);
  }
  return std::floor(week);
}

double fragment(std::int64_t time, char component) {
  const Moment m = Moment::at(time);
  switch (component) {
    case 'Y':
      return static_cast<double>(m.year);
    case 'M':
      return m.month + 1;
    case 'D':
      return m.day;
    case 'd':
      return static_cast<double>(
          (day_start(m.year, m.month, m.day) - day_start(m.year, 0, 1)) / kDayMs + 1);
    case 'F':
      return m.weekday;
    case 'W':
      return week_in(m, 0, 12, 52);
    case 'w':
      return week_in(m, m.month, 1, 4);
    case 'X':
      if (time < week_one(m.year, 0)) return static_cast<double>(m.year - 1);
      return static_cast<double>(time >= week_one(m.year + 1, 0) ? m.year + 1 : m.year);
    case 'x':
      if (time < week_one(m.year, m.month)) return (m.month + 11) % 12 + 1;
      return time >= week_one(m.year, m.month + 1) ? (m.month + 1) % 12 + 1 : m.month + 1;
    case 'H':
      return m.hour;
    case 'h':
      return m.hour % 12 == 0 ? 12 : m.hour % 12;
    case 'm':
      return m.minute;
    case 's':
      return m.second;
    case 'f':
      return m.millisecond;
    default:
      return 0;
  }
}

}  // namespace

DateTimePicture::Part DateTimePicture::marker(std::string text) {
  text.erase(std::remove_if(text.begin(), text.end(),
                            [](char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }),
             text.end());
  Part part;
  part.component = text.empty() ? '\0' : text[0];
  std::string presentation = text.empty() ? "" : text.substr(1);
  if (const std::size_t comma = text.rfind(','); comma != std::string::npos) {
    const std::string width = text.substr(comma + 1);
    const std::size_t dash = width.find('-');
    part.has_width = true;
    part.width_min = leading_integer(width.substr(0, dash));
    if (dash != std::string::npos) part.width_max = leading_integer(width.substr(dash + 1));
    presentation = comma < 1 ? "" : text.substr(1, comma - 1);
  }
  std::string first = presentation;
  if (presentation.size() > 1 &&
      std::string_view("atco").find(presentation.back()) != std::string::npos) {
    part.presentation2 = presentation.back();
    first.pop_back();
  } else if (presentation.empty()) {
    first = default_presentation(part.component);
    if (first.empty()) {
      throw Failure("D3132", {.value = Value::string(std::string_view(text).substr(0, 1))});
    }
  }
  if (first[0] == 'n') {
    part.names = Names::Lower;
  } else if (first[0] == 'N') {
    part.names = first.size() > 1 && first[1] == 'n' ? Names::Title : Names::Upper;
  } else if (part.component != 0 && kNumbered.find(part.component) != std::string_view::npos) {
    part.integer = IntegerPicture::analyse(
        part.presentation2 == 0 ? first : first + ";" + std::string(1, part.presentation2));
    // Words, letters and Roman numerals know no number of digits.
    const bool has_digits = part.integer->form == IntegerPicture::Form::Decimal;
    int& digits = part.integer->mandatory_digits;
    if (part.width_min && has_digits) digits = std::max(digits, *part.width_min);
    if (part.component == 'Y') {
      if (part.width_max) {
        part.year_digits = *part.width_max;
        digits = *part.width_max;
      } else if (has_digits && digits + part.integer->optional_digits >= 2) {
        part.year_digits = digits + part.integer->optional_digits;
      }
    }
    digits = std::min(digits, 1'000);
  }
  if (part.component == 'Z' || part.component == 'z') part.integer = IntegerPicture::analyse(first);
  return part;
}

DateTimePicture DateTimePicture::analyse(std::string_view picture) {
  DateTimePicture found;
  std::size_t start = 0;
  const auto add_literal = [&](std::size_t end) {
    if (end <= start) return;
    Part part;
    part.literal = replace_all(picture.substr(start, end - start), "]]", "]");
    found.parts_.push_back(std::move(part));
  };
  std::size_t at = 0;
  while (at < picture.size()) {
    if (picture[at] != '[') {
      ++at;
      continue;
    }
    add_literal(at);
    if (at + 1 < picture.size() && picture[at + 1] == '[') {
      Part part;
      part.literal = "[";
      found.parts_.push_back(std::move(part));
      at += 2;
      start = at;
      continue;
    }
    const std::size_t close = picture.find(']', at);
    if (close == std::string_view::npos) throw Failure("D3135");
    Part part = marker(std::string(picture.substr(at + 1, close - at - 1)));
    const bool is_number = part.integer && part.component != 'Z' && part.component != 'z';
    if (is_number && !found.parts_.empty() && found.parts_.back().integer) {
      // Numbers without anything between them are told apart by their widths.
      found.parts_.back().integer->parse_width = found.parts_.back().integer->mandatory_digits;
    }
    found.parts_.push_back(std::move(part));
    at = close + 1;
    start = at;
  }
  add_literal(at);
  return found;
}

const DateTimePicture& DateTimePicture::iso8601() {
  static const DateTimePicture kPicture =
      analyse("[Y0001]-[M01]-[D01]T[H01]:[m01]:[s01].[f001][Z01:01t]");
  return kPicture;
}

std::string DateTimePicture::zone_text(const Part& part, int hours, int minutes) {
  const int offset = hours * 100 + minutes;
  std::string text;
  if (part.integer) {
    const int digits = part.integer->mandatory_digits;
    if (part.integer->regular > 0 || digits == 3 || digits == 4) {
      text = part.integer->format(offset);
    } else if (digits == 1 || digits == 2) {
      text = part.integer->format(hours);
      if (minutes != 0) text += ":" + IntegerPicture::analyse("00").format(minutes);
    } else {
      throw Failure("D3134", {.value = Value::number(digits)});
    }
  }
  if (offset >= 0) text = "+" + text;
  if (part.component == 'z') text = "GMT" + text;
  if (offset == 0 && part.presentation2 == 't') text = "Z";
  return text;
}

std::string DateTimePicture::component_text(const Part& part, std::int64_t time, int hours,
                                            int minutes) {
  switch (part.component) {
    case 'Z':
    case 'z':
      return zone_text(part, hours, minutes);
    case 'P': {
      const bool is_late = Moment::at(time).hour >= 12;
      if (part.names == Names::Upper) return is_late ? "PM" : "AM";
      return is_late ? "pm" : "am";
    }
    case 'C':
    case 'E':
      return "ISO";
    default:
      break;
  }
  double value = fragment(time, part.component);
  if (part.component == 'Y' && part.year_digits != -1) {
    value = std::fmod(value, std::pow(10, part.year_digits));
  }
  if (part.names == Names::None || part.component == 'f') {
    return part.integer ? part.integer->format(value) : std::string();
  }
  std::string name;
  if (part.component == 'M' || part.component == 'x') {
    name = kMonths[static_cast<std::size_t>(value) - 1];
  } else if (part.component == 'F') {
    name = kDays[static_cast<std::size_t>(value)];
  } else {
    throw Failure("D3133", {.value = Value::string(std::string_view(&part.component, 1))});
  }
  if (part.names == Names::Upper) name = to_upper(name);
  if (part.names == Names::Lower) name = to_lower(name);
  if (part.width_max && *part.width_max >= 0) {
    name = name.substr(0, static_cast<std::size_t>(*part.width_max));
  }
  return name;
}

std::string DateTimePicture::format(std::int64_t time, std::string_view timezone) const {
  int hours = 0;
  int minutes = 0;
  if (const auto offset = leading_integer(timezone)) {
    hours = static_cast<int>(std::floor(*offset / 100.0));
    minutes = *offset % 100;
  }
  const std::int64_t local = time + (std::int64_t{60} * hours + minutes) * 60'000;
  std::string out;
  for (const Part& part : parts_) {
    out += part.component == 0 && part.names == Names::None && !part.integer
               ? part.literal
               : component_text(part, local, hours, minutes);
  }
  return out;
}

std::string DateTimePicture::pattern_of(const Part& part) {
  if (part.component == 0) {
    std::string escaped;
    for (const char c : part.literal) {
      if (std::string_view(".*+?^${}()|[]\\/").find(c) != std::string_view::npos) escaped += '\\';
      escaped += c;
    }
    return escaped;
  }
  if (part.component == 'Z' || part.component == 'z') {
    std::string pattern = part.component == 'z' ? "GMT[-+][0-9]+" : "[-+][0-9]+";
    if (part.integer && part.integer->regular > 0) {
      std::string separator;
      append_character(separator, part.integer->separators.front().character);
      if (std::string_view(".*+?^${}()|[]\\/").find(separator[0]) != std::string_view::npos) {
        separator.insert(0, 1, '\\');
      }
      pattern += separator + "[0-9]+";
    }
    return pattern;
  }
  if (part.component == 'f') return "[0-9]+";
  if (part.integer) return part.integer->pattern();
  if (std::string_view("MxFP").find(part.component) == std::string_view::npos) {
    throw Failure("D3133", {.value = Value::string(std::string_view(&part.component, 1))});
  }
  return "[a-zA-Z]+";
}

std::optional<double> DateTimePicture::value_of(const Part& part, std::string_view text) {
  const auto integer = [](std::string_view digits) {
    return static_cast<double>(leading_integer(digits).value_or(0));
  };
  if (part.component == 'Z' || part.component == 'z') {
    if (part.component == 'z') text.remove_prefix(3);
    if (part.integer && part.integer->regular > 0) {
      std::string separator;
      append_character(separator, part.integer->separators.front().character);
      const std::size_t at = text.find(separator);
      return integer(text.substr(0, at)) * 60 + integer(text.substr(at + separator.size()));
    }
    if (text.size() <= 3) return integer(text) * 60;
    return integer(text.substr(0, 3)) * 60 + integer(text.substr(3));
  }
  if (part.component == 'f') return parse_decimal("0." + std::string(text.substr(0, 3))) * 1000;
  if (part.integer) return part.integer->parse(text);
  const auto name_of = [&](std::string_view name) {
    return part.width_max && *part.width_max > 0
               ? name.substr(0, static_cast<std::size_t>(*part.width_max))
               : name;
  };
  if (part.component == 'P') {
    if (text == "am" || text == "AM") return 0;
    if (text == "pm" || text == "PM") return 1;
    return std::nullopt;
  }
  if (part.component == 'F') {
    for (std::size_t i = 1; i < kDays.size(); ++i) {
      if (name_of(kDays[i]) == text) return static_cast<double>(i);
    }
    return std::nullopt;
  }
  for (std::size_t i = 0; i < kMonths.size(); ++i) {
    if (name_of(kMonths[i]) == text) return static_cast<double>(i + 1);
  }
  return std::nullopt;
}

namespace {

struct Components {
  std::array<std::optional<double>, 128> values;

  std::optional<double>& operator[](char c) { return values[static_cast<std::size_t>(c)]; }
  double or_zero(char c) const { return values[static_cast<std::size_t>(c)].value_or(0); }

  // Which of the components have a value other than 0, the first in the highest bit.
  int mask(std::string_view names) const {
    int bits = 0;
    for (const char c : names) {
      const double value = or_zero(c);
      bits = bits * 2 + (value != 0 && !std::isnan(value) ? 1 : 0);
    }
    return bits;
  }
};

// Whether only components of this kind of date are there, and one at least.
bool is_kind(int kind, int mask) { return (~kind & mask) == 0 && (kind & mask) != 0; }

double utc(double year, double month, double day, double hour, double minute, double second,
           double millisecond) {
  for (const double part : {year, month, day, hour, minute, second, millisecond}) {
    if (!std::isfinite(part) || std::fabs(part) > 1e9) return NAN;
  }
  if (year >= 0 && year <= 99) year += 1900;
  if (std::fabs(year) > 400'000) return NAN;
  const auto whole = [](double x) { return static_cast<std::int64_t>(std::trunc(x)); };
  const std::int64_t days = day_start(whole(year), whole(month), whole(day));
  return static_cast<double>(days + whole(hour) * 3'600'000 + whole(minute) * 60'000 +
                             whole(second) * 1'000 + whole(millisecond));
}

}  // namespace

std::optional<double> DateTimePicture::parse(std::string_view text, std::int64_t now,
                                             std::int64_t& steps) const {
  std::string pattern = "^";
  for (const Part& part : parts_) pattern += "(" + pattern_of(part) + ")";
  const auto compiled = Regex::compile(pattern + "$", "i");
  const auto* const regex = std::get_if<Regex>(&compiled);
  if (regex == nullptr) return std::nullopt;
  RegexMatch match;
  if (!regex->search(text, 0, steps, match) || match.size() <= parts_.size()) return std::nullopt;

  Components found;
  bool any = false;
  for (std::size_t i = 0; i < parts_.size(); ++i) {
    if (parts_[i].component == 0) continue;
    const RegexSpan span = match[i + 1];
    any = true;
    found[parts_[i].component] =
        value_of(parts_[i], text.substr(span.begin, span.end - span.begin));
  }
  if (!any) return std::nullopt;

  const int date = found.mask("YXMxWwdD");
  const bool by_month = is_kind(0b10100001, date);
  const bool by_day_of_year = !by_month && is_kind(0b10000010, date);
  const bool by_week_of_month = is_kind(0b01010100, date);
  const bool by_week = !by_week_of_month && is_kind(0b01001000, date);
  const int time = found.mask("PHhmsf");
  const bool is_half_day = !is_kind(0b010111, time) && is_kind(0b101111, time);

  const std::string names = std::string(by_day_of_year     ? "YD"
                                        : by_week_of_month ? "XxwF"
                                        : by_week          ? "XWF"
                                                           : "YMD") +
                            (is_half_day ? "Phmsf" : "Hmsf");
  bool begun = false;
  bool ended = false;
  for (const char name : names) {
    if (found[name]) {
      begun = true;
      if (ended) throw Failure("D3136");
    } else if (begun) {
      found[name] = std::string_view("MDd").find(name) != std::string_view::npos ? 1 : 0;
      ended = true;
    } else {
      found[name] = fragment(now, name);
    }
  }
  found['M'] = found.or_zero('M') > 0 ? found.or_zero('M') - 1 : 0;
  if (by_day_of_year) {
    const double day = utc(found.or_zero('Y'), 0, 1, 0, 0, 0, 0) +
                       (found.or_zero('d') - 1) * static_cast<double>(kDayMs);
    if (!std::isfinite(day)) return NAN;
    const Moment moment = Moment::at(static_cast<std::int64_t>(day));
    found['M'] = moment.month;
    found['D'] = moment.day;
  }
  if (by_week_of_month || by_week) throw Failure("D3136");
  if (is_half_day) {
    const double hour = found.or_zero('h') == 12 ? 0 : found.or_zero('h');
    found['H'] = found.or_zero('P') == 1 ? hour + 12 : hour;
  }
  double millis =
      utc(found.or_zero('Y'), found.or_zero('M'), found.or_zero('D'), found.or_zero('H'),
          found.or_zero('m'), found.or_zero('s'), found.or_zero('f'));
  const double zone = found.or_zero('Z') != 0 ? found.or_zero('Z') : found.or_zero('z');
  return millis - zone * 60'000;
}

}  // namespace sfn::jsonata::functions
