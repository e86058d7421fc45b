#include "api/logs/logs.h"

#include <gmock/gmock.h>

#include <set>

#include "api/support/items.h"
#include "logs/store_under_test.h"

namespace sfn::api {
namespace {

using logs::kGroup;
using logs::kNow;
using logs::kStream;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

const auto kArn = std::string("arn:aws:logs:eu-west-3:123456789012:log-group:/aws/lambda/F");

class CloudWatchLogsTest : public logs::StoreUnderTest {
 protected:
  Result<Json> call(const std::string& action, const Json& params) {
    return ask<Json>([&](const Reply& reply) {
      CloudWatchLogs(*store_, later_).handle(action, params, {kGroup.place, "r-1", kNow}, reply);
    });
  }

  Json ok(const std::string& action, const Json& params) {
    auto result = call(action, params);
    EXPECT_TRUE(result) << result.error().name << ": " << result.error().cause;
    return result ? *result : Json();
  }

  Error error(const std::string& action, const Json& params) {
    const auto result = call(action, params);
    EXPECT_FALSE(result) << to_text(*result);
    return result ? Error{} : result.error();
  }

  runtime::Offload later_ =
      runtime::later_turn([this](std::function<void()> task) { posts_.add(std::move(task)); });
  const Json group_ = {{"logGroupName", kGroup.name}};
  const Json stream_ = {{"logGroupName", kGroup.name}, {"logStreamName", kStream.name}};

  static Json with(Json params, const Json& more) {
    for (const auto& [name, value] : more.items()) params[name] = value;
    return params;
  }
};

TEST_F(CloudWatchLogsTest, UnknownActionsAreToldWhatIsServed) {
  const auto refused = error("StartQuery", Json::object());
  EXPECT_EQ(refused.name, "UnknownOperationException");
  EXPECT_THAT(refused.cause, HasSubstr("FilterLogEvents"));
}

// ---- groups and streams

TEST_F(CloudWatchLogsTest, AGroupIsShownWithAllItsMembers) {
  EXPECT_EQ(ok("CreateLogGroup", group_), Json::object());
  ok("PutRetentionPolicy", with(group_, {{"retentionInDays", 7}}));
  const Json expected = {{"logGroups",
                          {{{"logGroupName", kGroup.name},
                            {"creationTime", to_epoch_ms(kNow)},
                            {"metricFilterCount", 0},
                            {"arn", kArn + ":*"},
                            {"storedBytes", 0},
                            {"logGroupClass", "STANDARD"},
                            {"logGroupArn", kArn},
                            {"retentionInDays", 7}}}}};
  EXPECT_EQ(ok("DescribeLogGroups", Json::object()), expected);
  ok("DeleteRetentionPolicy", group_);
  EXPECT_FALSE(ok("DescribeLogGroups", Json::object())["logGroups"][0].contains("retentionInDays"));
}

TEST_F(CloudWatchLogsTest, ADeletedGroupIsNotFound) {
  ok("CreateLogGroup", group_);
  EXPECT_EQ(ok("DeleteLogGroup", group_), Json::object());
  EXPECT_EQ(error("DeleteLogGroup", group_),
            (Error{"ResourceNotFoundException", "The specified log group does not exist."}));
}

TEST_F(CloudWatchLogsTest, GroupsArePaged) {
  for (const auto* name : {"/a", "/b", "/c"}) ok("CreateLogGroup", {{"logGroupName", name}});
  const auto first = ok("DescribeLogGroups", {{"limit", 2}});
  EXPECT_THAT(all(first["logGroups"], "logGroupName"), ElementsAre("/a", "/b"));
  const auto last = ok("DescribeLogGroups", {{"limit", 2}, {"nextToken", first["nextToken"]}});
  EXPECT_THAT(all(last["logGroups"], "logGroupName"), ElementsAre("/c"));
  EXPECT_FALSE(last.contains("nextToken"));
}

TEST_F(CloudWatchLogsTest, ATokenOfAnotherListingIsRefused) {
  for (const auto* name : {"/a", "/b"}) ok("CreateLogGroup", {{"logGroupName", name}});
  const auto token = ok("DescribeLogGroups", {{"limit", 1}})["nextToken"];
  EXPECT_EQ(error("DescribeLogGroups", {{"logGroupNamePrefix", "/a"}, {"nextToken", token}}),
            (Error{"InvalidParameterException", "The specified nextToken is invalid."}));
}

TEST_F(CloudWatchLogsTest, AStreamIsShownWithItsTimes) {
  append({"a", "b"});
  const Json expected = {{"logStreams",
                          {{{"logStreamName", kStream.name},
                            {"creationTime", to_epoch_ms(kNow)},
                            {"firstEventTimestamp", to_epoch_ms(kNow)},
                            {"lastEventTimestamp", to_epoch_ms(kNow) + 1},
                            {"lastIngestionTime", to_epoch_ms(kNow)},
                            {"arn", kArn + ":log-stream:" + kStream.name},
                            {"storedBytes", 0}}}}};
  EXPECT_EQ(ok("DescribeLogStreams", group_), expected);
}

TEST_F(CloudWatchLogsTest, StreamsArePagedByTheirLastEvent) {
  append({"x"}, {kGroup, "b"});
  append({"x"}, {kGroup, "a"});
  ok("CreateLogStream", with(group_, {{"logStreamName", "empty"}}));
  Json query = with(group_, {{"orderBy", "LastEventTime"}, {"limit", 1}});
  std::vector<std::string> names;
  for (int page = 0; page < 3; ++page) {
    const auto shown = ok("DescribeLogStreams", query);
    names.push_back(shown["logStreams"][0]["logStreamName"]);
    EXPECT_EQ(shown.contains("nextToken"), page < 2);
    if (page < 2) query["nextToken"] = shown["nextToken"];
  }
  EXPECT_THAT(names, ElementsAre("empty", "b", "a"));
}

TEST_F(CloudWatchLogsTest, AGroupIsFoundByItsArnInItsOwnRegion) {
  const logs::GroupName elsewhere{{"us-east-1", "123456789012"}, "/g"};
  append({"x"}, {elsewhere, "s"});
  const auto arn = "arn:aws:logs:us-east-1:123456789012:log-group:/g";
  const auto shown = ok("FilterLogEvents", {{"logGroupIdentifier", arn}});
  EXPECT_EQ(shown["events"].size(), 1U);
}

// ---- what is refused

struct RefusedLogsCase {
  std::string name;
  std::string action;
  std::string params;
  std::string cause;
};

const auto kRefusedLogsCases = std::vector<RefusedLogsCase>{
    {"NoName", "CreateLogGroup", "{}",
     "1 validation error detected: Value null at 'logGroupName' failed to satisfy constraint: "
     "Member must not be null"},
    {"BadName", "CreateLogGroup", R"({"logGroupName":"a b"})",
     "Value 'a b' at 'logGroupName' failed to satisfy constraint: Member must satisfy regular "
     "expression pattern: [\\.\\-_/#A-Za-z0-9]+"},
    {"BadStreamName", "CreateLogStream", R"({"logGroupName":"a","logStreamName":"a:b"})",
     "Member must satisfy regular expression pattern: [^:*]*"},
    {"Key", "CreateLogGroup", R"({"logGroupName":"a","kmsKeyId":"k"})", "kmsKeyId"},
    {"Limit", "DescribeLogGroups", R"({"limit":51})",
     "Value '51' at 'limit' failed to satisfy constraint: Member must have value less than or "
     "equal to 50"},
    {"PrefixAndPattern", "DescribeLogGroups",
     R"({"logGroupNamePrefix":"a","logGroupNamePattern":"b"})", "cannot be given together"},
    {"Retention", "PutRetentionPolicy", R"({"logGroupName":"a","retentionInDays":2})",
     "must be one of 1, 3, 5"},
    {"TimeOrderWithPrefix", "DescribeLogStreams",
     R"({"logGroupName":"a","orderBy":"LastEventTime","logStreamNamePrefix":"b"})",
     "Cannot order by LastEventTime with a logStreamNamePrefix."},
    {"NameAndIdentifier", "FilterLogEvents", R"({"logGroupName":"a","logGroupIdentifier":"a"})",
     "cannot be given together"},
    {"ArnWithStar", "FilterLogEvents",
     R"({"logGroupIdentifier":"arn:aws:logs:r:1:log-group:/g:*"})", "without ':*'"},
    {"NamesAndPrefix", "FilterLogEvents",
     R"({"logGroupName":"a","logStreamNames":["b"],"logStreamNamePrefix":"c"})",
     "cannot be given together"},
    {"Pattern", "FilterLogEvents", R"({"logGroupName":"a","filterPattern":"[x]"})",
     "not supported"},
    {"Range", "FilterLogEvents", R"({"logGroupName":"a","startTime":2,"endTime":1})",
     "startTime must not be after endTime"},
    {"Token", "GetLogEvents", R"({"logGroupName":"a","logStreamName":"b","nextToken":"x"})",
     "The specified nextToken is invalid."},
    {"NoEvents", "PutLogEvents", R"({"logGroupName":"a","logStreamName":"b","logEvents":[]})",
     "logEvents must have 1 to 10000 elements, got 0"},
    {"EmptyMessage", "PutLogEvents",
     R"({"logGroupName":"a","logStreamName":"b","logEvents":[{"timestamp":1,"message":""}]})",
     "logEvents.1 must have a timestamp"},
    {"Order", "PutLogEvents",
     R"({"logGroupName":"a","logStreamName":"b","logEvents":[{"timestamp":2,"message":"x"},)"
     R"({"timestamp":1,"message":"x"}]})",
     "Log events in a single PutLogEvents request must be in chronological order."},
    {"Span", "PutLogEvents",
     R"({"logGroupName":"a","logStreamName":"b","logEvents":[{"timestamp":1,"message":"x"},)"
     R"({"timestamp":86400002,"message":"x"}]})",
     "cannot span more than 24 hours"},
};

class CloudWatchLogsRefuses : public CloudWatchLogsTest,
                              public testing::WithParamInterface<RefusedLogsCase> {};

TEST_P(CloudWatchLogsRefuses, AndSaysWhy) {
  const auto refused = error(GetParam().action, *parse_json(GetParam().params));
  EXPECT_EQ(refused.name, "InvalidParameterException");
  EXPECT_THAT(refused.cause, HasSubstr(GetParam().cause));
}
INSTANTIATE_TEST_SUITE_P(Api, CloudWatchLogsRefuses, testing::ValuesIn(kRefusedLogsCases),
                         [](const auto& test) { return test.param.name; });

// ---- events

TEST_F(CloudWatchLogsTest, WhatIsPutIsReadAgain) {
  ok("CreateLogGroup", group_);
  ok("CreateLogStream", stream_);
  const auto now = to_epoch_ms(kNow);
  const auto put =
      ok("PutLogEvents", with(stream_, {{"logEvents",
                                         {{{"timestamp", now}, {"message", "a"}},
                                          {{"timestamp", now + 5}, {"message", "b"}}}}}));
  EXPECT_FALSE(put.contains("rejectedLogEventsInfo"));
  const Json expected = {{{"timestamp", now}, {"message", "a"}, {"ingestionTime", now}},
                         {{"timestamp", now + 5}, {"message", "b"}, {"ingestionTime", now}}};
  EXPECT_EQ(ok("GetLogEvents", stream_)["events"], expected);
}

TEST_F(CloudWatchLogsTest, LinesOfAnotherTimeAreReportedByIndex) {
  ok("CreateLogGroup", group_);
  ok("CreateLogStream", stream_);
  const auto put =
      ok("PutLogEvents", with(stream_, {{"logEvents", {{{"timestamp", 5}, {"message", "a"}}}}}));
  EXPECT_EQ(put["rejectedLogEventsInfo"], (Json{{"tooOldLogEventEndIndex", 1}}));
}

TEST_F(CloudWatchLogsTest, GetLogEventsWalksBackAndRepeatsItsTokenAtTheEnd) {
  append({"a", "b", "c"});
  Json query = with(stream_, {{"limit", 2}});
  auto page = ok("GetLogEvents", query);
  EXPECT_THAT(all(page["events"], "message"), ElementsAre("b", "c"));
  query["nextToken"] = page["nextBackwardToken"];
  page = ok("GetLogEvents", query);
  EXPECT_THAT(all(page["events"], "message"), ElementsAre("a"));
  query["nextToken"] = page["nextBackwardToken"];
  page = ok("GetLogEvents", query);
  EXPECT_THAT(page["events"], IsEmpty());
  EXPECT_EQ(page["nextBackwardToken"], query["nextToken"]);
  query["nextToken"] = page["nextForwardToken"];  // Turning round at the end misses nothing.
  EXPECT_THAT(all(ok("GetLogEvents", query)["events"], "message"), ElementsAre("a", "b"));
}

TEST_F(CloudWatchLogsTest, GetLogEventsFollowsAStreamWithTheSameToken) {
  append({"a", "b"});
  auto page = ok("GetLogEvents", with(stream_, {{"startFromHead", true}}));
  EXPECT_THAT(all(page["events"], "message"), ElementsAre("a", "b"));
  const Json next = with(stream_, {{"nextToken", page["nextForwardToken"]}});
  page = ok("GetLogEvents", next);
  EXPECT_THAT(page["events"], IsEmpty());
  EXPECT_EQ(page["nextForwardToken"], next["nextToken"]);
  append({"c"});
  EXPECT_THAT(all(ok("GetLogEvents", next)["events"], "message"), ElementsAre("c"));
}

TEST_F(CloudWatchLogsTest, AnEmptyStreamCanBeFollowed) {
  ok("CreateLogGroup", group_);
  ok("CreateLogStream", stream_);
  const auto page = ok("GetLogEvents", stream_);
  append({"a"});
  const Json next = with(stream_, {{"nextToken", page["nextForwardToken"]}});
  EXPECT_THAT(all(ok("GetLogEvents", next)["events"], "message"), ElementsAre("a"));
}

TEST_F(CloudWatchLogsTest, FilterLogEventsShowsEventsAsAwsDoes) {
  append({"a"});
  const auto shown = ok("FilterLogEvents", group_);
  const auto& event = shown["events"][0];
  EXPECT_EQ(event["logStreamName"], kStream.name);
  EXPECT_EQ(event["timestamp"], to_epoch_ms(kNow));
  EXPECT_EQ(event["message"], "a");
  EXPECT_EQ(event["ingestionTime"], to_epoch_ms(kNow));
  EXPECT_EQ(event["eventId"].get<std::string>().size(), 56U);
  EXPECT_EQ(shown["searchedLogStreams"], Json::array());
  EXPECT_FALSE(shown.contains("nextToken"));
}

TEST_F(CloudWatchLogsTest, FilterLogEventsIncludesItsEndTime) {
  append({"a", "b", "c"});
  const auto end = to_epoch_ms(kNow) + 1;
  const auto shown = ok("FilterLogEvents", with(group_, {{"endTime", end}}));
  EXPECT_THAT(all(shown["events"], "message"), ElementsAre("a", "b"));
}

TEST_F(CloudWatchLogsTest, FilterLogEventsMatchesItsPattern) {
  append({"ok", "ERROR 1", "ok", "ERROR 2"});
  const auto shown = ok("FilterLogEvents", with(group_, {{"filterPattern", "ERROR"}}));
  EXPECT_THAT(all(shown["events"], "message"), ElementsAre("ERROR 1", "ERROR 2"));
}

// As `aws logs tail --follow` asks: every page, then again from the newest time seen, leaving out
// the events it knows.
TEST_F(CloudWatchLogsTest, AFollowerSeesEveryEventOnce) {
  std::vector<std::string> seen;
  std::set<std::string> known;
  auto from = to_epoch_ms(kNow);
  const auto poll = [&] {
    Json query = {{"logGroupIdentifier", kGroup.name}, {"startTime", from}, {"limit", 2}};
    while (true) {
      const auto page = ok("FilterLogEvents", query);
      for (const auto& event : page["events"]) {
        if (known.insert(event["eventId"]).second) seen.push_back(event["message"]);
        from = std::max(from, event["timestamp"].get<std::int64_t>());
      }
      if (!page.contains("nextToken")) return;
      query["nextToken"] = page["nextToken"];
    }
  };
  for (const auto* text : {"a", "b", "c"}) store_->append(logs::line(text));
  poll();
  for (const auto* text : {"d", "e"}) store_->append(logs::line(text));
  poll();
  EXPECT_THAT(seen, ElementsAre("a", "b", "c", "d", "e"));
}

}  // namespace
}  // namespace sfn::api
