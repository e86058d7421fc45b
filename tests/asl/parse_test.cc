// What valid definitions become.
#include "asl/parse.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "asl/support.h"

namespace sfn::asl {
namespace {

using jsonpath::Path;
using testing::ElementsAre;
using testing::IsEmpty;

Path path(std::string_view text) { return *Path::parse(text); }

constexpr const char* kTask =
    R"("Type":"Task","Resource":"arn:aws:lambda:us-east-1:123456789012:function:f")";

TEST(Machine, KeepsItsTopLevelFields) {
  const auto parsed = parse_definition(R"({
    "Comment": "c", "Version": "1.0", "TimeoutSeconds": 60, "QueryLanguage": "JSONPath",
    "StartAt": "S", "States": {"S": {"Type": "Succeed", "Comment": "s", "InputPath": "$.a",
                                     "QueryLanguage": "JSONPath", "OutputPath": null}}})");
  EXPECT_THAT(parsed.diagnostics, IsEmpty());
  ASSERT_TRUE(parsed.machine);
  EXPECT_EQ(parsed.machine->comment, "c");
  EXPECT_EQ(parsed.machine->timeout_seconds, 60);
  EXPECT_EQ(parsed.machine->graph.start_at, "S");
  const auto& state = parsed.machine->graph.state("S");
  EXPECT_EQ(state.name, "S");
  EXPECT_EQ(state.comment, "s");
  EXPECT_EQ(state.input_path, path("$.a"));
  EXPECT_EQ(state.output_path, std::nullopt);
  EXPECT_STREQ(type_name(state.kind), "Succeed");
}

TEST(Machine, WithWarningsAloneIsValid) {
  EXPECT_TRUE(parse_definition(ending(R"("Type":"Pass","Parameters":{"x":"$.a"})")).machine);
}

TEST(Pass, KeepsItsFields) {
  const auto pass = state_of<PassState>(
      ending(R"("Type":"Pass","Result":{"a.$":1},"Parameters":{"b":1},"ResultPath":"$.r")"));
  EXPECT_EQ(to_text(*pass.result), R"({"a.$":1})");
  EXPECT_EQ(pass.parameters, (PayloadTemplate{Json{{"b", 1}}}));
  EXPECT_EQ(pass.result_path, path("$.r"));
  EXPECT_EQ(pass.transition.next, std::nullopt);
}

TEST(Template, SeparatesWhatIsComputedFromWhatIsConstant) {
  const auto pass = state_of<PassState>(ending(
      R"("Type":"Pass","Parameters":{"a":{"x":[1]},"b.$":"$.b","c":["$.c",{"d.$":"$$.d"}]})"));
  const PayloadTemplate expected{PayloadTemplate::Object{
      {"a", {*parse_json(R"({"x":[1]})")}},
      {"b", {path("$.b")}},
      {"c",
       {PayloadTemplate::Array{{Json("$.c")}, {PayloadTemplate::Object{{"d", {path("$$.d")}}}}}}}}};
  EXPECT_EQ(pass.parameters, expected);
}

TEST(Template, MayBeAnyJson) {
  EXPECT_EQ(state_of<PassState>(ending(R"("Type":"Pass","Parameters":"x")")).parameters,
            (PayloadTemplate{Json("x")}));
}

TEST(Task, KeepsItsFields) {
  const auto task = state_of<TaskState>(ending(
      std::string(kTask) +
      R"(,"TimeoutSecondsPath":"$.t","HeartbeatSeconds":5,"Credentials":{"RoleArn.$":"$.r"},)"
      R"("ResultSelector":{"x.$":"$.y"},"ResultPath":null)"));
  EXPECT_EQ(task.resource_text, "arn:aws:lambda:us-east-1:123456789012:function:f");
  EXPECT_EQ(task.timeout_seconds, NumberOrPath(path("$.t")));
  EXPECT_EQ(task.heartbeat_seconds, NumberOrPath(5));
  EXPECT_EQ(task.credentials,
            (PayloadTemplate{PayloadTemplate::Object{{"RoleArn", {path("$.r")}}}}));
  EXPECT_TRUE(task.result_selector);
  EXPECT_EQ(task.result_path, std::nullopt);
}

TEST(Task, KnowsWhatItsResourceNames) {
  using Pattern = Integration::Pattern;
  const auto cases = std::vector<std::pair<std::string, Resource>>{
      {"arn:aws:lambda:us-east-1:123456789012:function:f:LIVE",
       LambdaFunction{"arn:aws:lambda:us-east-1:123456789012:function:f:LIVE"}},
      {"arn:aws:states:us-east-1:123456789012:activity:a",
       ActivityResource{"arn:aws:states:us-east-1:123456789012:activity:a"}},
      {"arn:aws:states:::lambda:invoke", Integration{"lambda", "invoke"}},
      {"arn:aws:states:::sqs:sendMessage.waitForTaskToken",
       Integration{"sqs", "sendMessage", Pattern::WaitForTaskToken}},
      {"arn:aws:states:::states:startExecution.sync",
       Integration{"states", "startExecution", Pattern::Sync}},
      {"arn:aws:states:::states:startExecution.sync:2",
       Integration{"states", "startExecution", Pattern::Sync2}},
      {"arn:aws-cn:states:::aws-sdk:dynamodb:getItem", Integration{"aws-sdk:dynamodb", "getItem"}},
      {"arn:aws:states:::nobody:knows", Integration{"nobody", "knows"}},
  };
  for (const auto& [text, resource] : cases) {
    const auto task = state_of<TaskState>(ending(R"("Type":"Task","Resource":")" + text + "\""));
    EXPECT_EQ(task.resource, resource) << text;
  }
}

TEST(Retry, HasAwsDefaults) {
  const auto task =
      state_of<TaskState>(ending(std::string(kTask) + R"(,"Retry":[{"ErrorEquals":["A","B"]}])"));
  Retrier expected;
  expected.error_equals = {"A", "B"};
  EXPECT_THAT(task.retry, ElementsAre(expected));
  EXPECT_EQ(expected.interval_seconds, 1);
  EXPECT_EQ(expected.max_attempts, 3);
  EXPECT_EQ(expected.backoff_rate, 2.0);
}

TEST(Retry, KeepsItsFields) {
  const auto task = state_of<TaskState>(ending(
      std::string(kTask) +
      R"(,"Retry":[{"ErrorEquals":["States.ALL"],"IntervalSeconds":2,"MaxAttempts":0,)"
      R"("BackoffRate":1,"MaxDelaySeconds":9,"JitterStrategy":"FULL","Comment":"c"}],"Catch":[])"));
  EXPECT_THAT(task.retry, ElementsAre(Retrier{{"States.ALL"}, 2, 0, 1.0, 9, true}));
  EXPECT_EQ(&retriers_of(StateKind(PassState{})), &retriers_of(StateKind(WaitState{})));
}

TEST(Catch, KeepsItsFields) {
  const auto task = state_of<TaskState>(
      ending(std::string(kTask) +
             R"(,"Catch":[{"ErrorEquals":["A"],"Next":"S","ResultPath":null,"Assign":{"x":1}},)"
             R"({"ErrorEquals":["States.ALL"],"Next":"S"}])"));
  EXPECT_THAT(task.catchers,
              ElementsAre(Catcher{{"A"}, "S", std::nullopt, PayloadTemplate{Json{{"x", 1}}}},
                          Catcher{{"States.ALL"}, "S", Path(), std::nullopt}));
}

TEST(Wait, WaitsForOneOfFourThings) {
  const auto until = [](const char* field) {
    return state_of<WaitState>(ending(std::string(R"("Type":"Wait",)") + field)).until;
  };
  EXPECT_EQ(std::get<WaitSeconds>(until(R"("Seconds":0)")).seconds, 0);
  EXPECT_EQ(std::get<WaitSecondsPath>(until(R"("SecondsPath":"$w")")).path, path("$w"));
  EXPECT_EQ(std::get<WaitTimestamp>(until(R"("Timestamp":"2016-03-05T21:29:29.243167252Z")")).due,
            *parse_iso8601("2016-03-05T21:29:29.243Z"));
  EXPECT_EQ(std::get<WaitTimestampPath>(until(R"("TimestampPath":"$.t")")).path, path("$.t"));
}

TEST(Fail, TakesTextsOrPathsOrNothing) {
  const auto fail =
      state_of<FailState>(machine_of(R"({"Type":"Fail","Error":"E","CausePath":"$$.c"})"));
  EXPECT_EQ(fail.error, FailState::Text("E"));
  EXPECT_EQ(fail.cause, FailState::Text(path("$$.c")));
  EXPECT_EQ(state_of<FailState>(machine_of(R"({"Type":"Fail"})")).error,
            FailState::Text(std::monostate()));
}

Condition condition_of(const std::string& rule) {
  const auto definition = R"({"StartAt":"S","States":{"S":{"Type":"Choice","Choices":[{)" + rule +
                          R"(,"Next":"E","Assign":{"x":1}}],"Default":"E"},)" +
                          R"("E":{"Type":"Succeed"}}})";
  const auto choice = state_of<ChoiceState>(definition);
  EXPECT_EQ(choice.default_next, "E");
  EXPECT_EQ(choice.choices.at(0).next, "E");
  EXPECT_TRUE(choice.choices.at(0).assign);
  return choice.choices.at(0).condition;
}

TEST(Choice, KnowsAllComparisons) {
  const auto comparands = std::vector<std::tuple<std::string, Comparand, Json>>{
      {"String", Comparand::String, "x"},
      {"Numeric", Comparand::Numeric, 1.5},
      {"Timestamp", Comparand::Timestamp, "2016-03-14T01:59:00Z"},
      {"Boolean", Comparand::Boolean, true},
  };
  const auto relations = std::vector<std::pair<std::string, Relation>>{
      {"Equals", Relation::Equals},
      {"LessThan", Relation::LessThan},
      {"GreaterThan", Relation::GreaterThan},
      {"LessThanEquals", Relation::LessThanEquals},
      {"GreaterThanEquals", Relation::GreaterThanEquals},
  };
  for (const auto& [type, comparand, value] : comparands) {
    for (const auto& [comparison, relation] : relations) {
      if (comparand == Comparand::Boolean && relation != Relation::Equals) continue;
      const auto rule = [name = type + comparison](const std::string& suffix, const Json& operand) {
        return fmt::format(R"("Variable":"$.a","{}{}":{})", name, suffix, to_text(operand));
      };
      EXPECT_EQ(condition_of(rule("", value)),
                (Condition{Compare{path("$.a"), comparand, relation, value}}));
      EXPECT_EQ(condition_of(rule("Path", "$$.b")),
                (Condition{Compare{path("$.a"), comparand, relation, path("$$.b")}}));
    }
  }
}

TEST(Choice, KnowsPatternsAndTypeTests) {
  EXPECT_EQ(condition_of(R"("Variable":"$v","StringMatches":"a*")"),
            (Condition{StringMatches{path("$v"), "a*"}}));
  const auto tests = std::vector<std::pair<std::string, TypeTest>>{
      {"IsNull", TypeTest::IsNull},       {"IsPresent", TypeTest::IsPresent},
      {"IsNumeric", TypeTest::IsNumeric}, {"IsString", TypeTest::IsString},
      {"IsBoolean", TypeTest::IsBoolean}, {"IsTimestamp", TypeTest::IsTimestamp},
  };
  for (const auto& [name, test] : tests) {
    EXPECT_EQ(condition_of(fmt::format(R"("Variable":"$.a","{}":false)", name)),
              (Condition{TestType{path("$.a"), test, false}}));
  }
}

TEST(Choice, NestsConditions) {
  const Condition is_null{TestType{path("$.a"), TypeTest::IsNull, true}};
  const std::string rule = R"({"Variable":"$.a","IsNull":true,"Comment":"c"})";
  EXPECT_EQ(
      condition_of(R"("And":[)" + rule + R"(,{"Or":[)" + rule + R"(,{"Not":)" + rule + "}]}]"),
      (Condition{And{{is_null, {Or{{is_null, {Not{{is_null}}}}}}}}}));
}

TEST(Parallel, KeepsItsBranches) {
  const auto parallel = state_of<ParallelState>(
      ending(R"("Type":"Parallel","Branches":[{"StartAt":"A","States":{"A":{"Type":"Succeed"}}},)"
             R"({"StartAt":"B","States":{"B":{"Type":"Pass","End":true}}}],"ResultPath":"$.r")"));
  ASSERT_EQ(parallel.branches.size(), 2U);
  EXPECT_EQ(parallel.branches[1].start_at, "B");
  EXPECT_EQ(parallel.result_path, path("$.r"));
}

TEST(Map, KeepsItsFields) {
  for (const char* processor : {"ItemProcessor", "Iterator"}) {
    const auto map = state_of<MapState>(ending(fmt::format(
        R"("Type":"Map","{}":{{"ProcessorConfig":{{"Mode":"INLINE"}},"StartAt":"I",)"
        R"("States":{{"I":{{"Type":"Succeed"}}}}}},"ItemsPath":"$$.x","MaxConcurrencyPath":"$.n",)"
        R"("Parameters":{{"i.$":"$$.Map.Item.Index"}})",
        processor)));
    EXPECT_EQ(map.graph().start_at, "I");
    EXPECT_EQ(map.items_path, path("$$.x"));
    EXPECT_EQ(map.max_concurrency, NumberOrPath(path("$.n")));
    EXPECT_TRUE(map.item_selector);
  }
}

TEST(Variables, OfSeparateBranchesMayShareAName) {
  const std::string branch =
      R"({{"StartAt":"{0}","States":{{"{0}":{{"Type":"Pass","Assign":{{"x":1}},"End":true}}}}}})";
  EXPECT_THAT(findings(ending(R"("Type":"Parallel","Assign":{"y":1},"Branches":[)" +
                              fmt::format(fmt::runtime(branch), "A") + "," +
                              fmt::format(fmt::runtime(branch), "B") + "]")),
              IsEmpty());
}

}  // namespace
}  // namespace sfn::asl
