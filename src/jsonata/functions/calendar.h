// The proleptic Gregorian calendar on milliseconds since 1970, as JavaScript's Date has it.
#pragma once

#include <cstdint>

namespace sfn::jsonata::functions {

inline constexpr std::int64_t kDayMs = 86'400'000;

/// Midnight of a day; month counts from 0 and may lie outside of the year, as may the day.
std::int64_t day_start(std::int64_t year, std::int64_t month, std::int64_t day);

struct Moment {
  std::int64_t year;
  int month;  ///< From 0.
  int day;    ///< From 1.
  int hour;
  int minute;
  int second;
  int millisecond;
  int weekday;  ///< Monday is 1, Sunday 7.
  std::int64_t time;

  static Moment at(std::int64_t milliseconds);
};

}  // namespace sfn::jsonata::functions
