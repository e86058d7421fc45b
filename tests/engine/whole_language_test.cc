// What the simulator is fed with: definitions that are valid, and draw from all that there is.
#include "engine/support/whole_language.h"

#include <gtest/gtest.h>

#include "asl/parse.h"

namespace sfn::engine {
namespace {

constexpr std::uint64_t kSeeds = 400;

std::string errors_of(const std::string& definition, asl::MachineType type) {
  const auto parsed = asl::parse_definition(definition, type);
  if (parsed.machine && parsed.diagnostics.empty()) return "";
  std::string text = definition;
  for (const auto& diagnostic : parsed.diagnostics) text += "\n" + diagnostic.message;
  return text;
}

TEST(WholeLanguage, IsValid) {
  for (std::uint64_t seed = 1; seed <= kSeeds; ++seed) {
    for (const auto type : {asl::MachineType::Standard, asl::MachineType::Express}) {
      Dice dice(seed);
      const auto definition = whole_definition(
          dice,
          {.type = type, .children = {"arn:aws:states:us-east-1:123456789012:stateMachine:C"}});
      ASSERT_EQ(errors_of(definition, type), "") << "seed " << seed;
    }
  }
}

TEST(WholeLanguage, HasEverything) {
  std::string all;
  for (std::uint64_t seed = 1; seed <= kSeeds; ++seed) {
    Dice dice(seed);
    all += whole_definition(dice,
                            {.children = {"arn:aws:states:us-east-1:123456789012:stateMachine:C"}});
  }
  for (const auto* word : {"JSONata",
                           "DISTRIBUTED",
                           "INLINE",
                           "EXPRESS",
                           "Label",
                           "ItemReader",
                           "ItemBatcher",
                           "ResultWriter",
                           "ToleratedFailureCount",
                           "ToleratedFailurePercentagePath",
                           "ItemSelector",
                           "MaxConcurrencyPath",
                           "listObjectsV2",
                           "HeartbeatSeconds",
                           "waitForTaskToken",
                           "activity",
                           ".sync:2",
                           "aws-sdk:sfn:startExecution",
                           "Assign",
                           "Condition",
                           "ErrorPath",
                           "Catch",
                           "Retry",
                           "States.JsonMerge",
                           "TimestampPath",
                           "TimeoutSecondsPath",
                           "Parallel",
                           "Iterator",
                           "Credentials"}) {
    EXPECT_NE(all.find(word), std::string::npos) << word;
  }
}

}  // namespace
}  // namespace sfn::engine
