// What the log of an execution shows, and of which events.
#include "api/states/logging.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "api/states/execution_log.h"
#include "api/states/states_under_test.h"

namespace sfn::api {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::MatchesRegex;
using testing::SizeIs;

const std::string kLoggedExecution = "arn:aws:states:eu-west-3:123456789012:execution:M:E";

Logging logging_at(LogLevel level, bool data = true) { return {level, data, {}}; }

history::StateEntered state_entered(const std::string& input = "{}") {
  return {{EventId{2}, EventId{0}}, from_epoch_ms(5),       VisitId{1}, ScopeId{0}, "State_1",
          history::StateType::Pass, Payload::trusted(input)};
}

// ---- a line

TEST(LogLine, ShowsAnEventAsRecorded) {
  EXPECT_EQ(log_line(state_entered(), from_epoch_ms(1'700'000'000'123), kLoggedExecution,
                     logging_at(LogLevel::All)),
            R"({"id":"2","type":"PassStateEntered","details":{"name":"State_1","input":"{}",)"
            R"("inputDetails":{"truncated":false}},"previous_event_id":"0",)"
            R"("event_timestamp":"1700000000123","execution_arn":")" +
                kLoggedExecution + R"(","redrive_count":"0"})");
}

TEST(LogLine, LeavesExecutionDataOutUnlessAskedForIt) {
  const auto line =
      log_line(state_entered(), {}, kLoggedExecution, logging_at(LogLevel::All, false));
  EXPECT_EQ(to_text(parse_json(line.value()).value()["details"]), R"({"name":"State_1"})");
}

TEST(LogLine, SaysNothingOfInternalEvents) {
  EXPECT_EQ(log_line(history::StepsPutOff{1}, {}, kLoggedExecution, logging_at(LogLevel::All)),
            std::nullopt);
}

TEST(LogLine, CutsWhatIsTooLongAndSaysSo) {
  const auto line = log_line(state_entered("\"" + std::string(300'000, 'x') + "\""), {},
                             kLoggedExecution, logging_at(LogLevel::All));
  const auto details = parse_json(line.value()).value()["details"];
  EXPECT_LE(to_text(details["input"]).size(), 248u * 1024u);
  EXPECT_GT(to_text(details["input"]).size(), 240u * 1024u);
  EXPECT_EQ(to_text(details["inputDetails"]), R"({"truncated":true})");
}

TEST(LogLevels, EachHasItsTypes) {
  EXPECT_TRUE(is_logged("PassStateEntered", LogLevel::All));
  EXPECT_FALSE(is_logged("PassStateEntered", LogLevel::Error));
  EXPECT_TRUE(is_logged("FailStateEntered", LogLevel::Error));
  EXPECT_FALSE(is_logged("FailStateEntered", LogLevel::Fatal));
  for (const auto level : {LogLevel::All, LogLevel::Error, LogLevel::Fatal}) {
    EXPECT_TRUE(is_logged("ExecutionFailed", level));
  }
  EXPECT_FALSE(is_logged("ExecutionSucceeded", LogLevel::Error));
}

TEST(LogGroups, AreReadFromTheirArns) {
  const logs::GroupName group{{"eu-west-3", "123456789012"}, "/aws/vendedlogs/states/g"};
  const std::string arn = "arn:aws:logs:eu-west-3:123456789012:log-group:/aws/vendedlogs/states/g";
  EXPECT_EQ(parse_log_group_arn(arn + ":*"), group);
  EXPECT_EQ(parse_log_group_arn(arn), group);
  for (const char* wrong : {"", "g", "arn:aws:logs:eu-west-3:123456789012:log-group:",
                            "arn:aws:s3:eu-west-3:123456789012:log-group:g",
                            "arn:aws:logs:eu-west-3:123456789012:log-group:g:log-stream:s"}) {
    EXPECT_EQ(parse_log_group_arn(wrong), std::nullopt) << wrong;
  }
}

// ---- the log

class ExecutionLogTest : public StatesUnderTest {
 protected:
  static Json configured(const std::string& level, bool data = true) {
    return params("{'level':'" + level + "','includeExecutionData':" + (data ? "true" : "false") +
                  ",'destinations':[{'cloudWatchLogsLogGroup':{'logGroupArn':"
                  "'arn:aws:logs:eu-west-3:123456789012:log-group:g:*'}}]}");
  }
  std::string create_logging(const std::string& level, const std::string& type = "STANDARD",
                             const std::string& definition = kPassState) {
    auto asked = with(creation("M", definition), "loggingConfiguration", configured(level));
    return ok("CreateStateMachine", with(asked, "type", type))["stateMachineArn"];
  }
  std::vector<std::string> types() const {
    std::vector<std::string> types;
    for (const auto& line : lines) types.push_back(parse_json(line.message).value()["type"]);
    return types;
  }

  std::vector<logs::LogEvent> lines;
  ExecutionLog log{world.runtime, [] { return std::uint64_t{0xabcdef}; },
                   [this](logs::LogEvent line) { lines.push_back(std::move(line)); }};
};

TEST_F(ExecutionLogTest, HasTheWholeHistoryAtItsFullestLevel) {
  start(create_logging("ALL"));
  EXPECT_THAT(types(), ElementsAre("ExecutionStarted", "PassStateEntered", "PassStateExited",
                                   "ExecutionSucceeded"));
}

TEST_F(ExecutionLogTest, IsTheSameForExpress) {
  start(create_logging("ALL", "EXPRESS"));
  EXPECT_THAT(types(), ElementsAre("ExecutionStarted", "PassStateEntered", "PassStateExited",
                                   "ExecutionSucceeded"));
}

TEST_F(ExecutionLogTest, HasItsStreamInTheGroupThatWasNamed) {
  start(create_logging("ALL"));
  ASSERT_THAT(lines, Not(IsEmpty()));
  EXPECT_EQ(lines[0].stream.group, (logs::GroupName{{"eu-west-3", "123456789012"}, "g"}));
  EXPECT_EQ(lines[0].stream.name, "states/M/2023-11-14-22-13/00abcdef");
  EXPECT_EQ(lines[0].timestamp, world.clock.now());
}

TEST_F(ExecutionLogTest, HasErrorsAlone) {
  start(create_logging("ERROR", "STANDARD", kFailState));
  EXPECT_THAT(types(), ElementsAre("FailStateEntered", "ExecutionFailed"));
}

TEST_F(ExecutionLogTest, IsEmptyWhereNoneIsAskedFor) {
  start(create("S"));
  start(create_logging("OFF"));
  EXPECT_THAT(lines, IsEmpty());
}

TEST_F(ExecutionLogTest, FollowsTheMachineAsItIsNow) {
  const auto machine = create_logging("FATAL");
  start(machine);
  EXPECT_THAT(lines, IsEmpty());
  ok("UpdateStateMachine", with(of_machine(machine), "loggingConfiguration", configured("ALL")));
  start(machine);
  EXPECT_THAT(lines, SizeIs(4));
}

TEST_F(ExecutionLogTest, HasNothingThatIsNotDurable) {
  const auto machine = create_logging("ALL");
  world.store.hold_commits();
  (void)ask("StartExecution", of_machine(machine));
  settle();
  EXPECT_THAT(lines, IsEmpty());
  world.store.release_commits();
  settle();
  EXPECT_THAT(lines, SizeIs(4));
}

TEST_F(ExecutionLogTest, HasEachEventOnceAndInOrderWhateverItsReaderIsBehind) {
  const auto machine = create_logging("ALL", "STANDARD", kTaskState);
  start(machine);
  world.store.stall_queries();
  world.host.succeed(0);
  settle();
  world.store.release_queries();
  settle();
  std::vector<std::string> ids;
  for (const auto& line : lines) ids.push_back(parse_json(line.message).value()["id"]);
  EXPECT_THAT(ids, ElementsAre("1", "2", "3", "4", "5", "6", "7"));
}

TEST_F(ExecutionLogTest, TakesAnotherStreamAfterADay) {
  const auto machine = create_logging("ALL");
  start(machine);
  advance(std::chrono::hours(24));
  start(machine);
  EXPECT_EQ(lines.back().stream.name, "states/M/2023-11-15-22-13/00abcdef");
}

TEST_F(ExecutionLogTest, AGroupThatCannotBeIsRefused) {
  auto asked = creation("M");
  asked["loggingConfiguration"] =
      params("{'level':'ALL','destinations':[{'cloudWatchLogsLogGroup':{'logGroupArn':'group'}}]}");
  EXPECT_EQ(error("CreateStateMachine", asked),
            "InvalidLoggingConfiguration: Invalid Logging Configuration: Log Destination not "
            "found.");
}

}  // namespace
}  // namespace sfn::api
