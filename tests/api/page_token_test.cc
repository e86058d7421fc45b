#include "api/page_token.h"

#include <gtest/gtest.h>

#include "base/text.h"

namespace sfn::api {
namespace {

TEST(PageToken, GoesOnWhereItsListingStopped) {
  for (const std::string cursor : {"", "17", "arn:aws:states:::x", "\xff\x01"}) {
    EXPECT_EQ(*read_page_token("List a", make_page_token("List a", cursor)), cursor);
  }
}

TEST(PageToken, NoTokenIsTheFirstPage) { EXPECT_EQ(*read_page_token("List a", ""), ""); }

TEST(PageToken, IsOfNoUseForAnotherListing) {
  const auto token = make_page_token("List a", "17");
  for (const auto* listing : {"List b", "List a ", "list a", ""}) {
    EXPECT_EQ(read_page_token(listing, token).error(),
              (Error{"InvalidToken", "Invalid Token: 'Invalid token'"}))
        << listing;
  }
}

TEST(PageToken, IsNotGuessed) {
  for (const std::string token : {"x", "====", "not base 64 at all", "MTc=", " "}) {
    EXPECT_FALSE(read_page_token("List a", token)) << token;
  }
}

}  // namespace
}  // namespace sfn::api
