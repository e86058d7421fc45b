// Tasks that start another execution: one child each, whatever crashes; its end is told once, and
// what nobody waits for any more is stopped.
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/text.h"
#include "history/codec.h"
#include "history/stored_form.h"
#include "runtime/support/world.h"

namespace sfn::runtime {
namespace {

using history::WorkKind;
using store::ExecutionStatus;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

/// A machine of one task that starts an execution of machine C.
std::string parent_of_c(const std::string& pattern, const std::string& parameters = "",
                        const std::string& fields = "") {
  return fmt::format(R"({{"StartAt":"T","States":{{"T":{{"Type":"Task",{}"End":true,)"
                     R"("Resource":"arn:aws:states:::states:startExecution{}",)"
                     R"("Parameters":{{"StateMachineArn":"{}"{}}}}}}}}})",
                     fields, pattern, state_machine_arn(kPlace, "C"), parameters);
}

struct ChildrenTest : testing::Test {
  explicit ChildrenTest(RuntimeOptions options = {}) : world(options) {}

  /// Starts an execution of a machine P with this definition; C is there already.
  std::string start_parent(const std::string& definition) {
    return world.started(world.deploy("P", definition));
  }
  std::optional<store::ExecutionRow> child_row(const std::string& parent,
                                               const std::string& work = "1.0.child") {
    return world.disk().find_child({world.record(parent).row.id, work});
  }
  std::vector<std::string> pending() const {
    std::vector<std::string> keys;
    for (const auto& row : world.pending()) keys.push_back(row.key);
    return keys;
  }
  std::vector<std::string> types(const std::string& arn) const {
    std::vector<std::string> types;
    for (const auto& row : world.journal(arn)) {
      for (const auto& event : history::decode(row.body, row.time)) {
        types.push_back(history::stored::type_of(event));
      }
    }
    return types;
  }
  std::int64_t count(const std::string& arn, const std::string& type) const {
    const auto all = types(arn);
    return std::count(all.begin(), all.end(), type);
  }
  std::string last_row(const std::string& arn) const { return world.record(arn).last.body; }

  World world;
};

// ---- starting

TEST_F(ChildrenTest, NameTheirParent) {
  world.deploy("C", kTask);
  const auto parent = start_parent(parent_of_c(".sync"));
  const auto child = child_row(parent);
  ASSERT_TRUE(child);
  EXPECT_EQ(child->status, ExecutionStatus::Running);
  EXPECT_EQ(child->name.size(), 36u);
  EXPECT_THAT(pending(), ElementsAre("1.0.child", "1.0.task"));
  EXPECT_EQ(world.runtime().statistics().children_started, 1);
}

TEST_F(ChildrenTest, StartAfterTheCommitOfTheirTask) {
  world.deploy("C", kTask);
  const auto machine = world.deploy("P", parent_of_c(".sync"));
  world.store().hold_commits();
  (void)world.start(machine);
  world.settle();
  EXPECT_EQ(world.executions(), 0u);
  world.store().commit_next();
  world.settle();
  EXPECT_EQ(world.executions(), 1u);
  EXPECT_THAT(pending(), ElementsAre("1.0.task"));
  world.store().commit_next();
  world.settle();
  EXPECT_EQ(world.executions(), 2u);
  EXPECT_THAT(pending(), ElementsAre("1.0.child", "1.0.task")) << "the parent knows in one commit";
}

TEST_F(ChildrenTest, TakeTheNameTheInputAndTheTrace) {
  world.deploy("C", kTask);
  start_parent(parent_of_c(".sync", R"(,"Name":"n","Input":{"a":1},"TraceHeader":"Root=1")"));
  const auto child = execution_arn(kPlace, "C", "n");
  EXPECT_THAT(world.record(child).first.body, HasSubstr(R"({"a":1})"));
  EXPECT_EQ(world.host().started.at(0).trace_header, "Root=1");
}

TEST_F(ChildrenTest, ThatCannotStartFailTheirTask) {
  const auto parent = start_parent(parent_of_c(".sync"));
  EXPECT_EQ(world.status(parent), ExecutionStatus::Failed);
  EXPECT_THAT(last_row(parent), HasSubstr("StepFunctions.StateMachineDoesNotExistException"));
  EXPECT_THAT(pending(), IsEmpty());
}

TEST_F(ChildrenTest, WithWrongParametersFailTheirTask) {
  world.deploy("C", kTask);
  const auto parent = start_parent(parent_of_c("", R"(,"Nmae":"x")"));
  EXPECT_THAT(last_row(parent), HasSubstr("The field \\\"Nmae\\\" is not supported"));
  const auto other = start_parent(parent_of_c("", R"(,"Input":"no json")"));
  EXPECT_THAT(last_row(other), HasSubstr("StepFunctions.InvalidExecutionInputException"));
  EXPECT_EQ(world.executions(), 2u);
}

TEST_F(ChildrenTest, WithLongParametersAreReadElsewhere) {
  world.deploy("C", kPass);
  const auto parent =
      start_parent(parent_of_c(".sync", R"(,"Input":{"a":")" + std::string(100'000, 'x') + "\"}"));
  EXPECT_EQ(world.status(parent), ExecutionStatus::Succeeded);
}

TEST_F(ChildrenTest, ThatAreOnlyStartedGoOnByThemselves) {
  world.deploy("C", kTask);
  const auto parent = start_parent(parent_of_c(""));
  EXPECT_EQ(world.status(parent), ExecutionStatus::Succeeded);
  EXPECT_EQ(child_row(parent, "1.0.task")->status, ExecutionStatus::Running);
  EXPECT_THAT(types(parent),
              ElementsAre("ExecutionStarted", "TaskStateEntered", "TaskScheduled", "TaskStarted",
                          "TaskSucceeded", "TaskStateExited", "ExecutionSucceeded"));
  world.host().succeed(0);
  world.settle();
  EXPECT_EQ(child_row(parent, "1.0.task")->status, ExecutionStatus::Succeeded);
}

TEST_F(ChildrenTest, OfANameThatIsTakenFailTheirTask) {
  const auto machine = world.deploy("C", kTask);
  (void)world.start(machine, "n", R"({"other":1})");
  world.settle();
  const auto parent = start_parent(parent_of_c(".sync", R"(,"Name":"n")"));
  EXPECT_THAT(last_row(parent), HasSubstr("StepFunctions.ExecutionAlreadyExistsException"));
  EXPECT_EQ(world.executions(), 2u);
}

// ---- ending

TEST_F(ChildrenTest, GiveTheirEndToTheTaskThatWaits) {
  world.deploy("C", kTask);
  const auto parent = start_parent(parent_of_c(".sync"));
  world.host().succeed(0, R"({"x":7})");
  world.settle();
  EXPECT_EQ(world.status(parent), ExecutionStatus::Succeeded);
  EXPECT_THAT(last_row(parent), HasSubstr(R"("Output":"{\"x\":7}")"));
  EXPECT_THAT(types(parent), ElementsAre("ExecutionStarted", "TaskStateEntered", "TaskScheduled",
                                         "TaskStarted", "TaskSubmitted", "TaskSucceeded",
                                         "TaskStateExited", "ExecutionSucceeded"));
  EXPECT_EQ(world.runtime().statistics().children_ended, 1);
  EXPECT_EQ(world.runtime().statistics().late, 0);
}

TEST_F(ChildrenTest, GiveTheirFailureToTheTaskThatWaits) {
  world.deploy("C", kTask);
  const auto parent = start_parent(parent_of_c(".sync:2"));
  world.host().fail(0, "E");
  world.settle();
  EXPECT_EQ(world.status(parent), ExecutionStatus::Failed);
  EXPECT_THAT(last_row(parent), HasSubstr("States.TaskFailed"));
  EXPECT_THAT(last_row(parent), HasSubstr(R"(\"Error\":\"E\")"));
}

TEST_F(ChildrenTest, ThatAreStoppedByHandFailTheTaskThatWaits) {
  world.deploy("C", kTask);
  const auto parent = start_parent(parent_of_c(".sync", R"(,"Name":"n")"));
  (void)world.stop(execution_arn(kPlace, "C", "n"));
  world.settle();
  EXPECT_EQ(world.status(parent), ExecutionStatus::Failed);
  EXPECT_THAT(last_row(parent), HasSubstr(R"(\"Status\":\"ABORTED\")"));
}

TEST_F(ChildrenTest, TellNothingBeforeTheirEndIsDurable) {
  world.deploy("C", kTask);
  const auto parent = start_parent(parent_of_c(".sync"));
  world.store().hold_commits();
  world.host().succeed(0);
  world.settle();
  EXPECT_EQ(world.store().held_commits(), 1u);
  EXPECT_EQ(world.runtime().statistics().children_ended, 0);
  world.store().release_commits();
  world.settle();
  EXPECT_EQ(world.status(parent), ExecutionStatus::Succeeded);
}

TEST_F(ChildrenTest, OfTheSameNameAndInputAreOne) {
  const auto machine = world.deploy("C", kTask);
  (void)world.start(machine, "n", "{}");
  world.settle();
  const auto parent = start_parent(parent_of_c(".sync", R"(,"Name":"n","Input":{})"));
  EXPECT_EQ(world.executions(), 2u);
  EXPECT_FALSE(child_row(parent)) << "it was not started by the task";
  world.crash();
  world.settle();
  world.host().succeed(0);
  world.settle();
  EXPECT_EQ(world.status(parent), ExecutionStatus::Succeeded);
}

TEST_F(ChildrenTest, HearNothingOfHosts) {
  world.deploy("C", kTask);
  const auto parent = start_parent(parent_of_c(".sync"));
  const auto id = world.record(parent).row.id;
  for (const auto kind : {WorkKind::Task, WorkKind::Child}) {
    world.runtime().task_ended(id, {VisitId{1}, 0, kind},
                               history::TaskSuccess{Payload::trusted("1")});
  }
  world.settle();
  EXPECT_EQ(world.status(parent), ExecutionStatus::Running);
  EXPECT_EQ(world.runtime().statistics().late, 2);
}

// ---- stopping

TEST_F(ChildrenTest, AreStoppedWithTheirParent) {
  world.deploy("C", kTask);
  const auto parent = start_parent(parent_of_c(".sync"));
  const auto child = *child_row(parent);
  const auto stopped = world.stop(parent);
  world.settle();
  EXPECT_TRUE(stopped.is_answered());
  EXPECT_EQ(world.status(parent), ExecutionStatus::Aborted);
  EXPECT_EQ(child_row(parent)->status, ExecutionStatus::Aborted);
  EXPECT_THAT(pending(), IsEmpty());
  EXPECT_THAT(world.host().cancelled,
              ElementsAre(std::pair(child.id, history::WorkId{VisitId{1}, 0, WorkKind::Task})));
  EXPECT_EQ(count(parent, "ChildStopped"), 1);
  EXPECT_EQ(world.record(parent).last_public, EventId{6}) << "nobody sees that";
}

TEST_F(ChildrenTest, AreStoppedDownToTheLastGeneration) {
  world.deploy("C", replace_all(parent_of_c(".sync"), ":C\"", ":D\""));
  world.deploy("D", kTask);
  const auto parent = start_parent(parent_of_c(".sync"));
  EXPECT_EQ(world.executions(), 3u);
  (void)world.stop(parent);
  world.settle();
  EXPECT_THAT(pending(), IsEmpty());
  EXPECT_THAT(world.host().cancelled, SizeIs(1));
}

TEST_F(ChildrenTest, AreStoppedWhenTheirTaskTimesOutAndAnotherStarts) {
  world.deploy("C", kTask);
  const auto parent = start_parent(parent_of_c(
      ".sync", "",
      R"("TimeoutSeconds":5,"Retry":[{"ErrorEquals":["States.Timeout"],"MaxAttempts":1}],)"));
  world.advance(seconds(7));
  EXPECT_EQ(child_row(parent)->status, ExecutionStatus::Aborted);
  EXPECT_EQ(child_row(parent, "1.1.child")->status, ExecutionStatus::Running);
  world.host().succeed(1, "{}");
  world.settle();
  EXPECT_EQ(world.status(parent), ExecutionStatus::Succeeded);
  EXPECT_THAT(pending(), IsEmpty());
}

TEST_F(ChildrenTest, ThatHaveEndedNeedNoStop) {
  world.deploy("C", kTask);
  const auto parent = start_parent(parent_of_c(".sync"));
  world.store().hold_commits();
  world.host().succeed(0);
  (void)world.stop(parent);
  world.settle();
  world.store().release_commits();
  world.settle();
  EXPECT_EQ(child_row(parent)->status, ExecutionStatus::Succeeded);
  EXPECT_EQ(world.status(parent), ExecutionStatus::Aborted);
  EXPECT_THAT(pending(), IsEmpty());
}

TEST_F(ChildrenTest, ThatAreStartingAreStoppedOnceTheyHaveStarted) {
  const auto machine = world.deploy("C", kTask);
  (void)world.start(machine, "n");
  world.settle();
  world.host().succeed(0);
  world.advance(seconds(1));
  Asked<std::int64_t> purged;
  world.runtime().purge({.stopped_before = world.clock.now()}, purged.reply());
  world.settle();
  ASSERT_EQ(purged.value(), 1);

  const auto parents = world.deploy("P", parent_of_c(".sync", R"(,"Name":"n")"));
  world.store().stall_queries();  // The name is being looked up: it may be taken yet.
  const auto parent = world.started(parents);
  EXPECT_EQ(world.executions(), 1u);
  (void)world.stop(parent);
  world.settle();
  EXPECT_THAT(pending(), ElementsAre("1.0.stop-child"));
  world.store().release_queries();
  world.settle();
  EXPECT_EQ(child_row(parent)->status, ExecutionStatus::Aborted);
  EXPECT_THAT(pending(), IsEmpty());
}

TEST_F(ChildrenTest, OfAParentThatHasEndedAreShownUntilTheyHaveStopped) {
  world.deploy("C", kTask);
  const auto parent = start_parent(parent_of_c(".sync"));
  world.store().hold_commits();
  (void)world.stop(parent);
  world.settle();
  world.store().commit_next();  // The parent has ended, the child's stop is not durable.
  world.settle();
  EXPECT_EQ(world.status(parent), ExecutionStatus::Aborted);
  EXPECT_TRUE(world.record(parent).owes_work);
  Asked<Inspected> inspected;
  world.runtime().inspect(parent, inspected.reply());
  world.settle();
  ASSERT_TRUE(inspected.is_answered());
  EXPECT_EQ(inspected.value().value.outstanding.size(), 1u);
  world.store().release_commits();
  world.settle();
  EXPECT_FALSE(world.record(parent).owes_work);
}

// ---- crashes

/// With executions that leave memory at once, or stay.
struct ChildrenAfterACrash : ChildrenTest, testing::WithParamInterface<std::size_t> {
  ChildrenAfterACrash() : ChildrenTest(RuntimeOptions{.cache_bytes = GetParam()}) {}

  /// Does `act` with commits held, lets `commits` of them pass and crashes; false where there were
  /// no more than these.
  template <typename Act>
  bool crash_after(int commits, Act act) {
    world.store().hold_commits();
    act();
    world.settle();
    for (int i = 0; i < commits; ++i) {
      if (world.store().held_commits() == 0) {
        world.store().release_commits();
        world.settle();
        return false;
      }
      world.store().commit_next();
      world.settle();
    }
    world.crash();
    world.settle();
    return true;
  }
};

TEST_P(ChildrenAfterACrash, AreOneForEachTaskAndTellItOnce) {
  world.deploy("C", kPass);
  const auto machine = world.deploy("P", parent_of_c(".sync"));
  int crashes = 0;
  for (bool more = true; more; ++crashes) {
    const auto name = fmt::format("p{}", crashes);
    more = crash_after(crashes, [&] { (void)world.start(machine, name); });
    if (crashes == 0) continue;  // The parent was lost, and never acknowledged.
    const auto parent = execution_arn(kPlace, "P", name);
    EXPECT_EQ(world.status(parent), ExecutionStatus::Succeeded) << crashes;
    EXPECT_EQ(count(parent, "TaskSubmitted"), 1) << crashes;
    EXPECT_EQ(count(parent, "TaskSucceeded"), 1) << crashes;
    EXPECT_EQ(world.executions(), static_cast<std::size_t>(crashes * 2)) << "a child each";
  }
  EXPECT_GE(crashes, 3);
  EXPECT_THAT(pending(), IsEmpty());
}

TEST_P(ChildrenAfterACrash, AreOneForEachTaskThatOnlyStartsThem) {
  world.deploy("C", kTask);
  const auto machine = world.deploy("P", parent_of_c("", R"(,"Name.$":"$$.Execution.Name")"));
  int crashes = 0;
  for (bool more = true; more; ++crashes) {
    const auto name = fmt::format("p{}", crashes);
    more = crash_after(crashes, [&] { (void)world.start(machine, name); });
    if (crashes == 0) continue;
    EXPECT_EQ(world.status(execution_arn(kPlace, "P", name)), ExecutionStatus::Succeeded);
    EXPECT_EQ(world.status(execution_arn(kPlace, "C", name)), ExecutionStatus::Running);
  }
  EXPECT_GE(crashes, 3);
}

TEST_P(ChildrenAfterACrash, AreStillStopped) {
  world.deploy("C", kTask);
  const auto machine = world.deploy("P", parent_of_c(".sync"));
  int crashes = 0;
  for (bool more = true; more; ++crashes) {
    const auto parent = world.started(machine);
    ASSERT_EQ(child_row(parent)->status, ExecutionStatus::Running);
    more = crash_after(crashes, [&] { (void)world.stop(parent); });
    if (crashes == 0) (void)world.stop(parent);
    world.settle();
    EXPECT_EQ(world.status(parent), ExecutionStatus::Aborted) << crashes;
    EXPECT_EQ(child_row(parent)->status, ExecutionStatus::Aborted) << crashes;
    EXPECT_EQ(count(parent, "ChildStopped"), 1) << crashes;
    EXPECT_THAT(pending(), IsEmpty()) << crashes;
  }
  EXPECT_GE(crashes, 3);
}

TEST_P(ChildrenAfterACrash, OfAMachineThatIsGoneByThenAreFound) {
  const auto machine = world.deploy("C", kTask);
  const auto parents = world.deploy("P", parent_of_c(".sync", "", R"("TimeoutSeconds":60,)"));
  const auto parent = world.started(parents);
  // As it would be, had the process died between the start and what the parent noted of it.
  (void)world.runtime().catalogue().remove_machine(machine);
  world.settle();
  world.crash();
  world.settle();
  world.host().succeed(0);
  world.settle();
  EXPECT_EQ(world.status(parent), ExecutionStatus::Succeeded);
}

TEST_P(ChildrenAfterACrash, ThatRunNeedNotLoadTheirParents) {
  world.deploy("C", kWait);
  const auto machine = world.deploy("P", parent_of_c(".sync", R"(,"Input":{"s":60})"));
  for (int i = 0; i < 5; ++i) (void)world.started(machine);
  world.crash();
  world.settle();
  EXPECT_EQ(world.recovered.begun_again, 5);
  EXPECT_EQ(world.runtime().statistics().loads, 0);
  world.advance(seconds(61));
  EXPECT_THAT(pending(), IsEmpty());
}

INSTANTIATE_TEST_SUITE_P(Runtime, ChildrenAfterACrash, testing::Values(1, 1 << 20),
                         [](const auto& test) { return test.param == 1 ? "Evicted" : "InMemory"; });

// ---- more than there is room for

struct ManyChildren : ChildrenTest {
  ManyChildren() : ChildrenTest(RuntimeOptions{.marks = {.soft = 1}}) {}
};

TEST_F(ManyChildren, WaitForRoomAndAreNotRefused) {
  world.deploy("C", kPass);
  const auto machine = world.deploy(
      "P", R"({"StartAt":"M","States":{"M":{"Type":"Map","ItemsPath":"$.items","End":true,)"
           R"("ItemProcessor":{"StartAt":"T","States":{"T":{"Type":"Task","End":true,)"
           R"("Resource":"arn:aws:states:::states:startExecution.sync",)"
           R"("Parameters":{"StateMachineArn":")" +
               state_machine_arn(kPlace, "C") + R"("}}}}}}})");
  std::string items = "[0";
  for (int i = 1; i < 200; ++i) items += fmt::format(",{}", i);
  const auto parent = world.started(machine, R"({"items":)" + items + "]}");
  EXPECT_EQ(world.status(parent), ExecutionStatus::Succeeded);
  EXPECT_EQ(world.executions(), 201u);
  EXPECT_THAT(pending(), IsEmpty());
}

}  // namespace
}  // namespace sfn::runtime
