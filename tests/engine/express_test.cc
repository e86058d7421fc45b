// What an execution of an EXPRESS state machine has of its own.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "asl/parse.h"
#include "base/arn.h"
#include "engine/decide.h"

namespace sfn::engine {
namespace {

const std::string kStandardArn = "arn:aws:states:us-east-1:123456789012:execution:M:E";
const std::string kExpressArn = "arn:aws:states:us-east-1:123456789012:express:M:E:run";

Result<Events> start_as(Execution& execution, const std::string& arn,
                        const std::string& definition) {
  const auto machine = asl::parse_definition(definition);
  const StartExecution command{
      .arn = arn,
      .name = "E",
      .machine_arn = "arn:aws:states:us-east-1:123456789012:stateMachine:M",
      .machine_name = "M",
      .role_arn = "r",
      .input = Payload()};
  return run(*machine.machine, execution, command,
             {.now = from_epoch_ms(0), .entropy = [] { return std::uint64_t{7}; }});
}

Execution started_as(const std::string& arn, const std::string& fields) {
  Execution execution;
  EXPECT_TRUE(start_as(
      execution, arn,
      "{" + fields + R"("StartAt":"W","States":{"W":{"Type":"Wait","Seconds":900,"End":true}}})"));
  return execution;
}

std::optional<Timestamp> deadline_of(const Execution& execution) {
  for (const auto& [id, work] : execution.outstanding) {
    if (id.kind == history::WorkKind::ExecutionDeadline) return history::due_of(work);
  }
  return std::nullopt;
}

TEST(ExpressExecution, EndsAfterFiveMinutesAtTheLatest) {
  EXPECT_EQ(deadline_of(started_as(kExpressArn, "")), from_epoch_ms(300'000));
  EXPECT_EQ(deadline_of(started_as(kExpressArn, R"("TimeoutSeconds":900,)")),
            from_epoch_ms(300'000));
  EXPECT_EQ(deadline_of(started_as(kExpressArn, R"("TimeoutSeconds":9,)")), from_epoch_ms(9'000));
  EXPECT_EQ(deadline_of(started_as(kStandardArn, "")), std::nullopt);
}

TEST(ExpressExecution, HasNoRedriveCountInItsContext) {
  const auto output = [](const std::string& arn) {
    Execution execution;
    const auto ran = start_as(execution, arn,
                              R"({"StartAt":"P","States":{"P":{"Type":"Pass","End":true,)"
                              R"("Parameters":{"e.$":"$$.Execution"}}}})");
    return std::get<history::ExecutionSucceeded>(ran->back()).output.text();
  };
  EXPECT_THAT(output(kStandardArn), testing::HasSubstr("RedriveCount"));
  EXPECT_THAT(output(kExpressArn), testing::Not(testing::HasSubstr("RedriveCount")));
}

TEST(ExpressExecution, IsKnownByItsArn) {
  EXPECT_TRUE(is_express_execution_arn(kExpressArn));
  EXPECT_FALSE(is_express_execution_arn(kStandardArn));
  EXPECT_FALSE(is_express_execution_arn("express:M:E:run"));
  EXPECT_EQ(express_execution_arn({"us-east-1", "123456789012"}, "M", "E", "run"), kExpressArn);
}

}  // namespace
}  // namespace sfn::engine
