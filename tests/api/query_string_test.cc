#include "api/query_string.h"

#include <gtest/gtest.h>

namespace sfn::api {
namespace {

using Parameters = std::map<std::string, std::string>;

struct QueryCase {
  std::string name;
  std::string query;
  Parameters expected;
};

const auto kCases = std::vector<QueryCase>{
    {"Empty", "", {}},
    {"One", "a=1", {{"a", "1"}}},
    {"Several", "a=1&b=2", {{"a", "1"}, {"b", "2"}}},
    {"TheLastOfOneNameCounts", "a=1&a=2", {{"a", "2"}}},
    {"WithoutValue", "a&b=", {{"a", ""}, {"b", ""}}},
    {"EqualsSignInValue", "a=b=c", {{"a", "b=c"}}},
    {"Percent", "a%20b=%24LATEST", {{"a b", "$LATEST"}}},
    {"PlusIsABlank", "a=x+y%2Bz", {{"a", "x y+z"}}},
    {"StrayPercent", "a=50%", {{"a", "50%"}}},
};

class QueryString : public testing::TestWithParam<QueryCase> {};

TEST_P(QueryString, IsTakenApart) { EXPECT_EQ(parse_query(GetParam().query), GetParam().expected); }

INSTANTIATE_TEST_SUITE_P(Api, QueryString, testing::ValuesIn(kCases),
                         [](const auto& test) { return test.param.name; });

TEST(QueryValues, AreAllOfOneName) {
  EXPECT_EQ(query_values("k=a&other=x&k=b%20c&k=", "k"),
            (std::vector<std::string>{"a", "b c", ""}));
  EXPECT_TRUE(query_values("", "k").empty());
}

TEST(QueryValue, IsEmptyWhereThereIsNone) {
  EXPECT_EQ(query_value("Marker=m%3D&MaxItems=5", "Marker"), "m=");
  EXPECT_EQ(query_value("Marker=m", "marker"), "");
  EXPECT_EQ(query_value("", "Marker"), "");
}

}  // namespace
}  // namespace sfn::api
