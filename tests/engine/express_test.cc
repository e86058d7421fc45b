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

Execution started_as(const std::string& arn, const std::string& fields) {
  const auto machine = asl::parse_definition(
      "{" + fields + R"("StartAt":"W","States":{"W":{"Type":"Wait","Seconds":900,"End":true}}})");
  Execution execution;
  const auto ran =
      run(*machine.machine, execution, StartExecution{.arn = arn, .name = "E", .input = Payload()},
          {.now = from_epoch_ms(0), .entropy = [] { return 7; }});
  EXPECT_TRUE(ran);
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
    const auto machine =
        asl::parse_definition(R"({"StartAt":"P","States":{"P":{"Type":"Pass","End":true,)"
                              R"("Parameters":{"e.$":"$$.Execution"}}}})");
    Execution execution;
    const auto ran = run(*machine.machine, execution,
                         StartExecution{.arn = arn, .name = "E", .input = Payload()},
                         {.now = from_epoch_ms(0), .entropy = [] { return 7; }});
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
