// Executions of EXPRESS state machines: decided like any other, readable like any other, and never
// on the disk.
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "runtime/support/world.h"

namespace sfn::runtime {
namespace {

using store::ExecutionStatus;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;
using testing::StartsWith;

const std::string kPacedLoop =
    R"({"StartAt":"A","States":{"A":{"Type":"Wait","Seconds":1,"Next":"B"},)"
    R"("B":{"Type":"Choice","Default":"A","Choices":[)"
    R"({"Variable":"$.stop","IsPresent":true,"Next":"C"}]},"C":{"Type":"Succeed"}}})";

struct ExpressTest : testing::Test {
  explicit ExpressTest(RuntimeOptions options = {}) : world(options) {}

  Asked<store::ExecutionRecord> start_sync(const std::string& machine,
                                           const std::string& input = "{}") {
    Asked<store::ExecutionRecord> asked;
    world.runtime().start_sync({.machine_arn = machine,
                                .name = {},
                                .input = Payload::trusted(input),
                                .idempotency_key = {}},
                               asked.reply());
    return asked;
  }
  std::optional<store::ExecutionRecord> find(const std::string& arn) {
    Asked<store::ExecutionRecord> asked;
    world.runtime().find(arn, asked.reply());
    world.settle();
    if (!asked.answers->at(0)) return std::nullopt;
    return asked.value();
  }
  std::vector<store::ExecutionRow> list(store::ExecutionFilter filter = {}) {
    std::vector<store::ExecutionRow> listed;
    world.runtime().store().executions(
        filter, [&](std::vector<store::ExecutionRow> rows) { listed = std::move(rows); });
    world.settle();
    return listed;
  }
  std::vector<std::string> names(const store::ExecutionFilter& filter = {}) {
    std::vector<std::string> names;
    for (const auto& row : list(filter)) names.push_back(row.name.substr(0, row.name.find(':')));
    return names;
  }
  void start_named(const std::string& machine, const std::string& name) {
    world.start(machine, name);
    world.settle();
  }

  World world;
};

// ---- starting

TEST_F(ExpressTest, RunsToItsEndWithoutTheDisk) {
  const auto machine = world.deploy("M", kPass, "EXPRESS");
  world.store().hold_commits();
  const auto started = world.start(machine, "e");
  world.settle();
  ASSERT_TRUE(started.is_answered());
  EXPECT_THAT(started.value().arn,
              StartsWith("arn:aws:states:us-east-1:123456789012:express:M:e:"));
  EXPECT_EQ(find(started.value().arn)->row.status, ExecutionStatus::Succeeded);
  EXPECT_EQ(world.executions(), 0u);
  EXPECT_EQ(world.store().held_commits(), 0u);
}

TEST_F(ExpressTest, DoesNotStartBeforeItsStateMachineIsDurable) {
  world.store().hold_commits();
  (void)world.deploy("M", kPass, "EXPRESS");
  const auto started = world.start(state_machine_arn(kPlace, "M"));
  world.settle();
  EXPECT_FALSE(started.is_answered());
  EXPECT_THAT(list(), IsEmpty());
  world.store().release_commits();
  world.settle();
  EXPECT_TRUE(started.is_answered());
}

TEST_F(ExpressTest, EachStartIsAnotherExecution) {
  const auto machine = world.deploy("M", kWait, "EXPRESS");
  const auto first = world.start(machine, "e", R"({"s":9})");
  const auto second = world.start(machine, "e", R"({"s":9})");
  world.settle();
  EXPECT_NE(first.value().arn, second.value().arn);
  EXPECT_THAT(names(), ElementsAre("e", "e"));
}

TEST_F(ExpressTest, ARepetitionByAnSdkIsAnotherExecutionToo) {
  const auto machine = world.deploy("M", kPass, "EXPRESS");
  const auto first = world.start(machine, {}, "{}", "key");
  const auto second = world.start(machine, {}, "{}", "key");
  world.settle();
  EXPECT_NE(first.value().arn, second.value().arn);
}

// ---- waiting for the end

TEST_F(ExpressTest, ASynchronousStartIsAnsweredByTheEnd) {
  const auto machine = world.deploy("M", kWait, "EXPRESS");
  const auto asked = start_sync(machine, R"({"s":9})");
  world.settle();
  EXPECT_FALSE(asked.is_answered());
  world.advance(seconds(9));
  ASSERT_TRUE(asked.is_answered());
  EXPECT_EQ(asked.value().row.status, ExecutionStatus::Succeeded);
  EXPECT_EQ(*asked.value().row.stopped - asked.value().row.started, seconds(9));
}

TEST_F(ExpressTest, OnlyAnExpressMachineStartsSynchronously) {
  const auto asked = start_sync(world.deploy("M", kPass));
  world.settle();
  EXPECT_EQ(asked.error(), "StateMachineTypeNotSupported");
  EXPECT_EQ(world.executions(), 0u);
}

TEST_F(ExpressTest, ASynchronousStartOfNothingIsRefused) {
  const auto asked = start_sync(state_machine_arn(kPlace, "M"));
  world.settle();
  EXPECT_EQ(asked.error(), "StateMachineDoesNotExist");
}

TEST_F(ExpressTest, IsCutAfterFiveMinutes) {
  const auto machine = world.deploy("M", kWait, "EXPRESS");
  const auto asked = start_sync(machine, R"({"s":900})");
  world.advance(seconds(299));
  EXPECT_FALSE(asked.is_answered());
  world.advance(seconds(1));
  EXPECT_EQ(asked.value().row.status, ExecutionStatus::TimedOut);
}

TEST_F(ExpressTest, ItsOwnTimeOutMayBeShorter) {
  auto definition = kWait;
  definition.insert(1, R"("TimeoutSeconds":7,)");
  const auto asked = start_sync(world.deploy("M", definition, "EXPRESS"), R"({"s":900})");
  world.advance(seconds(7));
  EXPECT_EQ(asked.value().row.status, ExecutionStatus::TimedOut);
}

// ---- tasks

TEST_F(ExpressTest, ATaskBeginsAndEndsWithoutTheDisk) {
  const auto machine = world.deploy("M", kTask, "EXPRESS");
  world.store().hold_commits();
  const auto asked = start_sync(machine);
  world.settle();
  ASSERT_THAT(world.host().started, SizeIs(1));
  world.host().succeed(0, R"({"done":true})");
  world.settle();
  EXPECT_EQ(asked.value().row.status, ExecutionStatus::Succeeded);
}

TEST_F(ExpressTest, ATaskThatMayBeCalledOnceBeginsToo) {
  world.once = true;
  const auto asked = start_sync(world.deploy("M", kTask, "EXPRESS"));
  world.settle();
  world.host().begin(0);
  world.settle();
  EXPECT_THAT(world.host().gone_ahead, ElementsAre(0));
  world.host().succeed(0);
  world.settle();
  EXPECT_EQ(asked.value().row.status, ExecutionStatus::Succeeded);
}

TEST_F(ExpressTest, ATaskIsCutByItsTimer) {
  const auto asked = start_sync(world.deploy("M", kTaskInTime, "EXPRESS"));
  world.advance(seconds(10));
  EXPECT_EQ(asked.value().row.status, ExecutionStatus::Failed);
  EXPECT_THAT(world.host().cancelled, SizeIs(1));
}

// ---- beside stored ones

TEST_F(ExpressTest, AListingHasBothInTheOrderOfTheirStarts) {
  const auto express = world.deploy("X", kPass, "EXPRESS");
  const auto standard = world.deploy("S", kPass);
  start_named(express, "x1");
  start_named(standard, "s1");
  start_named(express, "x2");
  start_named(express, "x3");
  start_named(standard, "s2");
  EXPECT_THAT(names(), ElementsAre("s2", "x3", "x2", "s1", "x1"));
}

TEST_F(ExpressTest, AListingGoesOnFromEither) {
  const auto express = world.deploy("X", kPass, "EXPRESS");
  const auto standard = world.deploy("S", kPass);
  start_named(express, "x1");
  start_named(standard, "s1");
  start_named(express, "x2");
  start_named(standard, "s2");
  std::vector<std::string> all;
  store::ExecutionFilter filter;
  filter.limit = 1;
  for (auto rows = list(filter); !rows.empty(); rows = list(filter)) {
    all.push_back(rows[0].name.substr(0, 2));
    filter.before = rows[0].id;
  }
  EXPECT_THAT(all, ElementsAre("s2", "x2", "s1", "x1"));
}

TEST_F(ExpressTest, AListingOfChildrenHasNoOthers) {
  const auto express = world.deploy("X", kPass, "EXPRESS");
  start_named(express, "x1");
  store::ExecutionFilter filter;
  filter.parent = ExecutionId{1};
  EXPECT_THAT(list(filter), IsEmpty());
}

TEST_F(ExpressTest, ADeletedMachineStaysAsLongAsOneIsKept) {
  const auto machine = world.deploy("M", kPass, "EXPRESS");
  const auto arn = world.started(machine);
  (void)world.runtime().catalogue().remove_machine(machine);
  world.advance(std::chrono::hours(2));
  EXPECT_TRUE(find(arn).has_value());
}

// ---- parents and children

std::string starter_of_c(const std::string& pattern) {
  return fmt::format(R"({{"StartAt":"T","States":{{"T":{{"Type":"Task","End":true,)"
                     R"("Resource":"arn:aws:states:::states:startExecution{}",)"
                     R"("Parameters":{{"StateMachineArn":"{}"}}}}}}}})",
                     pattern, state_machine_arn(kPlace, "C"));
}

TEST_F(ExpressTest, ATaskStartsOneAndGoesOn) {
  (void)world.deploy("C", kPass, "EXPRESS");
  const auto parent = world.started(world.deploy("P", starter_of_c("")));
  EXPECT_EQ(world.status(parent), ExecutionStatus::Succeeded);
  EXPECT_THAT(list(), SizeIs(2));
}

TEST_F(ExpressTest, ATaskCannotWaitForOne) {
  (void)world.deploy("C", kPass, "EXPRESS");
  const auto parent = world.started(world.deploy("P", starter_of_c(".sync")));
  EXPECT_EQ(world.status(parent), ExecutionStatus::Failed);
  EXPECT_THAT(world.record(parent).last.body, testing::HasSubstr("StateMachineTypeNotSupported"));
}

std::string caller_of_c() {
  return fmt::format(R"({{"StartAt":"T","States":{{"T":{{"Type":"Task","End":true,)"
                     R"("Resource":"arn:aws:states:::aws-sdk:sfn:startSyncExecution",)"
                     R"("Parameters":{{"StateMachineArn":"{}","Input.$":"$"}}}}}}}})",
                     state_machine_arn(kPlace, "C"));
}

TEST_F(ExpressTest, ATaskCallsOneAndGetsItsEnd) {
  (void)world.deploy("C", kPass, "EXPRESS");
  const auto parent = world.started(world.deploy("P", caller_of_c()));
  EXPECT_EQ(world.status(parent), ExecutionStatus::Succeeded);
  EXPECT_THAT(world.record(parent).last.body, testing::HasSubstr("BilledMemoryUsedInMB"));
  EXPECT_THAT(list(), SizeIs(2));
}

TEST_F(ExpressTest, ATaskCallsNoOtherThanAnExpressOne) {
  (void)world.deploy("C", kPass);
  const auto parent = world.started(world.deploy("P", caller_of_c()));
  EXPECT_EQ(world.status(parent), ExecutionStatus::Failed);
  EXPECT_THAT(world.record(parent).last.body,
              testing::HasSubstr("Sfn.StateMachineTypeNotSupportedException"));
}

TEST_F(ExpressTest, OneThatIsCalledMayCallAnother) {
  (void)world.deploy("C", kPass, "EXPRESS");
  const auto asked = start_sync(world.deploy("P", caller_of_c(), "EXPRESS"));
  world.settle();
  EXPECT_EQ(asked.value().row.status, ExecutionStatus::Succeeded);
  EXPECT_EQ(world.executions(), 0u);
}

TEST_F(ExpressTest, StartsAStoredExecution) {
  (void)world.deploy("C", kPass);
  const auto asked = start_sync(world.deploy("P", starter_of_c(""), "EXPRESS"));
  world.settle();
  EXPECT_EQ(asked.value().row.status, ExecutionStatus::Succeeded);
  EXPECT_EQ(world.executions(), 1u);
  EXPECT_FALSE(list()[0].parent.has_value());
}

// ---- crashes

TEST_F(ExpressTest, ACrashDropsIt) {
  const auto machine = world.deploy("M", kWait, "EXPRESS");
  const auto arn = world.started(machine, R"({"s":9})");
  world.crash();
  EXPECT_FALSE(find(arn).has_value());
  EXPECT_THAT(list(), IsEmpty());
  world.advance(seconds(300));
  EXPECT_THAT(world.pending(), IsEmpty());
}

TEST_F(ExpressTest, AParentThatCrashedWithItStartsAnother) {
  (void)world.deploy("C", kPass, "EXPRESS");
  const auto machine = world.deploy("P", starter_of_c(""));
  const auto asked = world.start(machine, "p");
  world.store().hold_commits();
  world.settle();
  world.store().commit_next();  // The parent's start. What it makes of the child's is lost.
  world.settle();
  world.crash();
  world.settle();
  EXPECT_EQ(world.status(execution_arn(kPlace, "P", "p")), ExecutionStatus::Succeeded);
  EXPECT_THAT(list(), SizeIs(2));
}

// ---- bounds

struct FewExpressTest : ExpressTest {
  explicit FewExpressTest(CommitMarks marks = {})
      : ExpressTest(
            {.marks = marks,
             .volatiles = {.kept = 2, .running = 3, .bytes = 50'000, .execution_bytes = 20'000}}) {}

  static std::string starter_of_one_second(const std::string& machine) {
    return R"({"StartAt":"T","States":{"T":{"Type":"Task","End":true,)"
           R"("Resource":"arn:aws:states:::aws-sdk:sfn:startExecution",)"
           R"("Parameters":{"StateMachineArn":")" +
           machine + R"(","Input":{"s":1}}}}})";
  }
};

TEST_F(FewExpressTest, TheLastOnesThatEndedStay) {
  const auto machine = world.deploy("M", kPass, "EXPRESS");
  for (const char* name : {"a", "b", "c", "d"}) start_named(machine, name);
  EXPECT_THAT(names(), ElementsAre("d", "c"));
}

TEST_F(FewExpressTest, MoreThanMayRunAreRefused) {
  const auto machine = world.deploy("M", kWait, "EXPRESS");
  for (int i = 0; i < 3; ++i) (void)world.started(machine, R"({"s":9})");
  const auto fourth = world.start(machine, {}, R"({"s":9})");
  world.settle();
  EXPECT_EQ(fourth.error(), "ThrottlingException");
  world.advance(seconds(9));
  EXPECT_THAT(world.started(machine, R"({"s":9})"), StartsWith("arn:"));
}

// Nothing is written while they wait: to look for room again and again would be to do nothing else.
TEST_F(FewExpressTest, TasksThatStartMoreWaitForRoom) {
  const auto machine = world.deploy("M", kWait, "EXPRESS");
  for (int i = 0; i < 3; ++i) (void)world.started(machine, R"({"s":9})");
  const auto parent = world.started(world.deploy("P", starter_of_one_second(machine)));
  world.advance(seconds(8));
  EXPECT_EQ(world.status(parent), ExecutionStatus::Running);
  world.advance(seconds(1));
  EXPECT_EQ(world.status(parent), ExecutionStatus::Succeeded);
}

struct NarrowExpressTest : FewExpressTest {
  NarrowExpressTest() : FewExpressTest({.soft = 1}) {}
};

// The next look was to be in a while; but now there is a commit to wait for.
TEST_F(NarrowExpressTest, RoomThatComesWhileMuchIsWrittenIsTakenWhenThatIs) {
  const auto machine = world.deploy("M", kWait, "EXPRESS");
  for (int i = 0; i < 3; ++i) (void)world.started(machine, R"({"s":9})");
  world.advance(milliseconds(300));
  const auto parent = world.started(world.deploy("P", starter_of_one_second(machine)));
  const auto another = world.deploy("A", kPass);
  world.advance(milliseconds(8'500));
  world.store().hold_commits();
  (void)world.start(another);
  world.advance(milliseconds(300));
  EXPECT_EQ(world.status(parent), ExecutionStatus::Running);
  world.store().release_commits();
  world.settle();
  EXPECT_EQ(world.status(parent), ExecutionStatus::Succeeded);
}

TEST_F(FewExpressTest, ThoseThatEndedMakeRoomForNewOnes) {
  const auto machine = world.deploy("M", kWait, "EXPRESS");
  const auto large = fmt::format(R"({{"s":1,"x":"{}"}})", std::string(60'000, 'x'));
  (void)world.started(machine, large);
  const auto refused = world.start(machine, {}, R"({"s":1})");
  world.settle();
  EXPECT_EQ(refused.error(), "ThrottlingException");
  world.advance(seconds(1));
  EXPECT_THAT(world.started(machine, R"({"s":1})"), StartsWith("arn:"));
}

// A loop that never rests takes its steps in many commands: the event limit is for stored ones.
TEST_F(FewExpressTest, ALongHistoryLosesItsMiddle) {
  const auto machine = world.deploy("M", kPacedLoop, "EXPRESS");
  const auto arn = world.started(machine);
  world.advance(seconds(250));
  const auto record = find(arn).value();
  EXPECT_EQ(record.row.status, ExecutionStatus::Running);
  EXPECT_EQ(record.first.first_seq, EventSeq{1});
  std::vector<store::JournalRow> rows;
  world.runtime().store().journal({record.row.id, EventSeq{1}, 10'000},
                                  [&](std::vector<store::JournalRow> read) { rows = read; });
  world.settle();
  EXPECT_LT(store::body_bytes(rows), 20'000u);
  EXPECT_GT(raw(rows[1].first_seq), 2 * rows[0].events);
  EXPECT_EQ(raw(rows.back().first_seq) + rows.back().events - 1, raw(record.last_seq));
}

struct NoneKeptTest : ExpressTest {
  NoneKeptTest() : ExpressTest({.volatiles = {.kept = 0}}) {}
};

TEST_F(NoneKeptTest, TheAnswerComesAllTheSame) {
  const auto asked = start_sync(world.deploy("M", kPass, "EXPRESS"));
  world.settle();
  EXPECT_EQ(asked.value().row.status, ExecutionStatus::Succeeded);
  EXPECT_THAT(list(), IsEmpty());
}

}  // namespace
}  // namespace sfn::runtime
