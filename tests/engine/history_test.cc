// The order and the links of events, as the recordings of the real service show them.
#include <gtest/gtest.h>

#include "engine/support/definitions.h"
#include "engine/support/world.h"

namespace sfn::engine {
namespace {

struct HistoryCase {
  const char* name;
  const char* definition;
  const char* input;
  World::Answer answer;
  const char* history;
};

const auto kCases = std::vector<HistoryCase>{
    {"PassAlone", R"({"StartAt":"A","States":{"A":{"Type":"Pass","End":true}}})", "{}", always("1"),
     "1<-0 ExecutionStarted\n2<-0 PassStateEntered A\n3<-2 PassStateExited A\n"
     "4<-3 ExecutionSucceeded\n"},
    {"FailHasNoExit", R"({"StartAt":"A","States":{"A":{"Type":"Fail"}}})", "{}", always("1"),
     "1<-0 ExecutionStarted\n2<-0 FailStateEntered A\n3<-2 ExecutionFailed\n"},
    {"TaskOfAFunction",
     R"({"StartAt":"A","States":{"A":{"Type":"Task","Resource":"FUNCTION","End":true}}})", "{}",
     always("1"),
     "1<-0 ExecutionStarted\n2<-0 TaskStateEntered A\n3<-2 LambdaFunctionScheduled\n"
     "4<-3 LambdaFunctionStarted\n5<-4 LambdaFunctionSucceeded\n6<-5 TaskStateExited A\n"
     "7<-6 ExecutionSucceeded\n"},
    {"RetryAddsNoEvent",
     R"({"StartAt":"A","States":{"A":{"Type":"Task","Resource":"FUNCTION","End":true,
        "Retry":[{"ErrorEquals":["Oops"],"MaxAttempts":1}]}}})",
     "{}", fails("Oops"),
     "1<-0 ExecutionStarted\n2<-0 TaskStateEntered A\n3<-2 LambdaFunctionScheduled\n"
     "4<-3 LambdaFunctionStarted\n5<-4 LambdaFunctionFailed\n6<-5 LambdaFunctionScheduled\n"
     "7<-6 LambdaFunctionStarted\n8<-7 LambdaFunctionFailed\n9<-8 ExecutionFailed\n"},
    {"CatchExitsFromTheFailure",
     R"({"StartAt":"A","States":{"A":{"Type":"Task","Resource":"arn:aws:states:::lambda:invoke",
        "Parameters":{"FunctionName":"F"},"End":true,"Catch":[{"ErrorEquals":["States.ALL"],"Next":"B"}]},
        "B":{"Type":"Succeed"}}})",
     "{}", fails("Oops"),
     "1<-0 ExecutionStarted\n2<-0 TaskStateEntered A\n3<-2 TaskScheduled\n4<-3 TaskStarted\n"
     "5<-4 TaskFailed\n6<-5 TaskStateExited A\n7<-6 SucceedStateEntered B\n"
     "8<-7 SucceedStateExited B\n9<-8 ExecutionSucceeded\n"},
    {"ParallelRetriedThenFailed",
     R"({"StartAt":"P","States":{"P":{"Type":"Parallel","End":true,
        "Retry":[{"ErrorEquals":["FailureType"],"MaxAttempts":1}],
        "Branches":[{"StartAt":"B","States":{"B":{"Type":"Fail","Error":"FailureType"}}}]}}})",
     "{}", always("1"),
     "1<-0 ExecutionStarted\n2<-0 ParallelStateEntered P\n3<-2 ParallelStateStarted\n"
     "4<-3 FailStateEntered B\n5<-4 ParallelStateStarted\n6<-5 FailStateEntered B\n"
     "7<-6 ParallelStateFailed\n8<-7 ExecutionFailed\n"},
    {"ParallelSuccessIsALeaf",
     R"({"StartAt":"P","States":{"P":{"Type":"Parallel","End":true,
        "Branches":[{"StartAt":"B","States":{"B":{"Type":"Pass","End":true}}}]}}})",
     "{}", always("1"),
     "1<-0 ExecutionStarted\n2<-0 ParallelStateEntered P\n3<-2 ParallelStateStarted\n"
     "4<-3 PassStateEntered B\n5<-4 PassStateExited B\n6<-5 ParallelStateSucceeded\n"
     "7<-5 ParallelStateExited P\n8<-7 ExecutionSucceeded\n"},
    {"MapOneAtATime",
     R"({"StartAt":"M","States":{"M":{"Type":"Map","MaxConcurrency":1,"End":true,
        "ItemProcessor":{"StartAt":"B","States":{"B":{"Type":"Pass","End":true}}}}}})",
     "[1,2]", always("1"),
     "1<-0 ExecutionStarted\n2<-0 MapStateEntered M\n3<-2 MapStateStarted\n"
     "4<-3 MapIterationStarted M[0]\n5<-4 PassStateEntered B\n6<-5 PassStateExited B\n"
     "7<-6 MapIterationSucceeded M[0]\n8<-6 MapIterationStarted M[1]\n9<-8 PassStateEntered B\n"
     "10<-9 PassStateExited B\n11<-10 MapIterationSucceeded M[1]\n12<-11 MapStateSucceeded\n"
     "13<-11 MapStateExited M\n14<-13 ExecutionSucceeded\n"},
    {"MapOfNothing",
     R"({"StartAt":"M","States":{"M":{"Type":"Map","End":true,
        "ItemProcessor":{"StartAt":"B","States":{"B":{"Type":"Pass","End":true}}}}}})",
     "[]", always("1"),
     "1<-0 ExecutionStarted\n2<-0 MapStateEntered M\n3<-2 MapStateStarted\n"
     "4<-3 MapStateSucceeded\n5<-3 MapStateExited M\n6<-5 ExecutionSucceeded\n"},
    {"MapCutsTheSiblingsOfAFailure",
     R"({"StartAt":"M","States":{"M":{"Type":"Map","End":true,
        "ItemProcessor":{"StartAt":"C","States":{
          "C":{"Type":"Choice","Choices":[{"Variable":"$","NumericEquals":2,"Next":"F"}],"Default":"W"},
          "W":{"Type":"Wait","Seconds":9,"End":true},"F":{"Type":"Fail","Error":"E"}}}}}})",
     "[1,2]", always("1"),
     "1<-0 ExecutionStarted\n2<-0 MapStateEntered M\n3<-2 MapStateStarted\n"
     "4<-3 MapIterationStarted M[0]\n5<-3 MapIterationStarted M[1]\n6<-4 ChoiceStateEntered C\n"
     "7<-5 ChoiceStateEntered C\n8<-6 ChoiceStateExited C\n9<-7 ChoiceStateExited C\n"
     "10<-8 WaitStateEntered W\n11<-9 FailStateEntered F\n12<-11 MapIterationFailed M[1]\n"
     "13<-11 WaitStateAborted\n14<-11 MapIterationAborted M[0]\n15<-11 MapStateFailed\n"
     "16<-15 ExecutionFailed\n"},
};

class History : public testing::TestWithParam<HistoryCase> {};

TEST_P(History, IsAsRecorded) {
  const HistoryCase& c = GetParam();
  World world(with_function(c.definition));
  world.run(c.input, c.answer);
  EXPECT_EQ(world.history(), c.history);
  EXPECT_TRUE(world.execution().outstanding.empty());
}

INSTANTIATE_TEST_SUITE_P(Engine, History, testing::ValuesIn(kCases),
                         [](const auto& test) { return test.param.name; });

}  // namespace
}  // namespace sfn::engine
