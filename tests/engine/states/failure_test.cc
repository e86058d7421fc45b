#include "engine/states/failure.h"

#include "engine/support/outcome_case.h"

namespace sfn::engine {
namespace {

using history::TaskFailure;
using history::TaskWork;

// ---- which names match

struct MatchCase {
  const char* name;
  const char* listed;
  const char* error;
  bool heartbeat;
  bool matches;
};
void PrintTo(const MatchCase& c, std::ostream* out) { *out << c.listed << " ~ " << c.error; }

class ErrorEquals : public testing::TestWithParam<MatchCase> {};

TEST_P(ErrorEquals, Matches) {
  const MatchCase& c = GetParam();
  EXPECT_EQ(matches(c.listed, {c.error, std::nullopt}, c.heartbeat), c.matches);
}

const auto kMatches = std::vector<MatchCase>{
    {"ItsOwnName", "Oops", "Oops", false, true},
    {"NoOtherName", "Oops", "Oops2", false, false},
    {"NoOtherCase", "Oops", "oops", false, false},
    {"AllForAny", "States.ALL", "Oops", false, true},
    {"AllForATimeout", "States.ALL", "States.Timeout", false, true},
    {"AllForTooMuchData", "States.ALL", "States.DataLimitExceeded", false, true},
    {"AllNeverForRuntime", "States.ALL", "States.Runtime", false, false},
    {"RuntimeNeverByName", "States.Runtime", "States.Runtime", false, false},
    {"TooMuchDataByName", "States.DataLimitExceeded", "States.DataLimitExceeded", false, true},
    {"TaskFailedForAny", "States.TaskFailed", "Oops", false, true},
    {"TaskFailedNeverForATimeout", "States.TaskFailed", "States.Timeout", false, false},
    {"TaskFailedNeverForRuntime", "States.TaskFailed", "States.Runtime", false, false},
    {"TimeoutForATimeout", "States.Timeout", "States.Timeout", false, true},
    {"TimeoutForAMissedHeartbeat", "States.Timeout", "States.Timeout", true, true},
    {"HeartbeatForAMissedOne", "States.HeartbeatTimeout", "States.Timeout", true, true},
    {"HeartbeatNeverForATimeout", "States.HeartbeatTimeout", "States.Timeout", false, false},
};
INSTANTIATE_TEST_SUITE_P(States, ErrorEquals, testing::ValuesIn(kMatches), kNameOfCase);

TEST(ErrorEquals, AllMatchesAFailureWithoutName) {
  EXPECT_TRUE(matches("States.ALL", {}, false));
  EXPECT_FALSE(matches("Oops", {}, false));
}

// ---- where a failure leads

std::string handled_task(std::string_view handlers) {
  return machine_of(
      fmt::format(R"("Type":"Task","Resource":"FUNCTION","ResultPath":"$.never",
                     "OutputPath":"$.x","End":true,"Assign":{{"v":"state"}},{})",
                  handlers),
      join_states(
          {where_named("T", R"("Type":"Succeed")", handlers),
           where_named("U", R"("Type":"Pass","End":true,"Parameters":{"u.$":"$","v.$":"$v"})",
                       handlers)}));
}

class Catch : public testing::TestWithParam<OutcomeCase> {};

TEST_P(Catch, Gives) { expect_outcome(GetParam()); }

const auto kCatchers = std::vector<OutcomeCase>{
    {"TheErrorAsOutput", handled_task(R"("Catch":[{"ErrorEquals":["Oops"],"Next":"T"}])"), "{}",
     R"({"Error":"Oops","Cause":"because"})", fails("Oops", "because")},
    {"NullWhereTheFailureHasNoTexts",
     handled_task(R"("Catch":[{"ErrorEquals":["States.ALL"],"Next":"T"}])"), "{}",
     R"({"Error":null,"Cause":null})", [](const TaskWork&) { return TaskFailure{}; }},
    {"TheErrorPutIntoTheRawInput",
     handled_task(
         R"("InputPath":"$.x","Catch":[{"ErrorEquals":["Oops"],"ResultPath":"$.e.f","Next":"T"}])"),
     R"({"x":{}})", R"({"x":{},"e":{"f":{"Error":"Oops","Cause":"cause"}}})", fails("Oops")},
    {"TheRawInputWhereTheErrorIsDiscarded",
     handled_task(R"("Catch":[{"ErrorEquals":["Oops"],"ResultPath":null,"Next":"T"}])"),
     "{ \"x\":1 }", "{ \"x\":1 }", fails("Oops")},
    {"TheFirstCatcherThatMatches",
     handled_task(R"("Catch":[{"ErrorEquals":["Other"],"Next":"T"},{"ErrorEquals":["Oops"],
              "ResultPath":null,"Assign":{"v":2},"Next":"U"},{"ErrorEquals":["States.ALL"],"Next":"T"}])"),
     "1", R"({"u":1,"v":2})", fails("Oops")},
    {"VariablesFromTheError",
     handled_task(R"("Catch":[{"ErrorEquals":["Oops"],"Assign":{"v.$":"$.Cause"},"Next":"U"}])"),
     "{}", R"({"u":{"Error":"Oops","Cause":"because"},"v":"because"})", fails("Oops", "because")},
    {"TheErrorItselfWithoutAMatch",
     handled_task(R"("Catch":[{"ErrorEquals":["Other"],"Next":"T"}])"), "{}", "Oops: cause",
     fails("Oops")},
    {"AnErrorOfItsOwnWhereItsPathDoesNotFit",
     handled_task(R"("Catch":[{"ErrorEquals":["Oops"],"ResultPath":"$.x.e","Next":"T"}])"),
     R"({"x":1})",
     failure(R"(Unable to apply step "$.x.e" to input {"x":1})", "States.ResultPathMatchFailure"),
     fails("Oops")},
    {"AnErrorOfItsOwnWhereItsAssignFindsNothing",
     handled_task(R"("Catch":[{"ErrorEquals":["Oops"],"Assign":{"v.$":"$.x"},"Next":"T"}])"), "{}",
     failure("The JSONPath '$.x' specified for the field 'v.$' could not be found in the input "
             "'{\"Error\":\"Oops\",\"Cause\":\"cause\"}'"),
     fails("Oops")},
    {"NothingForAPathThatFailsAfterTheWork",
     handled_task(R"("Catch":[{"ErrorEquals":["States.ALL"],"Next":"T"}])"), R"({"y":1})",
     failure("Invalid path '$.x' : No results for path: $['x']"), always("1")},
    {"AResultThatCannotBePlaced",
     handled_task(R"("Catch":[{"ErrorEquals":["States.ResultPathMatchFailure"],"Next":"T"}])"), "7",
     R"x({"Error":"States.ResultPathMatchFailure","Cause":"An error occurred while executing the )x"
     R"x(state 'S' (entered at the event id #2). Unable to apply step \"$.never\" to input 7"})x",
     always("1")},
};
INSTANTIATE_TEST_SUITE_P(States, Catch, testing::ValuesIn(kCatchers), kNameOfCase);

// ---- failures inside Parallel and Map

std::string around(std::string_view states, std::string_view handlers) {
  return machine_of(
      fmt::format(R"("Type":"Parallel","End":true,"Branches":[{{"StartAt":"A","States":{{{}}}}}],
                     "ResultPath":"$.r"{}{})",
                  states, handlers.empty() ? "" : ",", handlers),
      where_named("T", R"("Type":"Succeed")", handlers));
}

class FailureInside : public testing::TestWithParam<OutcomeCase> {};

TEST_P(FailureInside, EndsAs) { expect_outcome(GetParam()); }

const auto kInside = std::vector<OutcomeCase>{
    {"TheErrorOfTheBranch", around(R"("A":{"Type":"Fail","Error":"E","Cause":"c"})", ""), "{}",
     "E: c"},
    {"TheRuntimeErrorOfTheBranch",
     around(R"("A":{"Type":"Pass","InputPath":"$.x","End":true})",
            R"("Catch":[{"ErrorEquals":["States.ALL"],"Next":"T"}])"),
     "{}", failure_in("A", 4, "Invalid path '$.x' : No results for path: $['x']")},
    {"CaughtInTheBranch",
     around(R"("A":{"Type":"Task","Resource":"FUNCTION","End":true,
                    "Catch":[{"ErrorEquals":["E"],"Next":"B"}]},
               "B":{"Type":"Pass","Result":"saved","End":true})",
            R"("Catch":[{"ErrorEquals":["States.ALL"],"Next":"T"}])"),
     "{}", R"({"r":["saved"]})", fails("E")},
    {"CaughtAroundTheBranch",
     around(R"("A":{"Type":"Task","Resource":"FUNCTION","End":true,
                    "Catch":[{"ErrorEquals":["Other"],"Next":"B"}]},
               "B":{"Type":"Pass","Result":"saved","End":true})",
            R"("Catch":[{"ErrorEquals":["E"],"ResultPath":"$.e","Next":"T"}])"),
     R"({"x":1})", R"({"x":1,"e":{"Error":"E","Cause":"cause"}})", fails("E")},
    {"RetriedAroundTheBranch",
     around(R"("A":{"Type":"Task","Resource":"FUNCTION","End":true})",
            R"("Retry":[{"ErrorEquals":["E"],"MaxAttempts":2}])"),
     "{}", R"({"r":[1]})", in_turn({fails("E"), fails("E"), always("1")})},
    {"CaughtByAnOuterState",
     machine_of(R"("Type":"Map","End":true,"Catch":[{"ErrorEquals":["E"],"Next":"T"}],
                   "ItemProcessor":{"StartAt":"P","States":{"P":{"Type":"Parallel","End":true,
                     "Catch":[{"ErrorEquals":["Other"],"Next":"Q"}],
                     "Branches":[{"StartAt":"A","States":{
                       "A":{"Type":"Task","Resource":"FUNCTION","End":true}}}]},
                     "Q":{"Type":"Succeed"}}})",
                R"("T":{"Type":"Succeed"})"),
     "[1,2]", R"({"Error":"E","Cause":"cause"})", fails("E")},
    {"ThePlaceThatACatcherCannotFind",
     around(R"("A":{"Type":"Fail","Error":"E"})",
            R"("Catch":[{"ErrorEquals":["E"],"ResultPath":"$.x.e","Next":"T"}])"),
     R"({"x":1})",
     failure(R"(Unable to apply step "$.x.e" to input {"x":1})", "States.ResultPathMatchFailure")},
};
INSTANTIATE_TEST_SUITE_P(States, FailureInside, testing::ValuesIn(kInside), kNameOfCase);

TEST(Failure, OfACatcherOnAParallelStillShowsThatTheParallelFailed) {
  World world(around(R"("A":{"Type":"Fail","Error":"E"})",
                     R"("Catch":[{"ErrorEquals":["E"],"ResultPath":"$.x.e","Next":"T"}])"));
  world.run(R"({"x":1})", always("1"));
  EXPECT_EQ(world.history(),
            "1<-0 ExecutionStarted\n2<-0 ParallelStateEntered S\n3<-2 ParallelStateStarted\n"
            "4<-3 FailStateEntered A\n5<-4 ParallelStateFailed\n6<-5 ExecutionFailed\n");
}

}  // namespace
}  // namespace sfn::engine
