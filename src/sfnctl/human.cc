#include "sfnctl/human.h"

#include <array>
#include <ctime>

#include "base/text.h"
#include "sfnctl/exit_code.h"

namespace sfn::sfnctl {
namespace {

using std::chrono::hours;
using std::chrono::minutes;
using days = std::chrono::duration<std::int64_t, std::ratio<86'400>>;

std::string two_units(std::int64_t whole, const char* unit, std::int64_t rest,
                      const char* rest_unit) {
  if (rest == 0) return fmt::format("{} {}", whole, unit);
  return fmt::format("{} {} {} {}", whole, unit, rest, rest_unit);
}

std::tm local_time(Timestamp time) {
  const auto whole = static_cast<std::time_t>(to_epoch_ms(time) / 1000);
  std::tm parts{};
  localtime_r(&whole, &parts);
  return parts;
}

struct Unit {
  std::string_view suffix;
  milliseconds length;
};
constexpr std::array<Unit, 6> kUnits = {{{"ms", milliseconds(1)},
                                         {"s", seconds(1)},
                                         {"m", minutes(1)},
                                         {"h", hours(1)},
                                         {"d", hours(24)},
                                         {"", seconds(1)}}};
constexpr std::int64_t kCountMax = 1'000'000'000;  // Far beyond use, and no unit overflows.

}  // namespace

std::string human_duration(milliseconds duration) {
  const auto ms = std::max<std::int64_t>(duration.count(), 0);
  const auto whole = ms / 1000;
  if (ms < 10'000) return fmt::format("{:.2f} s", static_cast<double>(ms) / 1000);
  if (whole < 60) return fmt::format("{:.1f} s", static_cast<double>(ms) / 1000);
  if (whole < 3600) return two_units(whole / 60, "min", whole % 60, "s");
  if (whole < 86'400) return two_units(whole / 3600, "h", whole % 3600 / 60, "min");
  return two_units(whole / 86'400, "d", whole % 86'400 / 3600, "h");
}

std::string human_time(Timestamp time) {
  const auto parts = local_time(time);
  return fmt::format("{:04}-{:02}-{:02} {:02}:{:02}:{:02}", parts.tm_year + 1900, parts.tm_mon + 1,
                     parts.tm_mday, parts.tm_hour, parts.tm_min, parts.tm_sec);
}

std::string human_time_ms(Timestamp time) {
  return fmt::format("{}.{:03}", human_time(time), to_epoch_ms(time) % 1000);
}

std::string human_bytes(std::int64_t bytes) {
  if (bytes < 1024) return fmt::format("{} B", bytes);
  double size = static_cast<double>(bytes) / 1024;
  for (const char* unit : {"KiB", "MiB", "GiB"}) {
    if (size < 1024) return fmt::format("{:.1f} {}", size, unit);
    size /= 1024;
  }
  return fmt::format("{:.1f} TiB", size);
}

Result<milliseconds> parse_duration(std::string_view option, std::string_view text) {
  for (const auto& unit : kUnits) {
    if (!ends_with(text, unit.suffix)) continue;
    const auto count = parse_integer(text.substr(0, text.size() - unit.suffix.size()));
    if (count && *count >= 0 && *count <= kCountMax) return unit.length * *count;
  }
  return misused(fmt::format(
      "{} must be a duration such as 30s, 5m, 2h or 7d (a bare number is seconds), got \"{}\"",
      option, text));
}

}  // namespace sfn::sfnctl
