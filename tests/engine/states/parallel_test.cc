#include "engine/support/outcome_case.h"

namespace sfn::engine {
namespace {

using history::TaskSuccess;

// Branches with one state each, A0, A1, …
std::string parallel(const std::vector<std::string>& branches, std::string_view fields = "",
                     std::string_view further = "") {
  std::vector<std::string> graphs;
  for (std::size_t i = 0; i < branches.size(); ++i) {
    graphs.push_back(fmt::format(R"({{"StartAt":"A{0}","States":{{"A{0}":{{{1},"End":true}}}}}})",
                                 i, branches[i]));
  }
  return machine_of(
      fmt::format(R"("Type":"Parallel","Branches":[{}]{}{}{})", join(graphs, ","),
                  fields.empty() ? "" : ",", fields,
                  fields.find("\"Next\":\"T\"}") == std::string_view::npos && !further.empty()
                      ? R"(,"Next":"T")"
                      : R"(,"End":true)"),
      further);
}

constexpr const char* kBranchTask = R"("Type":"Task","Resource":"FUNCTION")";
constexpr const char* kBranchPass = R"("Type":"Pass")";
constexpr const char* kWait = R"("Type":"Wait","Seconds":9)";

class Parallel : public testing::TestWithParam<OutcomeCase> {};

TEST_P(Parallel, Gives) { expect_outcome(GetParam()); }

const auto kParallelRules = std::vector<OutcomeCase>{
    {"TheOutputsInTheOrderOfTheBranches",
     parallel({R"("Type":"Wait","Seconds":5,"OutputPath":"$.a")", R"("Type":"Pass","Result":2)",
               kBranchTask}),
     R"({"a":1})", "[1,2,3]", always("3")},
    {"ItsEffectiveInputToEachBranch",
     parallel({kBranchPass, kBranchPass}, R"("InputPath":"$.a","Parameters":{"x.$":"$.b"})"),
     R"({"a":{"b":1}})", R"([{"x":1},{"x":1}])"},
    {"WhatResultSelectorMakesOfTheOutputs",
     parallel({R"("Type":"Pass","Result":1)", R"("Type":"Pass","Result":2)"},
              R"("ResultSelector":{"second.$":"$[1]"},"ResultPath":"$.r")"),
     R"({"a":0})", R"({"a":0,"r":{"second":2}})"},
    {"VariablesFromTheOutputs",
     parallel({R"("Type":"Pass","Result":1)"}, R"("Assign":{"v.$":"$[0]"})",
              R"("T":{"Type":"Pass","End":true,"Parameters":{"v.$":"$v"}})"),
     "{}", R"({"v":1})"},
    {"AnErrorBeforeAnyBranchStarts", parallel({kBranchTask}, R"("Parameters":{"a.$":"$.x"})"), "{}",
     failure("The JSONPath '$.x' specified for the field 'a.$' could not be found in the input "
             "'{}'")},
};
INSTANTIATE_TEST_SUITE_P(States, Parallel, testing::ValuesIn(kParallelRules), kNameOfCase);

TEST(Parallel, RunsItsBranchesSideBySide) {
  World world(parallel({kBranchTask, kWait, kBranchTask}));
  world.start();
  EXPECT_EQ(world.outstanding(), "2.0.task 3.0.wait 4.0.task");
}

TEST(Parallel, CutsTheSiblingsOfAFailureAndTheirWork) {
  World world(parallel({kBranchTask, kWait, kBranchTask}));
  world.start();
  const auto third = std::next(world.execution().outstanding.begin(), 2)->second;
  world.carry_out(third, fails("E"));
  EXPECT_EQ(world.outcome(), "E: cause");
  EXPECT_EQ(world.outstanding(), "");
  EXPECT_EQ(world.history(),
            "1<-0 ExecutionStarted\n2<-0 ParallelStateEntered S\n3<-2 ParallelStateStarted\n"
            "4<-3 TaskStateEntered A0\n5<-3 WaitStateEntered A1\n6<-3 TaskStateEntered A2\n"
            "7<-4 LambdaFunctionScheduled\n8<-7 LambdaFunctionStarted\n"
            "9<-6 LambdaFunctionScheduled\n10<-9 LambdaFunctionStarted\n"
            "11<-10 LambdaFunctionFailed\n12<-11 TaskStateAborted\n13<-11 WaitStateAborted\n"
            "14<-11 ParallelStateFailed\n15<-14 ExecutionFailed\n");
}

TEST(Parallel, RefusesTheAnswerOfABranchThatWasCut) {
  World world(parallel({kBranchTask, kBranchTask}, R"("Catch":[{"ErrorEquals":["E"],"Next":"T"}])",
                       R"("T":{"Type":"Wait","Seconds":1,"End":true})"));
  world.start();
  const auto cut = world.execution().outstanding.rbegin()->first;
  world.play_one(fails("E"));
  EXPECT_EQ(world.outstanding(), "4.0.wait");
  EXPECT_EQ(world.command(TaskEnded{cut, TaskSuccess{}}).error().name, "WorkNotOutstanding");
}

TEST(Parallel, CutsABranchThatWasAboutToEnterAState) {
  // Both branches stand at their first state when the second fails in the turn before.
  World world(machine_of(
      R"("Type":"Parallel","End":true,"Branches":[
         {"StartAt":"A","States":{"A":{"Type":"Pass","Next":"B"},"B":{"Type":"Pass","Next":"C"},
                                  "C":{"Type":"Pass","End":true}}},
         {"StartAt":"F","States":{"F":{"Type":"Fail","Error":"E"}}}])"));
  world.start();
  EXPECT_EQ(world.outcome(), "E: -");
  EXPECT_TRUE(world.events("PassStateAborted").empty());
}

// Outer branch 0 is itself a Parallel of a Wait and a Map; branch 1 is a task.
constexpr const char* kNested =
    R"("Type":"Parallel","Branches":[
         {"StartAt":"W","States":{"W":{"Type":"Wait","Seconds":9,"End":true}}},
         {"StartAt":"M","States":{"M":{"Type":"Map","ItemsPath":"$.i","End":true,"ItemProcessor":
           {"StartAt":"I","States":{"I":{"Type":"Task","Resource":"FUNCTION","End":true}}}}}}])";

TEST(Parallel, CutsWhatRunsInsideItsBranchesToo) {
  World world(parallel({kNested, kBranchTask}));
  world.start(R"({"i":[1,2]})");
  EXPECT_EQ(world.outstanding(), "3.0.task 4.0.wait 6.0.task 7.0.task");
  world.play_one(fails("E"));
  EXPECT_EQ(world.outcome(), "E: cause");
  EXPECT_EQ(world.outstanding(), "");
  // Innermost first, as the recordings have it for the iterations of a Map.
  const auto history = world.history();
  EXPECT_EQ(history.substr(history.find("LambdaFunctionFailed")),
            "LambdaFunctionFailed\n21<-20 WaitStateAborted\n22<-20 TaskStateAborted\n"
            "23<-20 MapIterationAborted M[0]\n24<-20 TaskStateAborted\n"
            "25<-20 MapIterationAborted M[1]\n26<-20 MapStateAborted\n"
            "27<-20 ParallelStateAborted\n28<-20 ParallelStateFailed\n29<-28 ExecutionFailed\n");
}

struct Handler {
  const char* name;
  const char* fields;
};
void PrintTo(const Handler& handler, std::ostream* out) { *out << handler.fields; }

class ParallelLeft : public testing::TestWithParam<Handler> {};

TEST_P(ParallelLeft, LeavesNoScopeAndNoVisitBehind) {
  World world(parallel({kNested, kBranchTask}, GetParam().fields,
                       R"("T":{"Type":"Wait","Seconds":1,"End":true})"));
  world.run(R"({"i":[1,2]})", in_turn({fails("E"), always("1")}));
  EXPECT_FALSE(world.execution().is_running());
  EXPECT_EQ(world.execution().scopes.size(), 1u);
  EXPECT_EQ(world.execution().visits.size(), 0u);
}

const auto kLeft = std::vector<Handler>{
    {"Caught", R"("Catch":[{"ErrorEquals":["E"],"Next":"T"}])"},
    {"Retried", R"("Retry":[{"ErrorEquals":["E"]}],"ResultPath":null)"},
    {"Succeeded", R"("ResultPath":null,"Retry":[{"ErrorEquals":["States.ALL"]}])"},
};
INSTANTIATE_TEST_SUITE_P(States, ParallelLeft, testing::ValuesIn(kLeft), kNameOfCase);

TEST(Parallel, DropsTheScopesOfAFailedAttemptBeforeTheNext) {
  World world(parallel({kNested, kBranchTask}, R"("Retry":[{"ErrorEquals":["E"]}])"));
  world.start(R"({"i":[1,2]})");
  world.play_one(fails("E"));
  EXPECT_EQ(world.outstanding(), "1.1.retry");
  EXPECT_EQ(world.execution().scopes.size(), 1u);
  EXPECT_EQ(world.execution().visits.size(), 1u);
}

TEST(Parallel, FailsWhereItsOutputsAreTooLarge) {
  World world(
      parallel({kBranchTask, kBranchTask}, R"("Catch":[{"ErrorEquals":["States.DataLimitExceeded"],
                                           "ResultPath":null,"Next":"T"}])",
               R"("T":{"Type":"Succeed"})"),
      {.payload_bytes = 100});
  world.run("{}", always(to_text(std::string(60, 'x'))));
  EXPECT_EQ(world.outcome(), "{}");
}

}  // namespace
}  // namespace sfn::engine
