#include "sfnctl/cells.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <ctime>

namespace sfn::sfnctl {
namespace {

TEST(Cells, OfTimesAreLocalForPeopleAndUtcForPrograms) {
  ::setenv("TZ", "UTC-2", 1);
  ::tzset();
  const auto time = from_epoch_ms(1'000'000'000'007);
  EXPECT_EQ(time_cell(time).text, "2001-09-09 03:46:40");
  EXPECT_EQ(time_ms_cell(time).text, "2001-09-09 03:46:40.007");
  EXPECT_EQ(time_cell(time).bare, "2001-09-09T01:46:40.007Z");
  EXPECT_EQ(time_ms_cell(time).bare, "2001-09-09T01:46:40.007Z");
  EXPECT_EQ(time_cell({}).text + time_cell({}).bare, "");
  ::setenv("TZ", "UTC", 1);
  ::tzset();
}

TEST(Cells, OfDurationsAreSecondsForPrograms) {
  EXPECT_EQ(duration_cell(milliseconds(200'004)).text, "3 min 20 s");
  EXPECT_EQ(duration_cell(milliseconds(200'004)).bare, "200.004");
  EXPECT_EQ(duration_cell(milliseconds(-5)).bare, "0.000");
}

TEST(Cells, OfSizesAreBytesForPrograms) {
  EXPECT_EQ(bytes_cell(1536).text, "1.5 KiB");
  EXPECT_EQ(bytes_cell(1536).bare, "1536");
}

}  // namespace
}  // namespace sfn::sfnctl
