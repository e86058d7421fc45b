// The view `history` shows in SQL what the codec reads: both fill in what a row leaves out.
#include <gtest/gtest.h>

#include "history/codec.h"
#include "history/public_history.h"
#include "store/sqlite/sqlite_event_store.h"
#include "support/temporary_directory.h"

namespace sfn {
namespace {

using namespace history;

const Timestamp kNow = from_epoch_ms(1'767'225'600'123);

struct Shown {
  std::string id, previous, type, visit, state, input, output;
  friend bool operator==(const Shown&, const Shown&) = default;
  friend void PrintTo(const Shown& shown, std::ostream* out) {
    *out << shown.id << "<-" << shown.previous << " " << shown.type << " visit " << shown.visit
         << " '" << shown.state << "' " << shown.input << " -> " << shown.output;
  }
};

// What the view should say of an event, member by member.
Shown expected(const Event& event) {
  Shown shown;
  if (const Link* link = link_of(event)) {
    shown.id = std::to_string(raw(link->id));
    shown.previous = std::to_string(raw(link->previous));
  }
  std::visit(
      [&shown](const auto& e) {
        using E = std::decay_t<decltype(e)>;
        if constexpr (requires { e.visit; }) shown.visit = std::to_string(raw(e.visit));
        if constexpr (requires { e.name; }) shown.state = e.name;
        if constexpr (std::is_same_v<E, ExecutionStarted>) shown.state.clear();
        if constexpr (requires { e.input; }) shown.input = e.input.text();
        if constexpr (requires { e.parameters; }) shown.input = e.parameters.text();
        if constexpr (requires { e.items.text(); }) shown.input = e.items.text();
        if constexpr (requires { e.output; }) shown.output = e.output.text();
      },
      event);
  return shown;
}

class HistoryView : public testing::Test {
 protected:
  void write(const std::vector<Events>& rows) {
    store::Batch batch;
    batch.started = {{ExecutionId{1}, store::MachineId{1}, store::DefinitionId{1}, "e", "r",
                      store::ExecutionStatus::Running, kNow, std::nullopt}};
    std::int64_t seq = 1;
    for (const auto& events : rows) {
      const auto count = static_cast<std::int64_t>(events.size());
      batch.journal.push_back(
          {ExecutionId{1}, EventSeq{seq}, count, EventId{1}, 0, kNow, encode(events)});
      seq += count;
    }
    store::SqliteEventStore store({path_, store::Durability::Relaxed, [](const auto&) {},
                                   [](const std::string& message) { ADD_FAILURE() << message; }});
    store.append(std::move(batch), [] {});
  }
  std::vector<Shown> shown() {
    const auto database = store::Database::open_for_reading(path_);
    return database
        .prepare(
            "SELECT id, previous, type, visit, state, input, output FROM history"
            " WHERE execution = 1")
        .all([](const store::Statement& row) {
          return Shown{row.text(0), row.text(1), row.text(2), row.text(3),
                       row.text(4), row.text(5), row.text(6)};
        });
  }

  support::TemporaryDirectory directory_;
  std::string path_ = directory_.file("sfn.db");
};

Payload document(const std::string& text) { return Payload::trusted(text); }
Link link(std::int64_t id, std::int64_t previous) { return {EventId{id}, EventId{previous}}; }

// Two branches and a map whose visits and documents go up and down within a row, with internal
// events in between.
TEST_F(HistoryView, ShowsWhatTheCodecReads) {
  const auto a = document("{\"a\":1}");
  const auto b = document("[1,2]");
  const auto c = document("\"c\"");
  const VisitId v1{1}, v2{2}, v3{3}, v4{4};
  const std::string function = "arn:aws:lambda:us-east-1:123456789012:function:f";
  const auto kind = TaskKind::LambdaFunction;
  ExecutionStarted started{};
  started.link = link(1, 0);
  started.time = kNow;
  started.name = "e";
  started.machine_arn = "arn:aws:states:us-east-1:123456789012:stateMachine:M";
  started.input = a;
  started.start_at = "P";
  const std::vector<Events> rows{
      {started, StateEntered{link(2, 0), kNow, v1, ScopeId{0}, "P", StateType::Parallel, a},
       ParallelStarted{link(3, 2), v1, b, {{ScopeId{1}, "T"}, {ScopeId{2}, "W"}}},
       StateEntered{link(4, 3), kNow, v2, ScopeId{1}, "T", StateType::Task, b},
       TaskScheduled{link(5, 4), v2, kind, function, "us-east-1", a, {}, {}, {}, "r", ""},
       TaskStarted{link(6, 5), v2, kind, function, {}, {}, ""},
       StateEntered{link(7, 3), kNow, v3, ScopeId{2}, "W", StateType::Wait, b},
       WaitStarted{v3, kNow}},
      {TaskSubmitted{link(7, 6), v2, "arn:aws:states:::s:a.sync", c, {}, {}, "x"},
       ChildStopped{v3, 1}},
      {TaskFailed{link(8, 6), v2, kind, function, {"E", "why"}}, RetryScheduled{v2, 0, 1, kNow}},
      {WaitStarted{v3, kNow}, StateExited{link(9, 7), v3, "W", StateType::Wait, c, {}, "M"},
       StateEntered{link(10, 9), kNow, v4, ScopeId{2}, "M", StateType::Map, c},
       MapStarted{link(11, 10), v4, b, 2, 1},
       MapIterationStarted{link(12, 11), v4, "M", 0, ScopeId{3}, "S", a},
       TaskSucceeded{link(13, 8), v2, kind, function, c},
       StateExited{link(14, 13), v2, "T", StateType::Task, c, {}, std::nullopt},
       ScopeFailed{ScopeId{3}, EventId{12}, {}}, StateAborted{link(15, 12), v4, StateType::Map},
       ExecutionFailed{link(16, 15), {"E", {}}}},
  };
  write(rows);

  const auto lines = shown();
  std::size_t place = 0;
  for (const auto& events : rows) {
    for (const auto& event : events) {
      ASSERT_LT(place, lines.size());
      auto wanted = expected(event);
      wanted.type = public_type(event).empty() ? lines[place].type : public_type(event);
      EXPECT_EQ(lines[place], wanted) << "at place " << place;
      ++place;
    }
  }
  EXPECT_EQ(place, lines.size());
}

TEST_F(HistoryView, ShowsWhatACallThatWaitsForItsTokenWasAnswered) {
  const std::string resource = "arn:aws:states:::lambda:invoke.waitForTaskToken";
  write({{TaskSubmitted{link(1, 0), VisitId{1}, resource, document("[1]"), kNow, {}},
          TaskSucceeded{link(2, 1), VisitId{1}, TaskKind::Integration, resource, document("2")}}});
  const auto lines = shown();
  ASSERT_EQ(lines.size(), 2U);
  EXPECT_EQ(lines[0], (Shown{"1", "0", "TaskSubmitted", "1", "", "", "[1]"}));
  EXPECT_EQ(lines[1], (Shown{"2", "1", "TaskSucceeded", "1", "", "", "2"}));
}

// Of a map run's own events none has a number, save the first and the last.
TEST_F(HistoryView, ShowsMapRuns) {
  MapChildEnded ended{};
  ended.visit = VisitId{1};
  write({{MapRunStarted{link(1, 0), VisitId{1}, "arn:run"},
          MapRunSucceeded{link(2, 1), VisitId{1}, document("[7]")}, ItemsWanted{VisitId{1}, 1, 32},
          ChildrenStarted{VisitId{1}, 0, 1, {}, "{}", true}, ended, ResultsWanted{VisitId{1}},
          ChildrenCounted{}}});
  const auto lines = shown();
  ASSERT_EQ(lines.size(), 7U);
  EXPECT_EQ(lines[0], (Shown{"1", "0", "MapRunStarted", "1", "", "", ""}));
  EXPECT_EQ(lines[1], (Shown{"2", "1", "MapRunSucceeded", "1", "", "", "[7]"}));
  EXPECT_EQ(lines[3], (Shown{"", "", "ChildrenStarted", "1", "", "", ""}));
}

}  // namespace
}  // namespace sfn
