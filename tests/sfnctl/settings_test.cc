#include "sfnctl/settings.h"

#include <gtest/gtest.h>

#include <fstream>

#include "sfnctl/aws_config.h"
#include "support/temporary_directory.h"

namespace sfn::sfnctl {
namespace {

using Variables = std::map<std::string, std::string, std::less<>>;

Environment with(Variables variables) {
  Environment environment;
  environment.variables = std::move(variables);
  environment.variables.try_emplace("HOME", "/nonexistent");
  return environment;
}

TEST(Endpoint, ComesFromTheOptionThenTheVariableThenTheDefault) {
  EXPECT_EQ(*resolve_endpoint("http://a:1/", with({{"SFN_ENDPOINT", "http://b:2"}})), "http://a:1");
  EXPECT_EQ(*resolve_endpoint("", with({{"SFN_ENDPOINT", "http://b:2"}})), "http://b:2");
  EXPECT_EQ(*resolve_endpoint("", with({})), "http://127.0.0.1:8083");
  EXPECT_EQ(*resolve_endpoint("localhost:9000", with({})), "http://localhost:9000");
}

TEST(Endpoint, RefusesWhatIsNoUrlByTheNameOfItsSource) {
  EXPECT_EQ(resolve_endpoint("ftp://x", with({})).error().cause,
            "--endpoint must be a URL such as http://127.0.0.1:8083, got \"ftp://x\"");
  EXPECT_EQ(resolve_endpoint("", with({{"SFN_ENDPOINT", "http://"}})).error().cause.substr(0, 12),
            "SFN_ENDPOINT");
  EXPECT_FALSE(resolve_endpoint("http://host/path", with({})));
}

TEST(Region, ComesFromTheOptionThenTheVariables) {
  const auto both = with({{"AWS_REGION", "eu-west-1"}, {"AWS_DEFAULT_REGION", "eu-west-2"}});
  EXPECT_EQ(resolve_region("eu-west-3", both), "eu-west-3");
  EXPECT_EQ(resolve_region("", both), "eu-west-1");
  EXPECT_EQ(resolve_region("", with({{"AWS_DEFAULT_REGION", "eu-west-2"}})), "eu-west-2");
  EXPECT_EQ(resolve_region("", with({})), std::nullopt);
}

TEST(Region, OnlyTheOptionNarrowsLists) {
  const auto environment = with({{"AWS_REGION", "eu-west-1"}});
  EXPECT_EQ(resolve_settings({}, environment)->asked_region, std::nullopt);
  EXPECT_EQ(resolve_settings({"", "eu-west-3", ""}, environment)->asked_region, "eu-west-3");
}

TEST(Region, IsCheckedWhereverItComesFrom) {
  EXPECT_EQ(resolve_settings({"", "eu west", ""}, with({})).error().cause,
            "--region must be a region such as eu-west-3, got \"eu west\"");
  const auto refused = resolve_settings({}, with({{"AWS_REGION", "Paris"}}));
  EXPECT_EQ(refused.error().cause.substr(0, 10), "AWS_REGION");
}

constexpr std::string_view kConfig =
    "# comment\n"
    "[default]\n"
    "region = eu-west-3\r\n"
    "s3 =\n"
    "    region = nowhere\n"
    "[profile work]\n"
    "output=json\n"
    "region=ap-south-1\n"
    "[profile empty]\n";

TEST(AwsConfig, FindsTheRegionOfTheProfile) {
  EXPECT_EQ(region_in_config(kConfig, "default"), "eu-west-3");
  EXPECT_EQ(region_in_config(kConfig, "work"), "ap-south-1");
  EXPECT_EQ(region_in_config(kConfig, "empty"), std::nullopt);
  EXPECT_EQ(region_in_config(kConfig, "absent"), std::nullopt);
}

TEST(AwsConfig, IsReadFromTheFileOfTheEnvironment) {
  const support::TemporaryDirectory directory;
  const auto path = directory.file("config");
  std::ofstream(path) << kConfig;
  EXPECT_EQ(resolve_region("", with({{"AWS_CONFIG_FILE", path}})), "eu-west-3");
  EXPECT_EQ(resolve_region("", with({{"AWS_CONFIG_FILE", path}, {"AWS_PROFILE", "work"}})),
            "ap-south-1");
}

TEST(Colour, IsForTerminalsThatWantIt) {
  auto environment = with({});
  EXPECT_FALSE(resolve_settings({}, environment)->look.colour_out);
  environment.terminal_out = true;
  EXPECT_TRUE(resolve_settings({}, environment)->look.colour_out);
  EXPECT_FALSE(resolve_settings({}, environment)->look.colour_err);
  environment.variables["NO_COLOR"] = "1";
  EXPECT_FALSE(resolve_settings({}, environment)->look.colour_out);
}

}  // namespace
}  // namespace sfn::sfnctl
