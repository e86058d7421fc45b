#include "logs/log_records.h"

#include <gtest/gtest.h>

namespace sfn::logs {
namespace {

TEST(EventId, Has56DigitsAndRoundTrips) {
  const Position position{from_epoch_ms(1'763'834'645'120), 42};
  const auto id = event_id(position);
  EXPECT_EQ(id.size(), 56U);
  EXPECT_EQ(parse_event_id(id), position);
}

TEST(EventId, SortsAsPositionsDo) {
  EXPECT_LT(event_id({from_epoch_ms(5), 10}), event_id({from_epoch_ms(10), 5}));
  EXPECT_LT(event_id({from_epoch_ms(5), 9}), event_id({from_epoch_ms(5), 10}));
}

TEST(EventId, RefusesOtherTexts) {
  EXPECT_FALSE(parse_event_id(""));
  EXPECT_FALSE(parse_event_id("123"));
  EXPECT_FALSE(parse_event_id(std::string(55, '0') + "x"));
  EXPECT_FALSE(parse_event_id(std::string(56, '9')));  // Beyond 64 bits.
}

}  // namespace
}  // namespace sfn::logs
