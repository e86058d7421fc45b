#include "base/time.h"

#include <gtest/gtest.h>

namespace sfn {
namespace {

TEST(Time, WritesMilliseconds) {
  EXPECT_EQ(to_iso8601(from_epoch_ms(1'551'225'271'984)), "2019-02-26T23:54:31.984Z");
  EXPECT_EQ(to_iso8601(from_epoch_ms(0)), "1970-01-01T00:00:00.000Z");
}

TEST(Time, DropsTrailingZerosInData) {
  EXPECT_EQ(to_iso8601_short(from_epoch_ms(1'000)), "1970-01-01T00:00:01Z");
  EXPECT_EQ(to_iso8601_short(from_epoch_ms(1'120)), "1970-01-01T00:00:01.12Z");
}

struct Reading {
  const char* text;
  std::optional<std::int64_t> epoch_ms;
};
const auto kReadings = std::vector<Reading>{
    {"1970-01-01T00:00:01Z", 1'000},           {"1970-01-01T00:00:01.5Z", 1'500},
    {"1970-01-01T00:00:01.123456789Z", 1'123}, {"1970-01-01T02:00:00+02:00", 0},
    {"1969-12-31T22:30:00-01:30", 0},          {"2024-02-29T00:00:00Z", 1'709'164'800'000},
    {"2023-02-29T00:00:00Z", std::nullopt},    {"1970-01-01T24:00:00Z", std::nullopt},
    {"1970-01-01 00:00:01Z", std::nullopt},    {"1970-01-01T00:00:01", std::nullopt},
    {"1970-01-01t00:00:01z", std::nullopt},    {"1970-01-01T00:00:01.Z", std::nullopt},
    {"1970-01-01T00:00:01Zx", std::nullopt},   {"", std::nullopt},
};

TEST(Time, ReadsWhatRfc3339Allows) {
  for (const auto& [text, epoch_ms] : kReadings) {
    const auto time = parse_iso8601(text);
    EXPECT_EQ(time ? std::optional(to_epoch_ms(*time)) : std::nullopt, epoch_ms) << text;
  }
}

TEST(Time, WritingThenReadingGivesTheSameMoment) {
  for (std::int64_t ms = -3'000'000'000; ms < 4'000'000'000'000; ms += 86'399'987'654) {
    EXPECT_EQ(parse_iso8601(to_iso8601(from_epoch_ms(ms))), from_epoch_ms(ms));
    EXPECT_EQ(parse_iso8601(to_iso8601_short(from_epoch_ms(ms))), from_epoch_ms(ms));
  }
}

}  // namespace
}  // namespace sfn
