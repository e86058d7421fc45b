#include "engine/snapshot.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "base/digest.h"
#include "engine/decide.h"

namespace sfn::engine {
namespace {

using history::TaskWork;
using history::TimerWork;
using history::Work;
using history::WorkId;
using history::WorkKind;

constexpr Timestamp kThen = from_epoch_ms(1'767'225'600'123);
const Failure kFailure{"States.TaskFailed", std::string("\0\xff\n.", 4)};

Payload document(const std::string& text) { return Payload::trusted(text); }

Scope scope(std::int64_t id, decltype(Scope::progress) progress) {
  return {.id = ScopeId{id},
          .parent = VisitId{id + 100},
          .index = id - 1,
          .last = EventId{id * 7},
          .variables = {{"v", document("[1 ]")}, {"", document("{}")}},
          .progress = std::move(progress)};
}

Visit visit(std::int64_t id, Phase phase) {
  return {.id = VisitId{id},
          .scope = ScopeId{id + 1},
          .state = fmt::format("State {}", id),
          .type = StateType::Map,
          .input = document("{\"a\": \"\\u00e9\"}"),
          .entered = kThen,
          .entered_id = EventId{5},
          .entered_previous = EventId{4},
          .last = EventId{6},
          .attempt = 3,
          .attempts_by_retrier = {{0, 1}, {-1, INT64_MIN}, {7, INT64_MAX}},
          .phase = std::move(phase)};
}

MapRun map_run() {
  return {.configured = {.visit = VisitId{9},
                         .state = "Map",
                         .parent_definition = 12,
                         .parent_arn = "arn:parent",
                         .parent_name = "parent",
                         .parent_machine = "arn:machine",
                         .parent_input = document("[1 ]"),
                         .parent_started = kThen,
                         .entered = kThen,
                         .attempt = 2,
                         .input = document("{}"),
                         .variables = {{"v", document("[1 ]")}},
                         .items = document("[4]"),
                         .reader = document("{\"r\":1}"),
                         .batcher = document("{\"b\":1}"),
                         .writer = document("{\"w\":1}"),
                         .length = 1,
                         .concurrency = 10,
                         .tolerated_count = 3,
                         .tolerated_millionths = 1'100'000,
                         .child_machine = "arn:child",
                         .express = true},
          .concurrency = 11,
          .tolerated_count = 4,
          .tolerated_millionths = 5,
          .cursor = "{\"items\":3}",
          .page = 6,
          .reading = true,
          .exhausted = true,
          .started = 7,
          .items_started = 70,
          .running = {{3, 10}, {6, 9}},
          .executions = {1, 2, 3, 4},
          .items = {10, 20, 30, 40},
          .collecting = true};
}

// Every phase, every progress, every kind of work; nothing at its default.
Execution full_execution() {
  Execution execution{
      .arn = "arn:execution",
      .name = "order-1",
      .machine_arn = "arn:machine",
      .machine_name = "orders",
      .role_arn = "arn:role",
      .input = document("{\"a\": \"\\u00e9\"}"),
      .trace_header = "Root=1",
      .parent = history::ParentLink{ExecutionId{77}, {VisitId{4}, 1, WorkKind::Child}},
      .started = kThen,
      .status = Status::Running,
      .last_event = EventId{127},
      .events = 128,
      .last_visit = VisitId{300},
      .last_scope = ScopeId{65'000},
      .turns_put_off = 2,
      .variable_bytes = 3,
      .map_run = map_run(),
      .scopes = {},
      .visits = {},
      .ready = {ScopeId{2}, VisitId{1}},
      .outstanding = {}};
  std::int64_t id = 0;
  for (auto progress : std::vector<decltype(Scope::progress)>{
           Scope::Entering{{"Next", document("[]")}}, Scope::Visiting{VisitId{9}},
           Scope::Ended{document("null")}, Scope::Failed{kFailure}, Scope::Cut{}}) {
    ++id;
    execution.scopes.emplace(ScopeId{id}, scope(id, std::move(progress)));
  }
  execution.scopes[ScopeId{0}] = {};
  id = 0;
  for (auto phase :
       std::vector<Phase>{Entered{}, Sleeping{kThen},
                          Calling{TaskKind::Activity, "arn:f", "request", true, 600, 60},
                          Branching{{ScopeId{1}, ScopeId{2}}, 1},
                          Mapping{.items = document("[1,2,3]"),
                          .length = 3,
                          .concurrency = 2,
                          .started = 2,
                          .succeeded = 1,
                          .ended = {ScopeId{4}, ScopeId{3}},
                          .next_follows = EventId{44},
                          .scopes = {ScopeId{3}, ScopeId{4}}},
                          Distributing{"arn:run"}, Resulted{document("7")}, Errored{kFailure, true},
                          Errored{{}, false}, Unsuccessful{}}) {
    ++id;
    execution.visits.emplace(VisitId{id}, visit(id, std::move(phase)));
  }
  execution.outstanding.owe({WorkId{VisitId{0}, 0, WorkKind::ExecutionDeadline}, TimerWork{kThen}});
  execution.outstanding.owe({WorkId{VisitId{3}, 1, WorkKind::Task},
                             TaskWork{"arn:f", document("[1 ]"), "request", "State 3", "token",
                                      true, history::ChildTask::Await}});
  execution.outstanding.owe(
      {WorkId{VisitId{3}, 1, WorkKind::Heartbeat}, history::HeartbeatWork{kThen, 60}});
  execution.outstanding.owe(
      {WorkId{VisitId{4}, 0, WorkKind::Child}, history::ChildWork{"arn:child", "arn:f"}});
  execution.outstanding.owe(
      {WorkId{VisitId{5}, 0, WorkKind::StopChild}, history::StopChildWork{"arn:child"}});
  execution.outstanding.owe({WorkId{VisitId{0}, 2, WorkKind::Continue}, history::ContinueWork{}});
  execution.outstanding.owe(
      {WorkId{kMapRunVisit, 6, WorkKind::ReadItems}, history::ReadItemsWork{"{}", 9}});
  execution.outstanding.owe({WorkId{kMapRunVisit, 0, WorkKind::Children}, history::ChildrenWork{}});
  execution.outstanding.owe(
      {WorkId{kMapRunVisit, 0, WorkKind::StopChildren}, history::StopChildrenWork{}});
  execution.outstanding.owe(
      {WorkId{kMapRunVisit, 0, WorkKind::CollectResults}, history::CollectResultsWork{}});
  return execution;
}

std::string title() { return fmt::format("sfn snapshot {}\n", kSnapshotVersion); }

// With a digest that is right whatever the value.
std::string sealed(const std::string& value) { return title() + sha256_hex(value) + value; }

std::string value_of(const std::string& snapshot) { return snapshot.substr(title().size() + 64); }

TEST(Snapshot, IsReadAsItWasWritten) {
  const auto full = full_execution();
  EXPECT_TRUE(decode_snapshot(encode_snapshot(full)) == full);
  EXPECT_TRUE(decode_snapshot(encode_snapshot(Execution())) == Execution());
}

TEST(Snapshot, KeepsThePayloadsToTheLetter) {
  const auto read = decode_snapshot(encode_snapshot(full_execution())).value();
  EXPECT_EQ(read.scope(ScopeId{1}).variables.at("v").text(), "[1 ]");
  EXPECT_EQ(std::get<Errored>(read.visit(VisitId{8}).phase).failure.cause, kFailure.cause);
}

TEST(Snapshot, OwesWhatWasOwedAndNothingOfItAnew) {
  auto read = decode_snapshot(encode_snapshot(full_execution())).value();
  EXPECT_EQ(read.outstanding.size(), 10u);
  EXPECT_EQ(read.outstanding.take_change(), WorkChange());
}

// What is kept on disk is read by later builds. If this fails, raise kSnapshotVersion, then the
// digest.
TEST(Snapshot, OfOneVersionHasOneForm) {
  EXPECT_EQ(sha256_hex(encode_snapshot(full_execution())),
            "b864688c0c900e121b0f41b05f5c291f18c73a4a8fc5378e80bfb954734e7269");
  EXPECT_EQ(kSnapshotVersion, 3);
}

// ---- sharing

TEST(Snapshot, HoldsEachDocumentOnce) {
  const auto shared = document('"' + std::string(100'000, 'x') + '"');
  Execution execution = full_execution();
  for (std::int64_t id = 0; id < 10'000; ++id) {
    auto one = scope(id, Scope::Ended{shared});
    one.variables = {{"same text", document('"' + std::string(1'000, 'y') + '"')}};
    execution.scopes.insert_or_assign(ScopeId{id}, std::move(one));
  }
  const auto bytes = encode_snapshot(execution);
  EXPECT_LT(bytes.size(), 500'000u);
  const auto read = decode_snapshot(bytes).value();
  EXPECT_TRUE(read == execution);
  const auto output = [&read](std::int64_t id) {
    return std::get<Scope::Ended>(read.scope(ScopeId{id}).progress).output;
  };
  EXPECT_TRUE(output(1).shares(output(9'999)));
}

// ---- what cannot be read

TEST(Snapshot, OfAnotherVersionIsNone) {
  auto bytes = encode_snapshot(full_execution());
  const auto other = fmt::format("sfn snapshot {}\n", kSnapshotVersion + 1);
  EXPECT_FALSE(decode_snapshot(other + bytes.substr(title().size())));
  EXPECT_FALSE(decode_snapshot(""));
  EXPECT_FALSE(decode_snapshot("{\"v\":1}"));
}

TEST(Snapshot, CutOffAnywhereIsNone) {
  const auto bytes = encode_snapshot(full_execution());
  for (std::size_t size = 0; size < bytes.size(); ++size) {
    EXPECT_FALSE(decode_snapshot(std::string_view(bytes).substr(0, size))) << size;
  }
  EXPECT_FALSE(decode_snapshot(bytes + '\0'));
}

TEST(Snapshot, DamagedAnywhereIsNone) {
  const auto bytes = encode_snapshot(full_execution());
  for (std::size_t at = 0; at < bytes.size(); ++at) {
    auto damaged = bytes;
    damaged[at] = static_cast<char>(damaged[at] ^ 0x10);
    EXPECT_FALSE(decode_snapshot(damaged)) << at;
  }
}

// Behind a digest that is right nothing else should ever stand; reading it does no harm if so.
TEST(Snapshot, OfAnyBytesIsReadOrNot) {
  const auto value = value_of(encode_snapshot(full_execution()));
  ASSERT_TRUE(decode_snapshot(sealed(value)));
  for (std::size_t at = 0; at < value.size(); ++at) {
    (void)decode_snapshot(sealed(value.substr(0, at)));
    for (const int byte : {0x00, 0x01, 0x7f, 0x80, 0xff, value[at] ^ 2, value[at] ^ 0x40}) {
      auto damaged = value;
      damaged[at] = static_cast<char>(byte);
      (void)decode_snapshot(sealed(damaged));
    }
  }
  EXPECT_FALSE(decode_snapshot(sealed(value.substr(1))));
  EXPECT_FALSE(decode_snapshot(sealed(value + '\0')));
  EXPECT_FALSE(decode_snapshot(sealed(std::string(20, '\xff'))));
}

}  // namespace
}  // namespace sfn::engine
