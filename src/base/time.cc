#include "base/time.h"

#include <fmt/format.h>

namespace sfn {
namespace {

// Reads fixed-width fields off the front of a text.
class Reader {
 public:
  explicit Reader(std::string_view text) : rest_(text) {}

  bool done() const { return rest_.empty(); }
  bool accept(char c) {
    if (rest_.empty() || rest_.front() != c) return false;
    rest_.remove_prefix(1);
    return true;
  }
  std::optional<int> digits(std::size_t count) {
    if (rest_.size() < count) return std::nullopt;
    int value = 0;
    for (const char c : rest_.substr(0, count)) {
      if (c < '0' || c > '9') return std::nullopt;
      value = value * 10 + (c - '0');
    }
    rest_.remove_prefix(count);
    return value;
  }
  bool at_digit() const { return !rest_.empty() && rest_.front() >= '0' && rest_.front() <= '9'; }
  int digit() {
    const int value = rest_.front() - '0';
    rest_.remove_prefix(1);
    return value;
  }

 private:
  std::string_view rest_;
};

std::optional<std::chrono::sys_days> read_date(Reader& in) {
  const auto year = in.digits(4);
  if (!year || !in.accept('-')) return std::nullopt;
  const auto month = in.digits(2);
  if (!month || !in.accept('-')) return std::nullopt;
  const auto day = in.digits(2);
  if (!day) return std::nullopt;
  const auto date = std::chrono::year_month_day(std::chrono::year(*year),
                                                std::chrono::month(static_cast<unsigned>(*month)),
                                                std::chrono::day(static_cast<unsigned>(*day)));
  if (!date.ok()) return std::nullopt;
  return std::chrono::sys_days(date);
}

std::optional<milliseconds> read_time(Reader& in) {
  const auto hour = in.digits(2);
  if (!hour || *hour > 23 || !in.accept(':')) return std::nullopt;
  const auto minute = in.digits(2);
  if (!minute || *minute > 59 || !in.accept(':')) return std::nullopt;
  const auto second = in.digits(2);
  if (!second || *second > 59) return std::nullopt;
  int fraction_ms = 0;
  if (in.accept('.')) {
    if (!in.at_digit()) return std::nullopt;
    for (int scale = 100; in.at_digit(); scale /= 10) fraction_ms += in.digit() * scale;
  }
  return std::chrono::hours(*hour) + std::chrono::minutes(*minute) + seconds(*second) +
         milliseconds(fraction_ms);
}

std::optional<milliseconds> read_offset(Reader& in) {
  if (in.accept('Z')) return milliseconds(0);
  const bool east = in.accept('+');
  if (!east && !in.accept('-')) return std::nullopt;
  const auto hours = in.digits(2);
  if (!hours || *hours > 18 || !in.accept(':')) return std::nullopt;
  const auto minutes = in.digits(2);
  if (!minutes || *minutes > 59) return std::nullopt;
  const milliseconds offset = std::chrono::hours(*hours) + std::chrono::minutes(*minutes);
  return east ? offset : -offset;
}

std::string date_and_seconds(Timestamp time) {
  const auto day = std::chrono::floor<std::chrono::days>(time);
  const auto date = std::chrono::year_month_day(day);
  const auto clock = std::chrono::hh_mm_ss(std::chrono::floor<seconds>(time - day));
  return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}", static_cast<int>(date.year()),
                     static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
                     clock.hours().count(), clock.minutes().count(), clock.seconds().count());
}

int fraction_of(Timestamp time) {
  return static_cast<int>((time - std::chrono::floor<seconds>(time)).count());
}

}  // namespace

double to_epoch_seconds(Timestamp time) { return static_cast<double>(to_epoch_ms(time)) / 1000.0; }

std::string to_iso8601(Timestamp time) {
  return fmt::format("{}.{:03}Z", date_and_seconds(time), fraction_of(time));
}

std::string to_iso8601_short(Timestamp time) {
  std::string fraction = fmt::format(".{:03}", fraction_of(time));
  while (fraction.back() == '0') fraction.pop_back();
  if (fraction == ".") fraction.clear();
  return date_and_seconds(time) + fraction + "Z";
}

std::optional<Timestamp> parse_iso8601(std::string_view text) {
  Reader in(text);
  const auto date = read_date(in);
  if (!date || !in.accept('T')) return std::nullopt;
  const auto time = read_time(in);
  if (!time) return std::nullopt;
  const auto offset = read_offset(in);
  if (!offset || !in.done()) return std::nullopt;
  return Timestamp(*date) + *time - *offset;
}

}  // namespace sfn
