// What an ItemSelector sees in a map run.
#include "engine/map_run/item_selector.h"

#include <gtest/gtest.h>

#include "asl/parse.h"

namespace sfn::engine {
namespace {

constexpr std::string_view kDefinition = R"({"StartAt":"B","States":{"B":{"Type":"Parallel",
  "End":true,"Branches":[{"StartAt":"M","States":{"M":{"Type":"Map","End":true,
    "ItemsPath":"$.list","InputPath":"$.in",
    "ItemSelector":{"v.$":"$$.Map.Item.Value","i.$":"$$.Map.Item.Index","s.$":"$$.Map.Item.Source",
                    "in.$":"$.x","var.$":"$known","name.$":"$$.Execution.Name",
                    "machine.$":"$$.StateMachine.Name","state.$":"$$.State.Name"},
    "ItemProcessor":{"ProcessorConfig":{"Mode":"DISTRIBUTED","ExecutionType":"STANDARD"},
      "StartAt":"P","States":{"P":{"Type":"Pass","End":true}}}}}}]}}})";

history::MapRunConfigured configured() {
  history::MapRunConfigured run;
  run.visit = VisitId{2};
  run.state = "M";
  run.parent_name = "parent";
  run.parent_machine = "arn:aws:states:r:1:stateMachine:m";
  run.input = Payload::trusted(R"({"in":{"x":5,"list":[]}})");
  run.variables = {{"known", Payload::trusted("[true]")}};
  return run;
}

TEST(ItemSelector, SeesWhatItWouldInAnInlineMap) {
  const auto machine = asl::parse_definition(kDefinition).machine.value();
  const ItemSelector selector(machine, configured(), "role", {}, {});
  ASSERT_TRUE(selector.selects());
  const auto input =
      selector.select({.index = 3, .value = Json("item"), .key = {}, .source = "S3://b/k"});
  ASSERT_TRUE(input);
  EXPECT_EQ(input->text(),
            R"({"v":"item","i":3,"s":"S3://b/k","in":5,"var":[true],"name":"parent",)"
            R"("machine":"m","state":"M"})");
}

TEST(ItemSelector, FailsAsAQueryDoes) {
  const auto machine = asl::parse_definition(kDefinition).machine.value();
  auto run = configured();
  run.variables.clear();
  const ItemSelector selector(machine, run, "role", {}, {});
  EXPECT_EQ(selector.select({.index = 0, .value = Json(1)}).error().name, "States.Runtime");
}

TEST(ItemSelector, IsHeldToThePolicyOfLimits) {
  const auto machine = asl::parse_definition(kDefinition).machine.value();
  const MapItem item{.index = 0, .value = Json("a long item"), .key = {}, .source = "STATE_DATA"};
  Bounds bounds{.payload_bytes = 20};
  EXPECT_EQ(ItemSelector(machine, configured(), "role", {}, bounds).select(item).error().name,
            "States.DataLimitExceeded");

  std::vector<history::LimitPassed> passed;
  bounds.policy = limits::Policy::Warn;
  bounds.passed = &passed;
  EXPECT_TRUE(ItemSelector(machine, configured(), "role", {}, bounds).select(item));
  ASSERT_FALSE(passed.empty());
  EXPECT_EQ(passed[0].limit, "payload bytes");
  EXPECT_EQ(passed[0].name, "M");
}

TEST(ItemSelector, FailsUnderTheNameThatCatchersKnow) {
  const auto machine =
      asl::parse_definition(R"({"StartAt":"M","QueryLanguage":"JSONata","States":{"M":{"Type":"Map",
        "End":true,"ItemSelector":{"v":"{% $nothing %}"},
        "ItemProcessor":{"ProcessorConfig":{"Mode":"DISTRIBUTED","ExecutionType":"STANDARD"},
          "StartAt":"P","States":{"P":{"Type":"Pass","End":true}}}}}})")
          .machine.value();
  const auto error = ItemSelector(machine, configured(), "role", {}, {})
                         .select({.index = 0, .value = Json(1)})
                         .error();
  EXPECT_EQ(error.name, "States.QueryEvaluationError");
  EXPECT_EQ(error.cause,
            "The JSONata expression '$nothing' specified for the field 'ItemSelector/v' returned "
            "nothing (undefined).");
}

}  // namespace
}  // namespace sfn::engine
