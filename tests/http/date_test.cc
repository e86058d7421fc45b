#include "http/date.h"

#include <gtest/gtest.h>

namespace sfn::http {
namespace {

TEST(HttpDate, IsInTheFormOfRfc9110) {
  EXPECT_EQ(http_date(from_epoch_ms(784'111'777'999)), "Sun, 06 Nov 1994 08:49:37 GMT");
  EXPECT_EQ(http_date(from_epoch_ms(0)), "Thu, 01 Jan 1970 00:00:00 GMT");
}

}  // namespace
}  // namespace sfn::http
