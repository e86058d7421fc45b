#include "sfnctl/human.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <ctime>

#include "sfnctl/exit_code.h"

namespace sfn::sfnctl {
namespace {

TEST(HumanDuration, HasTwoUnitsAtMost) {
  EXPECT_EQ(human_duration(milliseconds(-5)), "0.00 s");
  EXPECT_EQ(human_duration(milliseconds(412)), "0.41 s");
  EXPECT_EQ(human_duration(milliseconds(12'340)), "12.3 s");
  EXPECT_EQ(human_duration(seconds(200)), "3 min 20 s");
  EXPECT_EQ(human_duration(seconds(3600)), "1 h");
  EXPECT_EQ(human_duration(seconds(7500)), "2 h 5 min");
  EXPECT_EQ(human_duration(seconds(3 * 86'400 + 4 * 3600)), "3 d 4 h");
}

TEST(HumanTime, IsLocal) {
  ::setenv("TZ", "UTC-2", 1);
  ::tzset();
  EXPECT_EQ(human_time_ms(from_epoch_ms(1'000'000'000'007)), "2001-09-09 03:46:40.007");
  ::setenv("TZ", "UTC", 1);
  ::tzset();
  EXPECT_EQ(human_time(from_epoch_ms(1'000'000'000'007)), "2001-09-09 01:46:40");
}

TEST(HumanBytes, ChoosesTheUnit) {
  EXPECT_EQ(human_bytes(512), "512 B");
  EXPECT_EQ(human_bytes(1536), "1.5 KiB");
  EXPECT_EQ(human_bytes(20 << 20), "20.0 MiB");
}

TEST(ParseDuration, ReadsUnits) {
  EXPECT_EQ(*parse_duration("--since", "30"), seconds(30));
  EXPECT_EQ(*parse_duration("--since", "500ms"), milliseconds(500));
  EXPECT_EQ(*parse_duration("--since", "5m"), seconds(300));
  EXPECT_EQ(*parse_duration("--since", "7d"), seconds(604'800));
}

TEST(ParseDuration, RefusesTheRestByName) {
  for (const char* text : {"", "s", "-1s", "1.5h", "5 m", "5y", "99999999999d"}) {
    const auto duration = parse_duration("--since", text);
    ASSERT_FALSE(duration) << text;
    EXPECT_EQ(duration.error().name, kMisused);
    EXPECT_NE(duration.error().cause.find("--since"), std::string::npos);
  }
}

}  // namespace
}  // namespace sfn::sfnctl
