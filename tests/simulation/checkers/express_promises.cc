// Of an execution of an EXPRESS machine nothing durable is promised, and nothing of it is stored.
// It begins after its machine is durable, is one of its own for each start, goes on at once, tells
// its end once to whoever waits for it, and is gone with the daemon: nothing begins it again.
#include <fmt/format.h>

#include "base/overloaded.h"
#include "history/codec.h"
#include "runtime/execution_numbers.h"
#include "simulation/checkers/checkers.h"

namespace sfn::simulation {
namespace {

using runtime::is_volatile;
using store::ExecutionStatus;

std::optional<ExecutionStatus> status_after(const store::JournalRow& last) {
  for (const auto& event : history::decode(last.body, last.time)) {
    const auto status = std::visit(
        overloaded{
            [](const history::ExecutionSucceeded&) {
              return std::optional(ExecutionStatus::Succeeded);
            },
            [](const history::ExecutionFailed&) { return std::optional(ExecutionStatus::Failed); },
            [](const history::ExecutionTimedOut&) {
              return std::optional(ExecutionStatus::TimedOut);
            },
            [](const history::ExecutionAborted&) {
              return std::optional(ExecutionStatus::Aborted);
            },
            [](const auto&) { return std::optional<ExecutionStatus>(); }},
        event);
    if (status) return status;
  }
  return std::nullopt;
}

class ExpressPromises : public Checker {
 public:
  explicit ExpressPromises(Post post) : post_(post) {}
  std::string_view name() const override { return "express_promises"; }
  bool watches_express() const override { return true; }

  void committed(const SeenCommit& commit) override {
    const auto& batch = commit.batch;
    for (const auto& row : batch.started) expect_stored(row.id);
    for (const auto& row : batch.journal) expect_stored(row.execution);
    for (const auto& row : batch.pending_new) expect_stored(row.execution);
    for (const auto& row : batch.snapshots) expect_stored(row.execution);
    for (const auto& end : batch.ended) expect_stored(end.id);
  }

  // Entropy goes on from life to life: so a request id that is seen again is a task begun again.
  void task_begun(const tasks::TaskRequest& request) override {
    expect(requests_.insert(request.task.request_id).second, "a task was begun again in",
           request.execution_arn);
    expect(!lives_.contains(request.execution_arn) || lives_.at(request.execution_arn) == life_,
           "a task was begun in another life than", request.execution_arn);
    lives_.emplace(request.execution_arn, life_);
  }

  void claimed(const Claim& claim) override {
    std::visit(overloaded{[this](const StartAnswer& c) { check(c); },
                          [this](const ExpressAwaited& c) { waiting_.insert(c.who); },
                          [this](const ExpressEnded& c) { check(c); },
                          [this](const FindAnswer& c) {
                            if (c.answer) check_record(*c.answer, c.asked.arn);
                          },
                          [this](const HistoryAnswer& c) { check(c); },
                          [this](const ChangeTold& c) { check(c.change); }, [](const auto&) {}},
               claim);
  }

  void crashed() override {
    waiting_.clear();
    ended_.clear();
    shown_.clear();
    ++life_;
  }

  void all_done() override {
    expect(waiting_.empty(), "somebody was never told the end of", "what he had started");
    expect(post_.view().express_running.empty(), "does not come to its end:", "one at least");
  }

 private:
  void check(const StartAnswer& c) {
    const auto& machines = post_.ledger().machines();
    const auto machine = machines.find(c.asked.machine_arn);
    expect(machine != machines.end() && machine->second.type == "EXPRESS",
           "started before its machine was durable:", c.answer->arn);
    expect(started_.insert(c.answer->arn).second, "another's start was told:", c.answer->arn);
  }

  void check(const ExpressEnded& c) {
    expect(waiting_.erase(c.who) == 1, "somebody was told twice of the end of",
           c.asked.machine_arn);
    if (!c.answer) return;
    const auto& record = *c.answer;
    check_record(record, c.asked.machine_arn);
    expect(record.row.status != ExecutionStatus::Running,
           "was told to have ended and runs:", record.row.name);
    const auto events = history::decode(record.first.body, record.first.time);
    const auto* started = std::get_if<history::ExecutionStarted>(&events.at(0));
    expect(started != nullptr && started->input.text() == c.asked.input.text(),
           "another's end was told:", record.row.name);
  }

  void check_record(const store::ExecutionRecord& record, const std::string& about) {
    const auto status = status_after(record.last).value_or(ExecutionStatus::Running);
    expect(is_volatile(record.row.id) && record.row.status == status &&
               record.row.stopped.has_value() == (status != ExecutionStatus::Running),
           "is told to stand as its history does not:", about);
  }

  // What was shown once is shown again; the middle of a long history may be missing.
  void check(const HistoryAnswer& c) {
    auto& shown = shown_[c.execution];
    auto last = c.after;
    for (const auto& timed : c.page.events) {
      const auto* link = history::link_of(timed.event);
      expect(link != nullptr && link->id > last, "a history goes back:", about(c.execution));
      if (link == nullptr) return;
      last = link->id;
      const auto [known, is_new] = shown.emplace(last, timed.event);
      expect(is_new || known->second == timed.event, "a history changes:", about(c.execution));
    }
  }

  void check(const runtime::ExecutionChange& change) {
    expect(!ended_.contains(change.execution), "goes on after its end:", change.arn);
    if (change.ended) ended_.insert(change.execution);
  }

  void expect_stored(ExecutionId id) {
    expect(!is_volatile(id), "is on its way to the disk:", about(id));
  }
  static std::string about(ExecutionId id) { return fmt::format("execution {}", raw(id)); }
  void expect(bool holds, std::string_view what, std::string_view about) {
    if (!holds) post_.broken(name(), fmt::format("{} {}", what, about));
  }

  Post post_;
  int life_ = 0;
  std::set<std::string> started_;     ///< ARNs, of all lives.
  std::set<std::string> requests_;    ///< Likewise.
  std::map<std::string, int> lives_;  ///< Of executions whose tasks have begun.
  std::set<std::int64_t> waiting_;    ///< Those who wait for an end.
  std::set<ExecutionId> ended_;
  std::map<ExecutionId, std::map<EventId, history::Event>> shown_;
};

}  // namespace

CheckerPtr express_promises(Post post) { return std::make_unique<ExpressPromises>(post); }

}  // namespace sfn::simulation
