// Date and time functions. JSONata, "Date/Time functions".
#include <array>
#include <cmath>

#include "jsonata/characters.h"
#include "jsonata/functions/calendar.h"
#include "jsonata/functions/date_time_picture.h"
#include "jsonata/functions/library.h"
#include "jsonata/number_text.h"

namespace sfn::jsonata::functions {
namespace {

constexpr double kTimeMax = 8.64e15;  // Of JavaScript's Date.

Value formatted(Invocation& call, std::int64_t time, const Value& picture, const Value& timezone) {
  const std::string_view zone = timezone.is_string() ? timezone.text() : std::string_view();
  call.run.charge_characters(zone.size());
  if (!picture.is_string()) return call.run.text(DateTimePicture::iso8601().format(time, zone));
  call.run.charge_picture(picture.text());
  return call.run.text(DateTimePicture::analyse(picture.text()).format(time, zone));
}

Value now(Invocation& call) {
  return formatted(call, to_epoch_ms(call.run.now()), call[0], call[1]);
}

Value millis(Invocation& call) {
  return Value::number(static_cast<double>(to_epoch_ms(call.run.now())));
}

Value from_millis(Invocation& call) {
  if (call[0].is_nothing()) return {};
  const double time = call[0].number();
  if (!(std::fabs(time) <= kTimeMax)) throw Failure("D3110", {.value = call[0]});
  return formatted(call, static_cast<std::int64_t>(std::trunc(time)), call[1], call[2]);
}

// `YYYY`, `-MM`, `-DD`, `Thh:mm:ss`, `.sss` and a zone, of which all but the year may be missing.
class IsoReader {
 public:
  explicit IsoReader(std::string_view text) : text_(text) {}

  // Nothing where the text is not of that form; NaN where no such time exists.
  std::optional<double> read() {
    int year = 0;
    int month = 1;
    int day = 1;
    int hour = 0;
    int minute = 0;
    int second = 0;
    double fraction = 0;
    int zone = 0;
    bool has_time = false;
    if (!digits(4, year)) return std::nullopt;
    if (group("-", "0-1")) month = two();
    if (group("-", "0-3")) day = two();
    if (at_ < text_.size() && text_[at_] == 'T') {
      ++at_;
      has_time = true;
      if (!digits(2, hour) || !take(':') || !digits(2, minute) || !take(':') ||
          !digits(2, second)) {
        return std::nullopt;
      }
      if (hour > 29 || minute > 59 || second > 59) return std::nullopt;
    }
    if (take('.')) {
      const std::size_t from = at_;
      while (at_ < text_.size() && is_digit(text_[at_])) ++at_;
      if (at_ == from) return std::nullopt;
      fraction = std::floor(parse_decimal("0." + std::string(text_.substr(from, 3))) * 1000 + 0.5);
    }
    if (at_ < text_.size() && !take('Z')) {
      const bool west = text_[at_] == '-';
      if (!west && text_[at_] != '+') return std::nullopt;
      ++at_;
      int zone_hour = 0;
      int zone_minute = 0;
      if (!digits(2, zone_hour)) return std::nullopt;
      take(':');
      if (!digits(2, zone_minute) || zone_hour > 29 || zone_minute > 59) return std::nullopt;
      if (!has_time || zone_hour > 23) month = 0;  // No such time.
      zone = (zone_hour * 60 + zone_minute) * (west ? -1 : 1);
    }
    if (at_ != text_.size()) return std::nullopt;
    const bool is_midnight = hour == 24 && minute == 0 && second == 0 && fraction == 0;
    if (month < 1 || month > 12 || day < 1 || day > 31 || (hour > 23 && !is_midnight)) {
      return NAN;
    }
    return static_cast<double>(day_start(year, month - 1, day)) + hour * 3'600'000.0 +
           minute * 60'000.0 + second * 1'000.0 + fraction - zone * 60'000.0;
  }

 private:
  bool take(char c) {
    if (at_ >= text_.size() || text_[at_] != c) return false;
    ++at_;
    return true;
  }
  bool digits(std::size_t count, int& value) {
    if (at_ + count > text_.size()) return false;
    value = 0;
    for (std::size_t i = 0; i < count; ++i) {
      if (!is_digit(text_[at_ + i])) return false;
      value = value * 10 + (text_[at_ + i] - '0');
    }
    at_ += count;
    return true;
  }
  // Whether a mark and two digits follow, the first of them in the range; a zone may follow
  // instead.
  bool group(std::string_view mark, std::string_view range) {
    const std::string_view next = text_.substr(at_);
    if (next.size() < 3 || next.substr(0, 1) != mark || next[1] < range[0] || next[1] > range[2] ||
        !is_digit(next[2])) {
      return false;
    }
    const bool is_zone = next.size() > 3 && (is_digit(next[3]) || next[3] == ':');
    return !is_zone;
  }
  int two() {
    int value = 0;
    ++at_;
    digits(2, value);
    return value;
  }

  std::string_view text_;
  std::size_t at_ = 0;
};

Value to_millis(Invocation& call) {
  if (call[0].is_nothing()) return {};
  const std::string_view text = call[0].text();
  if (!call[1].is_string()) {
    call.run.charge_characters(text.size());
    const auto time = IsoReader(text).read();
    if (!time) throw Failure("D3110", {.value = call[0]});
    return Value::number(*time);
  }
  call.run.charge_bytes(text.size() * 16);
  call.run.charge_picture(call[1].text());
  std::int64_t steps = 1'000'000;
  const std::int64_t before = steps;
  const auto time =
      DateTimePicture::analyse(call[1].text()).parse(text, to_epoch_ms(call.run.now()), steps);
  call.run.charge(before - steps);
  return time ? Value::number(*time) : Value();
}

constexpr auto kDateTime = std::to_array<Declaration>({
    {"now", "<s?s?:s>", 2, now},
    {"millis", "<:n>", 0, millis},
    {"fromMillis", "<n-s?s?:s>", 3, from_millis},
    {"toMillis", "<s-s?:n>", 2, to_millis},
});

}  // namespace

std::span<const Declaration> date_time() { return kDateTime; }

}  // namespace sfn::jsonata::functions
