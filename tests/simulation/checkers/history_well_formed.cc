// Every history reads well: sequences and numbers without a gap, each event after the one it
// follows from, what is entered is left once, tasks and iterations open and close in order, and
// nothing follows the end.
#include <fmt/format.h>

#include "base/overloaded.h"
#include "history/public_history.h"
#include "simulation/checkers/checkers.h"

namespace sfn::simulation {
namespace {

using namespace history;  // NOLINT: events by their names

// What becomes of children that have outlived it.
bool may_follow_the_end(const Event& event) {
  return std::holds_alternative<ChildStopped>(event) ||
         std::holds_alternative<MapChildEnded>(event) ||
         std::holds_alternative<ChildrenCounted>(event);
}

bool is_end(const Event& event) {
  return std::holds_alternative<ExecutionSucceeded>(event) ||
         std::holds_alternative<ExecutionFailed>(event) ||
         std::holds_alternative<ExecutionTimedOut>(event) ||
         std::holds_alternative<ExecutionAborted>(event);
}

/// One execution's history as far as it was read.
class Reader {
 public:
  using Tell = std::function<void(std::string)>;

  void read(const SeenRow& seen, const Tell& tell) {
    tell_ = &tell;
    expect(seen.row.first_seq == next_seq_, "the row does not go on where the last one ended");
    expect(seen.row.events == static_cast<std::int64_t>(seen.events.size()) && seen.row.events > 0,
           "the row miscounts its events");
    expect(seen.row.first_public == next(last_), "the row misnumbers its first public event");
    const auto before = last_;
    for (const auto& event : seen.events) read(event, seen.row.time);
    expect(raw(last_) - raw(before) == seen.row.publics, "the row miscounts its public events");
  }

 private:
  void read(const Event& event, Timestamp time) {
    const bool of_end = is_end(event);
    expect(!ended_ || may_follow_the_end(event), "an event after the end");
    expect(next_seq_ > EventSeq{1} || std::holds_alternative<ExecutionStarted>(event),
           "does not begin with its start");
    next_seq_ = next(next_seq_);
    ended_ = ended_ || of_end;
    read_link(link_of(event));
    expect(to_public(event, time, true).has_value() == (link_of(event) != nullptr),
           "an event is shown that has no number, or the other way round");
    std::visit(overloaded{
                   [this](const StateEntered& e) { enter(e); },
                   [this](const StateExited& e) { exit(e); },
                   [this](const TaskScheduled& e) {
                     task(e.visit, 0, 1, "scheduled");
                     offered_.erase(e.visit);
                     if (e.offered) offered_.insert(e.visit);
                   },
                   [this](const TaskStarted& e) { task(e.visit, 1, 2, "started"); },
                   [this](const TaskSubmitted& e) { task(e.visit, 2, 3, "submitted"); },
                   [this](const TaskSubmitFailed& e) { task(e.visit, 2, 0, "not submitted"); },
                   [this](const TaskSucceeded& e) { task_ended(e.visit, "succeeded"); },
                   [this](const TaskFailed& e) { task_ended(e.visit, "failed"); },
                   [this](const TaskTimedOut& e) { task_timed_out(e.visit); },
                   [this](const MapIterationStarted& e) {
                     expect(iterations_.insert({e.visit, e.index}).second, "iteration begun twice");
                   },
                   [this](const MapIterationEnded& e) {
                     expect(iterations_.erase({e.visit, e.index}) == 1, "iteration ended twice");
                   },
                   [](const auto&) {},
               },
               event);
  }

  void read_link(const Link* link) {
    if (link == nullptr) return;
    expect(link->id == next(last_), "numbers have a gap");
    expect(link->previous < link->id, "an event follows from a later one");
    last_ = link->id;
  }

  void enter(const StateEntered& e) {
    expect(e.visit == next(last_visit_), "visits are not numbered in order");
    last_visit_ = e.visit;
    visits_.emplace(e.visit, e.name);
  }
  void exit(const StateExited& e) {
    const auto found = visits_.find(e.visit);
    expect(found != visits_.end() && found->second == e.name,
           "a state is left that is not entered");
    visits_.erase(e.visit);
    expect(tasks_[e.visit] == 0, "a state is left while its task runs");
    for (const auto& [visit, index] : iterations_) {
      expect(visit != e.visit, "a Map is left while an iteration runs");
    }
  }
  // Each attempt is scheduled (1), started (2), perhaps submitted (3) and over (0).
  void task(VisitId visit, int from, int to, std::string_view what) {
    expect(visits_.contains(visit) && tasks_[visit] == from,
           fmt::format("task out of order: {}", what));
    tasks_[visit] = to;
  }

  void task_ended(VisitId visit, std::string_view what) {
    task(visit, tasks_[visit] == 3 ? 3 : 2, 0, what);
  }

  // What was offered may have had no time to begin.
  void task_timed_out(VisitId visit) {
    if (tasks_[visit] == 1 && offered_.contains(visit)) return task(visit, 1, 0, "timed out");
    task_ended(visit, "timed out");
  }

  void expect(bool holds, std::string_view what) {
    if (!holds) (*tell_)(fmt::format("{}, at event {}", what, raw(last_)));
  }

  const Tell* tell_ = nullptr;
  EventSeq next_seq_{1};
  EventId last_{0};
  VisitId last_visit_{0};
  bool ended_ = false;
  std::map<VisitId, std::string> visits_;
  std::map<VisitId, int> tasks_;
  std::set<VisitId> offered_;  ///< Those whose last attempt was.
  std::set<std::pair<VisitId, std::int64_t>> iterations_;
};

class HistoryWellFormed : public Checker {
 public:
  explicit HistoryWellFormed(Post post) : post_(post) {}
  std::string_view name() const override { return "history_well_formed"; }

  void committed(const SeenCommit& commit) override {
    for (const auto& row : commit.rows) {
      const auto id = row.row.execution;
      readers_[id].read(row, [this, id](const std::string& what) {
        post_.broken(name(), fmt::format("history of execution {}: {}", raw(id), what));
      });
    }
  }

 private:
  Post post_;
  std::map<ExecutionId, Reader> readers_;
};

}  // namespace

CheckerPtr history_well_formed(Post post) { return std::make_unique<HistoryWellFormed>(post); }

}  // namespace sfn::simulation
