#include "jsonata/functions/calendar.h"

namespace sfn::jsonata::functions {
namespace {

std::int64_t floor_div(std::int64_t a, std::int64_t b) { return a / b - (a % b < 0 ? 1 : 0); }

// Days before the first of a month, counted in eras of 400 years that begin in March.
std::int64_t days_before(std::int64_t year, std::int64_t month) {
  year += floor_div(month, 12);
  month -= floor_div(month, 12) * 12;
  if (month < 2) --year;
  const std::int64_t era = floor_div(year, 400);
  const std::int64_t of_era = year - era * 400;
  const std::int64_t from_march = month < 2 ? month + 10 : month - 2;
  const std::int64_t day_of_year = (153 * from_march + 2) / 5;
  return era * 146'097 + of_era * 365 + of_era / 4 - of_era / 100 + day_of_year - 719'468;
}

}  // namespace

std::int64_t day_start(std::int64_t year, std::int64_t month, std::int64_t day) {
  return (days_before(year, month) + day - 1) * kDayMs;
}

Moment Moment::at(std::int64_t milliseconds) {
  Moment moment{};
  moment.time = milliseconds;
  const std::int64_t days = floor_div(milliseconds, kDayMs);
  const std::int64_t of_day = milliseconds - days * kDayMs;
  moment.hour = static_cast<int>(of_day / 3'600'000);
  moment.minute = static_cast<int>(of_day / 60'000 % 60);
  moment.second = static_cast<int>(of_day / 1'000 % 60);
  moment.millisecond = static_cast<int>(of_day % 1'000);
  moment.weekday = static_cast<int>((days % 7 + 10) % 7 + 1);

  const std::int64_t shifted = days + 719'468;
  const std::int64_t era = floor_div(shifted, 146'097);
  const std::int64_t of_era = shifted - era * 146'097;
  const std::int64_t year_of_era =
      (of_era - of_era / 1'460 + of_era / 36'524 - of_era / 146'096) / 365;
  const std::int64_t day_of_year =
      of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
  const std::int64_t from_march = (5 * day_of_year + 2) / 153;
  moment.day = static_cast<int>(day_of_year - (153 * from_march + 2) / 5 + 1);
  moment.month = static_cast<int>(from_march < 10 ? from_march + 2 : from_march - 10);
  moment.year = year_of_era + era * 400 + (moment.month < 2 ? 1 : 0);
  return moment;
}

}  // namespace sfn::jsonata::functions
