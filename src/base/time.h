// Moments and their texts. Time is milliseconds UTC everywhere in sfn, as in the AWS API.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace sfn {

using std::chrono::milliseconds;
using std::chrono::seconds;

/// A moment, in whole milliseconds since 1970-01-01T00:00:00Z.
using Timestamp = std::chrono::sys_time<milliseconds>;

constexpr std::int64_t to_epoch_ms(Timestamp time) { return time.time_since_epoch().count(); }
constexpr Timestamp from_epoch_ms(std::int64_t ms) { return Timestamp(milliseconds(ms)); }

/// Seconds since the epoch with the milliseconds as a fraction: how AWS JSON 1.0 writes a time.
double to_epoch_seconds(Timestamp time);

/// `2026-11-22T18:04:05.120Z`, always with three digits.
std::string to_iso8601(Timestamp time);

/// As AWS writes times into data: trailing zeros of the fraction are dropped (`…:05.12Z`, `…:05Z`).
std::string to_iso8601_short(Timestamp time);

/// An ISO-8601 extended date-time with offset, as RFC 3339 has it, with upper-case `T` and `Z`;
/// digits past the millisecond are read and dropped. Nothing for any other text, or a date that
/// does not exist.
std::optional<Timestamp> parse_iso8601(std::string_view text);

}  // namespace sfn
