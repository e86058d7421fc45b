#include "base/text.h"

#include <gtest/gtest.h>

#include "base/arn.h"
#include "base/entropy.h"

namespace sfn {
namespace {

TEST(Text, SplitGivesOnePieceMoreThanSeparators) {
  EXPECT_EQ(split("a:b::c", ':'), (std::vector<std::string>{"a", "b", "", "c"}));
  EXPECT_EQ(split("", ':'), (std::vector<std::string>{""}));
}

TEST(Text, IntegersAreWholeTexts) {
  EXPECT_EQ(parse_integer("-12"), -12);
  EXPECT_EQ(parse_integer("12x"), std::nullopt);
  EXPECT_EQ(parse_integer(""), std::nullopt);
  EXPECT_EQ(parse_integer("9223372036854775808"), std::nullopt);
}

TEST(Text, Base64RoundTrips) {
  std::string bytes;
  for (int i = 0; i < 300; ++i) {
    EXPECT_EQ(base64_decode(base64_encode(bytes)), bytes);
    bytes += static_cast<char>(i * 37);
  }
  EXPECT_EQ(base64_encode("any carnal pleas"), "YW55IGNhcm5hbCBwbGVhcw==");
  EXPECT_EQ(base64_decode("a*b="), std::nullopt);
}

TEST(Text, TrimTakesBlanksFromBothEnds) {
  EXPECT_EQ(trim(" \t\r\na b \n"), "a b");
  EXPECT_EQ(trim("a"), "a");
  EXPECT_EQ(trim(" \t "), "");
  EXPECT_EQ(trim(""), "");
}

TEST(Text, PercentEncodingLeavesUnreservedCharacters) {
  EXPECT_EQ(percent_encode("{\"a\": *}é"), "%7B%22a%22%3A%20%2A%7D%C3%A9");
  EXPECT_EQ(percent_encode("AZaz09-._~"), "AZaz09-._~");
  EXPECT_EQ(percent_decode(percent_encode("a/b c%é")), "a/b c%é");
}

TEST(Text, PercentDecoding) { EXPECT_EQ(percent_decode("arn%3Aaws%3a%zz%4"), "arn:aws:%zz%4"); }

TEST(Text, CharactersAreCodePoints) {
  EXPECT_EQ(utf8_length("é€x"), 3U);
  EXPECT_EQ(utf8_prefix("é€x", 2), "é€");
  EXPECT_EQ(utf8_prefix("ab", 5), "ab");
}

TEST(Arn, RoundTrips) {
  const std::string text = "arn:aws:states:eu-west-3:123456789012:execution:M:E";
  const auto arn = Arn::parse(text);
  ASSERT_TRUE(arn);
  EXPECT_EQ(arn->text(), text);
  EXPECT_EQ(arn->resource_parts(), (std::vector<std::string>{"execution", "M", "E"}));
  EXPECT_FALSE(Arn::parse("arn:aws:states:"));
  EXPECT_FALSE(Arn::parse("urn:aws:states:x:y:z"));
}

TEST(Arn, AccountIdsAreTwelveDigits) {
  EXPECT_TRUE(is_account_id("123456789012"));
  for (const char* text : {"", "12345678901", "1234567890123", "12345678901x"}) {
    EXPECT_FALSE(is_account_id(text)) << text;
  }
}

TEST(Arn, OfALogGroupCoversItsStreams) {
  EXPECT_EQ(log_group_arn({"eu-west-3", "123456789012"}, function_log_group("F")),
            "arn:aws:logs:eu-west-3:123456789012:log-group:/aws/lambda/F:*");
}

TEST(Entropy, UuidsHaveTheFormOfVersion4) {
  std::uint64_t seed = 0;
  const auto uuid = make_uuid([&seed] { return seed += 0x9e3779b97f4a7c15; });
  ASSERT_EQ(uuid.size(), 36U);
  EXPECT_EQ(uuid[14], '4');
  EXPECT_NE(std::string("89ab").find(uuid[19]), std::string::npos);
}

}  // namespace
}  // namespace sfn
