#include "api/origin.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace sfn::api {
namespace {

struct OriginCase {
  std::string name;
  http::Headers headers;
  bool allowed;
};

class Origin : public testing::TestWithParam<OriginCase> {};

TEST_P(Origin, IsChecked) {
  http::Request request;
  request.headers = GetParam().headers;
  EXPECT_EQ(check_origin(request, {"sfn.example"}).has_value(), GetParam().allowed);
}

INSTANTIATE_TEST_SUITE_P(
    Api, Origin,
    testing::ValuesIn(std::vector<OriginCase>{
        {"NoBrowser", {{"Host", "localhost:8083"}}, true},
        {"NoBrowserByANameOfANetwork", {{"Host", "sfn:8083"}}, true},
        {"NoBrowserWithoutHost", {}, true},
        {"OwnPage", {{"Host", "localhost:8083"}, {"Origin", "http://localhost:8083"}}, true},
        {"OwnPageBehindTls", {{"Host", "localhost"}, {"Origin", "https://LOCALHOST"}}, true},
        {"OwnPageBelowLocalhost",
         {{"Host", "sfn.localhost:8083"}, {"Origin", "http://sfn.localhost:8083"}},
         true},
        {"OwnPageByAddress", {{"Host", "127.0.0.1:8083"}, {"Sec-Fetch-Site", "same-origin"}}, true},
        {"OwnPageByAddressOfIpv6", {{"Host", "[::1]:8083"}, {"Origin", "http://[::1]:8083"}}, true},
        {"OwnPageByTheNameListenedOn",
         {{"Host", "sfn.example:8083"}, {"Origin", "http://sfn.example:8083"}},
         true},
        {"TypedByAPerson", {{"Host", "localhost:8083"}, {"Sec-Fetch-Site", "none"}}, true},
        {"PageOfAnotherSite",
         {{"Host", "localhost:8083"}, {"Origin", "https://evil.example"}},
         false},
        {"PageOfAnotherPort",
         {{"Host", "localhost:8083"}, {"Origin", "http://localhost:3000"}},
         false},
        {"PageWithoutOrigin", {{"Host", "localhost:8083"}, {"Origin", "null"}}, false},
        {"PageWithAnEmptyOrigin", {{"Host", "localhost:8083"}, {"Origin", ""}}, false},
        {"OriginWithoutHost", {{"Origin", "http://localhost:8083"}}, false},
        {"ImageOnAnotherSite",
         {{"Host", "localhost:8083"}, {"Sec-Fetch-Site", "cross-site"}},
         false},
        {"PageOfTheSameSite", {{"Host", "localhost:8083"}, {"Sec-Fetch-Site", "same-site"}}, false},
        {"ReboundName",
         {{"Host", "evil.example:8083"}, {"Origin", "http://evil.example:8083"}},
         false},
        {"ReboundNameWithoutOrigin",
         {{"Host", "evil.example:8083"}, {"Sec-Fetch-Site", "same-origin"}},
         false},
        {"ReboundNameLikeOurs",
         {{"Host", "notlocalhost"}, {"Origin", "http://notlocalhost"}},
         false},
    }),
    [](const auto& test) { return test.param.name; });

TEST(OriginRefusal, NamesWhatWasSent) {
  http::Request request;
  request.headers = {{"Host", "localhost:8083"}, {"Origin", "https://evil.example"}};
  const auto refused = check_origin(request, {});
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().name, "AccessDeniedException");
  EXPECT_THAT(refused.error().cause, testing::HasSubstr("Origin: https://evil.example"));
}

}  // namespace
}  // namespace sfn::api
