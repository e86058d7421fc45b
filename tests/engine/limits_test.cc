// The policy of limits: what is past one is refused, noted in the history, or let pass.
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "engine/support/world.h"

namespace sfn::engine {
namespace {

using limits::Policy;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::StartsWith;

const std::string kOnePass = R"({"StartAt":"A","States":{"A":{"Type":"Pass","End":true}}})";
const std::string kTwoPasses =
    R"({"StartAt":"A","States":{"A":{"Type":"Pass","Next":"B"},"B":{"Type":"Pass","End":true}}})";

World world_under(Policy policy, const std::string& definition, Bounds bounds = {}) {
  bounds.policy = policy;
  return World(definition, bounds);
}

/// `limit: name amount` of each that was noted.
std::vector<std::string> passed_in(const World& world) {
  std::vector<std::string> notes;
  for (const auto& row : world.rows()) {
    for (const auto& event : row.events) {
      const auto* found = std::get_if<history::LimitPassed>(&event);
      if (found == nullptr) continue;
      notes.push_back(fmt::format("{}: {} {}", found->limit, found->name, found->amount));
    }
  }
  return notes;
}

// ---- time-outs

const std::string kLongTimeout = R"({"StartAt":"T","States":{"T":{"Type":"Task","End":true,
    "Resource":"arn:aws:lambda:us-east-1:123456789012:function:f","TimeoutSecondsPath":"$.t"}}})";
const std::string kLongHeartbeat = R"({"StartAt":"T","QueryLanguage":"JSONata","States":{"T":{
    "Type":"Task","Resource":"arn:aws:states:us-east-1:123456789012:activity:a","End":true,
    "HeartbeatSeconds":"{% $states.input.t %}"}}})";
const char* const kTooLong = R"({"t":100000000})";

TEST(Limits, ATimeoutThatIsTooLongFailsTheExecution) {
  for (const auto& definition : {kLongTimeout, kLongHeartbeat}) {
    auto world = world_under(Policy::Strict, definition);
    world.start(kTooLong);
    EXPECT_THAT(world.outcome(), testing::HasSubstr("100000000"));
  }
}

TEST(Limits, ATimeoutThatIsTooLongIsNoted) {
  for (const auto& definition : {kLongTimeout, kLongHeartbeat}) {
    auto world = world_under(Policy::Warn, definition);
    world.start(kTooLong);
    EXPECT_NE(world.outstanding(), "");
    EXPECT_THAT(passed_in(world), ElementsAre("time-out seconds: T 100000000"));
  }
}

TEST(Limits, ATimeoutBeyondAllReasonFailsTheExecution) {
  auto world = world_under(Policy::Off, kLongTimeout);
  world.start(R"({"t":10000000000})");
  EXPECT_THAT(world.outcome(), StartsWith("States.Runtime"));
}

// ---- payloads

const std::string kWidens =
    R"({"StartAt":"A","States":{"A":{"Type":"Pass","Result":"123456789","End":true}}})";
const Bounds kTenBytes{.payload_bytes = 10};

TEST(Limits, APayloadThatIsTooLargeFailsTheExecution) {
  auto world = world_under(Policy::Strict, kWidens, kTenBytes);
  world.start();
  EXPECT_THAT(world.outcome(), StartsWith("States.DataLimitExceeded"));
  EXPECT_THAT(passed_in(world), IsEmpty());
}

TEST(Limits, APayloadThatIsTooLargeIsNoted) {
  auto world = world_under(Policy::Warn, kWidens, kTenBytes);
  world.start();
  EXPECT_EQ(world.outcome(), R"("123456789")");
  EXPECT_THAT(passed_in(world), testing::Contains("payload bytes: A 11"));
}

TEST(Limits, APayloadThatIsTooLargePasses) {
  auto world = world_under(Policy::Off, kWidens, kTenBytes);
  world.start();
  EXPECT_EQ(world.outcome(), R"("123456789")");
  EXPECT_THAT(passed_in(world), IsEmpty());
}

TEST(Limits, AnInputThatIsTooLargeIsNotedAfterTheStart) {
  auto world = world_under(Policy::Warn, kOnePass, kTenBytes);
  world.start("123456789012");
  ASSERT_GT(world.rows()[0].events.size(), 2u);
  EXPECT_TRUE(std::holds_alternative<history::ExecutionStarted>(world.rows()[0].events[0]));
  const auto* noted = std::get_if<history::LimitPassed>(&world.rows()[0].events[1]);
  ASSERT_NE(noted, nullptr);
  EXPECT_EQ(*noted, (history::LimitPassed{"payload bytes", "", 12}));
}

TEST(Limits, TheLastEventIsTheEndWhateverIsNoted) {
  auto world = world_under(Policy::Warn, kWidens, kTenBytes);
  world.start();
  EXPECT_TRUE(
      std::holds_alternative<history::ExecutionSucceeded>(world.rows().back().events.back()));
}

TEST(Limits, MemoryIsBoundedUnderEveryPolicy) {
  auto world = world_under(Policy::Off, R"({"StartAt":"A","States":{"A":{"Type":"Pass","End":true,)"
                                        R"("Parameters":{"a.$":"$","b.$":"$"}}}})");
  world.start(fmt::format("\"{}\"", std::string(limits::kLoosePayloadBytesMax / 2, 'x')));
  EXPECT_TRUE(starts_with(world.outcome(), "States.DataLimitExceeded"));
}

TEST(Limits, ALongNameIsNoted) {
  const auto machine = asl::parse_definition(kOnePass);
  const StartExecution command{.arn = "arn:aws:states:us-east-1:1:execution:M:n",
                               .name = std::string(81, 'n'),
                               .machine_arn = "arn:aws:states:us-east-1:1:stateMachine:M",
                               .machine_name = "M",
                               .role_arn = "r",
                               .input = Payload()};
  Execution execution;
  const auto ran = run(*machine.machine, execution, command,
                       {.now = from_epoch_ms(0), .entropy = [] { return std::uint64_t{7}; }},
                       {.policy = Policy::Warn});
  EXPECT_EQ(std::get<history::LimitPassed>(ran->at(1)),
            (history::LimitPassed{"name characters", "", 81}));
}

// ---- variables

const std::string kAssigns =
    R"({"StartAt":"A","States":{"A":{"Type":"Pass","Assign":{"v":"123456789"},"End":true}}})";
const Bounds kFiveBytesOfVariables{.variables_bytes = 5};

TEST(Limits, VariablesThatAreTooLargeFailTheExecution) {
  auto world = world_under(Policy::Strict, kAssigns, kFiveBytesOfVariables);
  world.start();
  EXPECT_THAT(world.outcome(), StartsWith("States.DataLimitExceeded"));
}

TEST(Limits, VariablesThatAreTooLargeAreNoted) {
  auto world = world_under(Policy::Warn, kAssigns, kFiveBytesOfVariables);
  world.start();
  EXPECT_EQ(world.outcome(), "{}");
  EXPECT_THAT(passed_in(world), ElementsAre("variable bytes: A 11"));
}

// ---- waits

const std::string kLongWait =
    R"({"StartAt":"W","States":{"W":{"Type":"Wait","SecondsPath":"$.s","End":true}}})";

TEST(Limits, AWaitThatIsTooLongIsNoted) {
  auto strict = world_under(Policy::Strict, kLongWait);
  strict.start(R"({"s":2147483647})");
  EXPECT_THAT(strict.outcome(), StartsWith("States.Runtime"));
  auto world = world_under(Policy::Warn, kLongWait);
  world.start(R"({"s":2147483647})");
  EXPECT_EQ(world.outcome(), "running");
  EXPECT_THAT(passed_in(world), ElementsAre("wait seconds: W 2147483647"));
}

TEST(Limits, NoWaitIsLongerThanTimeItself) {
  auto world = world_under(Policy::Off, kLongWait);
  world.start(R"({"s":9223372036854775807})");
  EXPECT_THAT(world.outcome(), StartsWith("States.Runtime"));
}

// ---- events

TEST(Limits, TooManyEventsAreNotedOnce) {
  auto strict = world_under(Policy::Strict, kTwoPasses, {.history_events = 3});
  strict.start();
  EXPECT_THAT(strict.outcome(), StartsWith("States.Runtime: The execution reached"));
  auto world = world_under(Policy::Warn, kTwoPasses, {.history_events = 3});
  world.start();
  EXPECT_EQ(world.outcome(), "{}");
  EXPECT_THAT(passed_in(world), ElementsAre("history events:  3"));
}

// ---- the fold

TEST(Limits, NotesFoldLikeAnyEventWhateverThePolicyIsThen) {
  auto world = world_under(Policy::Warn, kAssigns, kFiveBytesOfVariables);
  world.start();
  Execution replayed;
  for (const auto& row : world.rows()) {
    for (const auto& event : row.events) apply(replayed, event);
  }
  EXPECT_EQ(replayed, world.execution());
}

}  // namespace
}  // namespace sfn::engine
