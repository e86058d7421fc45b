#include "engine/map_run/label.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "asl/parse.h"

namespace sfn::engine {
namespace {

const std::string kMachine = "arn:aws:states:us-east-1:123456789012:stateMachine:M";

// In the branch of a Parallel a distributed Map A, in whose children an inline Map B runs another
// distributed one, C, which has no label.
const asl::StateMachine& machine() {
  static const auto parsed = asl::parse_definition(R"({"StartAt":"P","States":{"P":{
    "Type":"Parallel","End":true,"Branches":[
      {"StartAt":"S","States":{"S":{"Type":"Succeed"}}},
      {"StartAt":"A","States":{"A":{"Type":"Map","Label":"a","End":true,"ItemProcessor":{
        "ProcessorConfig":{"Mode":"DISTRIBUTED","ExecutionType":"STANDARD"},
        "StartAt":"B","States":{"B":{"Type":"Map","End":true,"ItemProcessor":{
          "StartAt":"C","States":{"C":{"Type":"Map","End":true,"ItemProcessor":{
            "ProcessorConfig":{"Mode":"DISTRIBUTED","ExecutionType":"EXPRESS"},
            "StartAt":"D","States":{"D":{"Type":"Succeed"}}}}}}}}}}}}]}}})");
  EXPECT_TRUE(parsed.machine) << parsed.diagnostics.size();
  return *parsed.machine;
}

TEST(Label, OfAMapLeadsToIt) {
  const auto* map = find_distributed(machine(), kMachine, kMachine + "/a");
  ASSERT_NE(map, nullptr);
  EXPECT_EQ(map->graph().start_at, "B");
  EXPECT_EQ(label_of(kMachine, "A", *map), "a");
}

TEST(Label, ThatIsMadeIsThatOfTheStateAndTheMachine) {
  const auto& a = *find_distributed(machine(), kMachine, kMachine + "/a");
  const auto& c = std::get<asl::MapState>(
      std::get<asl::MapState>(a.graph().state("B").kind).graph().state("C").kind);
  const auto label = label_of(kMachine + "/a", "C", c);
  EXPECT_THAT(label, testing::MatchesRegex("[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-8[0-9a-f]{3}-"
                                           "[0-9a-f]{12}"));
  EXPECT_NE(label_of(kMachine, "C", c), label);
  EXPECT_EQ(labelled_arn(kMachine + "/a", label), kMachine + "/" + label);
  EXPECT_EQ(find_distributed(machine(), kMachine, kMachine + "/" + label), &c);
}

TEST(Label, OfNoMapLeadsNowhere) {
  EXPECT_EQ(find_distributed(machine(), kMachine, kMachine + "/b"), nullptr);
  EXPECT_EQ(find_distributed(machine(), kMachine, kMachine), nullptr);
}

}  // namespace
}  // namespace sfn::engine
