// However often an attempt is reported, its end is recorded once; and what is recorded is what was
// reported of that attempt, by its host or by whoever had its token, or that it was lost with the
// daemon that had begun it.
#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "base/overloaded.h"
#include "simulation/checkers/checkers.h"

namespace sfn::simulation {
namespace {

class AtMostOneRecordedCompletion : public Checker {
 public:
  explicit AtMostOneRecordedCompletion(Post post) : post_(post) {}
  std::string_view name() const override { return "at_most_one_recorded_completion"; }

  void task_reported(const AttemptKey& key, const history::TaskOutcome& outcome) override {
    reported_[{key.execution, history::task_of(key.work)}].push_back(outcome);
  }
  void crashed() override { lost_.merge(begun_); }

  void committed(const SeenCommit& commit) override {
    for (const auto& row : commit.rows) {
      for (const auto& event : row.events) read(row.row.execution, event);
    }
  }

 private:
  using VisitKey = std::pair<ExecutionId, VisitId>;

  void read(ExecutionId id, const history::Event& event) {
    std::visit(overloaded{
                   [&](const history::RetryScheduled& e) {
                     attempts_[{id, e.visit}] = e.attempt;
                   },
                   [&](const history::TaskScheduled& e) {
                     if (e.offered) offered_.insert(attempt(id, e.visit));
                     if (e.child != history::ChildTask::None)
                       children_.insert(attempt(id, e.visit));
                   },
                   [&](const history::TaskStarted& e) {
                     const auto key = attempt(id, e.visit);
                     const bool activity = e.kind == history::TaskKind::Activity;
                     if (offered_.contains(key) && !activity) begun_.insert(key);
                   },
                   [&](const history::TaskSucceeded& e) { succeeded(id, e); },
                   [&](const history::TaskFailed& e) { failed(id, e.visit, e.failure); },
                   [&](const history::TaskSubmitFailed& e) { failed(id, e.visit, e.failure); },
                   [&](const history::TaskSubmitted& e) {
                     begun_.erase(attempt(id, e.visit));  // What waits for its token is not lost.
                   },
                   [&](const history::TaskTimedOut& e) { over(attempt(id, e.visit)); },
                   [](const auto&) {},
               },
               event);
  }

  void succeeded(ExecutionId id, const history::TaskSucceeded& event) {
    const auto key = attempt(id, event.visit);
    over(key);
    expect_reported(key, [&](const history::TaskOutcome& outcome) {
      const auto* success = std::get_if<history::TaskSuccess>(&outcome);
      return success != nullptr && success->output.text() == event.output.text();
    });
  }
  // A success that is too large is recorded as a failure of our own.
  void failed(ExecutionId id, VisitId visit, const history::Failure& recorded) {
    const auto key = attempt(id, visit);
    over(key);
    if (recorded.error == "Lambda.Unknown" && lost_.contains(key)) return;
    expect_reported(key, [&](const history::TaskOutcome& outcome) {
      const auto* failure = std::get_if<history::TaskFailure>(&outcome);
      if (failure == nullptr) return recorded.error.has_value();
      return failure->error.has_value() == recorded.error.has_value() &&
             (!failure->error || failure->error->starts_with(*recorded.error));
    });
  }

  AttemptKey attempt(ExecutionId id, VisitId visit) {
    return {id, {visit, attempts_[{id, visit}], history::WorkKind::Task}};
  }

  void over(const AttemptKey& key) {
    if (!over_.insert(key).second) broken("has ended twice", key);
  }

  template <typename Matches>
  void expect_reported(const AttemptKey& key, const Matches& matches) {
    if (children_.contains(key)) return;  // No host: see no_orphan_children.
    const auto& outcomes = reported_[key];
    if (std::none_of(outcomes.begin(), outcomes.end(), matches)) {
      broken("has an end that nobody reported", key);
    }
  }

  void broken(std::string_view how, const AttemptKey& key) {
    post_.broken(name(), fmt::format("task {} of execution {} {}", to_key(key.work),
                                     raw(key.execution), how));
  }

  Post post_;
  std::map<VisitKey, std::int64_t> attempts_;
  std::map<AttemptKey, std::vector<history::TaskOutcome>> reported_;
  std::set<AttemptKey> over_;
  std::set<AttemptKey> offered_;
  std::set<AttemptKey> children_;  ///< Those that start an execution.
  std::set<AttemptKey> begun_;     ///< Of those that were offered: in this life of the daemon.
  std::set<AttemptKey> lost_;      ///< In lives before it.
};

}  // namespace

CheckerPtr at_most_one_recorded_completion(Post post) {
  return std::make_unique<AtMostOneRecordedCompletion>(post);
}

}  // namespace sfn::simulation
