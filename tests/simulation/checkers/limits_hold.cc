// What is bounded stays within its bound: histories, documents, texts of failures, iterations that
// run at once, events of one command, the time that a token is waited for; and the writer has one
// batch at a time, numbered in order.
#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "base/overloaded.h"
#include "base/text.h"
#include "simulation/checkers/checkers.h"

namespace sfn::simulation {
namespace {

class LimitsHold : public Checker {
 public:
  explicit LimitsHold(Post post) : post_(post) {}
  std::string_view name() const override { return "limits_hold"; }

  void committed(const SeenCommit& commit) override {
    expect(commit.batch.id == next(last_commit_), "commits are not numbered in order");
    last_commit_ = commit.batch.id;
    for (const auto& row : commit.rows) {
      check_length(row);
      for (const auto& event : row.events) check(row.row.execution, event);
    }
  }

 private:
  using MapKey = std::pair<ExecutionId, VisitId>;
  struct Timed {
    bool timeout = false;
    bool heartbeat = false;
    bool operator==(const Timed&) const = default;
  };
  using Bounds = engine::Bounds;

  void check_length(const SeenRow& seen) {
    const auto last = raw(seen.row.first_public) + seen.row.publics - 1;
    expect(last <= bounds().history_events || lets_pass(), "a history is longer than it may be");
    // A step is one state's; the most that one makes are the ends of all that it cuts.
    constexpr std::int64_t kEventsOfAStep = 1'000;
    const auto steps = std::int64_t{bounds().steps_per_command} + 2;
    expect(seen.row.events <= steps * kEventsOfAStep, "a command made too many events");
  }

  void check(ExecutionId id, const history::Event& event) {
    std::visit(overloaded{
                   [&](const history::ExecutionStarted& e) { allow(id, e); },
                   [&](const history::StateExited& e) { check(id, e.output); },
                   [&](const history::TaskScheduled& e) {
                     check(id, e.parameters);
                     timed_.insert_or_assign({id, e.visit}, Timed{e.timeout_seconds.has_value(),
                                                                  e.heartbeat_seconds.has_value()});
                   },
                   [&](const history::TaskSubmitted& e) { check_clocks(id, e); },
                   [&](const history::TaskSucceeded& e) { check(id, e.output); },
                   [&](const history::TaskFailed& e) { check(e.failure); },
                   [&](const history::ExecutionFailed& e) { check(e.failure); },
                   [&](const history::MapStarted& e) {
                     concurrency_[{id, e.visit}] = e.concurrency;
                     running_.erase({id, e.visit});
                   },
                   [&](const history::MapIterationStarted& e) {
                     begin({id, e.visit}, e);
                   },
                   [&](const history::MapIterationEnded& e) {
                     running_[{id, e.visit}].erase(e.index);
                   },
                   [](const auto&) {},
               },
               event);
  }

  void begin(const MapKey& map, const history::MapIterationStarted& e) {
    check(map.first, e.input);
    auto& running = running_[map];
    running.insert(e.index);
    expect(static_cast<std::int64_t>(running.size()) <= concurrency_[map],
           "more iterations run at once than may");
  }

  // The limit of what a map run makes of its items is the service's and none of these bounds: such
  // an input may be passed on.
  void allow(ExecutionId id, const history::ExecutionStarted& started) {
    if (!started.parent || started.parent->work.kind != history::WorkKind::Children) return;
    allowed_[id] = started.input.text().size();
  }

  void check(ExecutionId id, const Payload& payload) {
    const auto bound = lets_pass() ? limits::kLoosePayloadBytesMax : bounds().payload_bytes;
    const auto allowed = allowed_.find(id);
    const auto most = allowed == allowed_.end() ? bound : std::max(bound, allowed->second);
    expect(payload.text().size() <= most, "a document is larger than it may be");
  }

  // A child that is waited for has had its deadline since the start.
  void check_clocks(ExecutionId id, const history::TaskSubmitted& e) {
    if (!e.child.empty()) return;
    const Timed waits{e.deadline.has_value(), e.heartbeat_due.has_value()};
    expect(waits == timed_[{id, e.visit}], "a token is waited for longer than the state allows");
  }

  void check(const history::Failure& failure) {
    expect(utf8_length(failure.error.value_or("")) <= limits::kErrorCharactersMax,
           "an error is longer than it may be");
    expect(utf8_length(failure.cause.value_or("")) <= limits::kCauseCharactersMax,
           "a cause is longer than it may be");
  }

  void expect(bool holds, std::string_view what) {
    if (!holds) post_.broken(name(), std::string(what));
  }
  const Bounds& bounds() const { return post_.view().bounds; }
  bool lets_pass() const { return bounds().policy != limits::Policy::Strict; }

  Post post_;
  CommitId last_commit_{0};
  std::map<ExecutionId, std::size_t> allowed_;  ///< Bytes of the inputs of map runs' children.
  std::map<MapKey, std::int64_t> concurrency_;
  std::map<MapKey, std::set<std::int64_t>> running_;
  std::map<MapKey, Timed> timed_;  ///< What the newest attempt of a visit was scheduled with.
};

}  // namespace

CheckerPtr limits_hold(Post post) { return std::make_unique<LimitsHold>(post); }

}  // namespace sfn::simulation
