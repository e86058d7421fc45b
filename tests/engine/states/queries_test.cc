#include "engine/states/queries.h"

#include <gtest/gtest.h>

#include "engine/support/definitions.h"
#include "engine/support/world.h"

namespace sfn::engine {
namespace {

using jsonpath::Path;

// The visit of a Wait inside a branch, whose scope and the one around it have variables.
class QueriesTest : public testing::Test {
 protected:
  QueriesTest() {
    world_.start("{ \"a\": [ 1 ] }");
    const Execution& execution = world_.execution();
    for (const auto& [id, visit] : execution.visits) {
      if (visit.type == StateType::Wait) visit_ = &visit;
    }
  }

  Queries queries(std::string_view data = "{ \"x\": { \"y\": [ 7 ] } }",
                  std::optional<MapItem> item = std::nullopt) {
    return {step_(), *Payload::parse(std::string(data)), std::move(item)};
  }
  static Path path(std::string_view text) { return *Path::parse(text); }

 private:
  const Step& step_() {
    if (!made_) {
      made_.emplace(Step{world_.machine(), world_.execution(), *visit_,
                         state_of(world_.machine(), world_.execution(), *visit_), facts_, bounds_,
                         meter_});
    }
    return *made_;
  }

  World world_{
      machine_of(R"("Type":"Pass","Assign":{"outer":{ "o": 1 },"both":"outside"},"Next":"P")",
                 R"("P":{"Type":"Parallel","End":true,"Branches":[{"StartAt":"A","States":{
           "A":{"Type":"Pass","Assign":{"inner":[2,3]},"Next":"W"},
           "W":{"Type":"Wait","Seconds":1,"End":true}}}]})")};
  Facts facts_{World::kStart, [] { return std::uint64_t{0}; }};
  Bounds bounds_;
  Meter meter_{Meter::kUnlimited};
  const Visit* visit_ = nullptr;
  std::optional<Step> made_;
};

TEST_F(QueriesTest, ShareTheWholeDocument) {
  auto found = queries();
  EXPECT_EQ(found.find(path("$"))->text(), "{ \"x\": { \"y\": [ 7 ] } }");
  EXPECT_EQ(found.find(path("$.x"))->text(), R"({"y":[7]})");
}

TEST_F(QueriesTest, FindVariablesOfTheirScopeAndOfThoseAround) {
  EXPECT_EQ(queries().find(path("$inner[1]"))->text(), "3");
  EXPECT_EQ(queries().find(path("$outer.o"))->text(), "1");
  EXPECT_EQ(queries().find(path("$none")).error().cause, "Variable 'none' is not defined");
}

TEST_F(QueriesTest, FindTheContext) {
  EXPECT_EQ(queries().find(path("$$.State.Name"))->text(), R"("W")");
  EXPECT_EQ(queries().find(path("$$.Execution.Input.a[0]"))->text(), "1");
}

TEST_F(QueriesTest, FindTheItemThatIsPrepared) {
  EXPECT_EQ(queries("1", MapItem{4, "v"}).find(path("$$.Map.Item"))->text(),
            R"({"Index":4,"Value":"v"})");
}

TEST_F(QueriesTest, SelectNothingForAFieldThatIsNull) {
  EXPECT_EQ(queries().select(asl::PathOrNull())->text(), "{}");
}

TEST_F(QueriesTest, SayWhichPathSelectsNothing) {
  EXPECT_EQ(queries().select(path("$.x.z")).error(),
            (Error{"States.Runtime", "Invalid path '$.x.z' : No results for path: $['x']['z']"}));
}

TEST_F(QueriesTest, FillATemplateOfConstantsAndPaths) {
  using asl::PayloadTemplate;
  const PayloadTemplate whole{
      PayloadTemplate::Object{{"k", {Json(1)}},
                              {"p", {path("$.x.y[0]")}},
                              {"a", {PayloadTemplate::Array{{path("$inner")}}}}}};
  EXPECT_EQ(queries().fill(whole)->text(), R"({"k":1,"p":7,"a":[[2,3]]})");
  EXPECT_EQ(queries().fill({Json::array({1})})->text(), "[1]");
  EXPECT_EQ(queries().fill({path("$.x")})->text(), R"({"y":[7]})");
}

TEST_F(QueriesTest, FillInWhatFunctionsGive) {
  const auto function = [](std::string_view text) {
    return asl::PayloadTemplate{*intrinsics::Expression::parse(text)};
  };
  const asl::PayloadTemplate whole{asl::PayloadTemplate::Object{
      {"f", function("States.Format('{} of {}', $.x.y[0], $$.State.Name)")},
      {"a", function("States.ArrayLength($inner)")}}};
  EXPECT_EQ(queries().fill(whole)->text(), R"({"f":"7 of W","a":2})");
  EXPECT_EQ(queries("1").fill(function("States.Array($.nope)")).error(),
            (Error{"States.Runtime",
                   "The JsonPath argument for the field '$.nope' could not be found in the input "
                   "'1'"}));
  EXPECT_EQ(queries("1").fill(function("States.ArrayLength($)")).error(),
            (Error{"States.IntrinsicFailure",
                   "The function 'States.ArrayLength($)' had the following error: argument 1 must "
                   "be an array, but is a number"}));
}

TEST_F(QueriesTest, SayWhichPathCostsTooMuch) {
  const auto data = "[\"" + std::string(5'000, 'a') + "\"]";
  EXPECT_EQ(queries(data).fill({path("$[?(@ =~ /(a+)+b/)]")}).error(),
            (Error{"States.Runtime",
                   "The JSONPath '$[?(@ =~ /(a+)+b/)]' cannot be evaluated: the path touches more "
                   "values than it may"}));
}

TEST_F(QueriesTest, BoundWhatFunctionsMake) {
  const auto data = '"' + std::string(200'000, 'x') + '"';
  std::string call = "States.ArrayLength(States.Array($";
  for (int i = 0; i < 30; ++i) call += ", $";
  const asl::PayloadTemplate within{*intrinsics::Expression::parse(call + "))")};
  EXPECT_EQ(queries(data).fill(within)->text(), "31");
  for (int i = 0; i < 30; ++i) call += ", $";
  const asl::PayloadTemplate past{*intrinsics::Expression::parse(call + "))")};
  EXPECT_EQ(queries(data).fill(past).error(),
            (Error{"States.DataLimitExceeded",
                   "The state/task 'W' returned a result with a size exceeding the maximum number "
                   "of bytes service limit."}));
}

TEST_F(QueriesTest, ReadIntegersFromNumbersAndTexts) {
  const Queries::IntegerField field{"NPath", 1, 10};
  EXPECT_EQ(queries("7").integer(path("$"), field).value(), 7);
  EXPECT_EQ(queries(R"("10")").integer(path("$"), field).value(), 10);
  for (const char* wrong : {"0", "11", "1.5", "1.0", "18446744073709551615", "null", R"("1x")"}) {
    EXPECT_FALSE(queries(wrong).integer(path("$"), field)) << wrong;
  }
}

}  // namespace
}  // namespace sfn::engine
