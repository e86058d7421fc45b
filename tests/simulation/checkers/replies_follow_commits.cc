// Whatever anybody is told rests on what is durable at that moment; and each question is answered
// once.
#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "base/overloaded.h"
#include "runtime/execution_numbers.h"
#include "simulation/checkers/checkers.h"

namespace sfn::simulation {
namespace {

class RepliesFollowCommits : public Checker {
 public:
  explicit RepliesFollowCommits(Post post) : post_(post) {}
  std::string_view name() const override { return "replies_follow_commits"; }

  void asked(std::int64_t question, std::string_view) override { open_.insert(question); }

  void answered(std::int64_t question) override {
    expect(open_.erase(question) == 1, "a question was answered twice", "");
  }

  void claimed(const Claim& claim) override {
    std::visit([this](const auto& known) { check(known); }, claim);
  }

 private:
  void expect(bool holds, std::string_view what, std::string_view about) {
    if (!holds) post_.broken(name(), fmt::format("{} {}", what, about));
  }

  void check(const StartAnswer& c) {
    if (!c.answer) return check_refused_start(c);
    const auto* entry = post_.ledger().find(c.answer->arn);
    const auto& arn = c.answer->arn;
    if (entry == nullptr) return expect(false, "a start was acknowledged before its commit:", arn);
    expect(entry->row.started == c.answer->started, "a start was told another time than:", arn);
    expect(entry->value.input.text() == c.asked.input.text(), "another's start was told:", arn);
  }
  void check_refused_start(const StartAnswer& c) {
    const auto& error = c.answer.error().name;
    if (error != "ExecutionAlreadyExists") return;
    const auto* entry = named(c.asked);
    if (entry == nullptr) return expect(false, "a name is told to be taken before it is", "");
    expect(!entry->is_running() || entry->value.input.text() != c.asked.input.text(),
           "an idempotent start was refused:", entry->value.arn);
  }
  const LedgerEntry* named(const runtime::StartRequest& start) const {
    return post_.ledger().find(replace_first(start.machine_arn, ":stateMachine:", ":execution:") +
                               ":" + *start.name);
  }
  static std::string replace_first(std::string text, std::string_view from, std::string_view to) {
    return text.replace(text.find(from), from.size(), to);
  }

  void check(const StopAnswer& c) {
    expect_found(c.asked, c.answer);
    if (!c.answer) return;
    const auto& all = post_.ledger().executions();
    const bool stopped = std::any_of(all.begin(), all.end(), [&](const auto& entry) {
      return entry.second.value.arn == c.asked.arn && entry.second.row.stopped == c.answer->stopped;
    });
    expect(stopped, "a stop was told before its commit:", c.asked.arn);
  }
  void check(const InspectAnswer& c) {
    if (!c.answer) {
      const auto* entry = c.asked.durable ? post_.ledger().find(*c.asked.durable) : nullptr;
      return expect(entry == nullptr || !entry->is_running(),
                    "an execution that runs was not found:", c.asked.arn);
    }
    const auto* entry = post_.ledger().find(c.answer->id);
    expect(entry != nullptr && entry->value.events >= c.answer->value.events,
           "a value was told before its commit:", c.asked.arn);
  }
  void check(const FindAnswer& c) {
    expect_found(c.asked, c.answer);
    if (!c.answer) return;
    const auto* entry = post_.ledger().find(c.answer->row.id);
    if (entry == nullptr) return expect(false, "told of before its commit:", c.asked.arn);
    expect(is_row_of(*entry, c.answer->row), "another record than the durable one:", c.asked.arn);
    const auto& rows = entry->rows;
    const bool has_last = std::any_of(
        rows.begin(), rows.end(), [&](const SeenRow& row) { return row.row == c.answer->last; });
    expect(has_last && rows.front().row == c.answer->first, "a journal that is not:", c.asked.arn);
  }
  void check(const ListAnswer& c) {
    for (const auto& row : c.rows) {
      if (runtime::is_volatile(row.id)) continue;
      const auto* entry = post_.ledger().find(row.id);
      expect(entry != nullptr && is_row_of(*entry, row), "a list shows what is not:", row.name);
    }
  }
  // The newest of this ARN may be another than the one that had given the token out.
  void check(const TokenAnswer& c) {
    if (!c.answer && c.answer.error().name == "InvalidToken") return;
    const auto* entry = post_.ledger().find(c.token.execution_arn);
    if (entry == nullptr) return expect(false, "a token of nothing:", c.token.execution_arn);
    for (const auto& id : {c.token.work, history::task_of(c.token.work)}) {
      const auto work = entry->value.outstanding.find(id);
      const bool waits = work != entry->value.outstanding.end() &&
                         std::get<history::TaskWork>(work->second.what).token == c.token.secret;
      expect(!waits,
             "a token was told to be taken, or too late, before its task's end was durable:",
             c.token.execution_arn);
    }
  }
  void check(const HeartbeatAnswer&) {}
  void check(const InvokeAnswer& c) {
    expect(!c.answer || post_.ledger().was_accepted(c.request_id),
           "an invocation was accepted before its commit:", c.request_id);
  }
  void check(const MachineAnswer& c) {
    // Whether it is there may have changed again; that it ever was may not.
    expect(post_.ledger().machines().contains(c.arn), "a machine is not durable:", c.arn);
  }
  void check(const PurgeAnswer&) {}
  void check(const HistoryAnswer& c) {
    const auto* entry = post_.ledger().find(c.execution);
    auto id = c.after;
    for (const auto& event : c.page.events) {
      id = next(id);
      const auto* durable = entry ? entry->event(id) : nullptr;
      expect(durable != nullptr && *durable == event.event, "a followed history strays at event",
             std::to_string(raw(id)));
    }
    expect(!c.page.is_over || entry == nullptr || entry->purged || !entry->is_running(),
           "the history is told to be over of", entry ? entry->value.arn : "");
  }
  void check(const UpdateAnswer& c) {
    expect_found(c.asked, c.answer, is_over(c.asked));
    if (!c.answer) return;
    const auto* entry = post_.ledger().find(c.asked.arn);
    const bool updated = entry != nullptr && std::ranges::any_of(entry->rows, is_update);
    expect(updated, "an update was told before its commit:", c.asked.arn);
  }
  void check(const ExpressAwaited&) {}  // Those that do are told.
  void check(const ExpressEnded&) {}
  void check(const ChangeTold& c) {
    const auto* entry = post_.ledger().find(c.change.execution);
    expect(entry != nullptr && entry->value.last_event >= c.change.last_public &&
               (!c.change.ended || entry->row.status == c.change.status),
           "followers were told before the commit:", c.change.arn);
  }

  static bool is_update(const SeenRow& row) {
    return std::ranges::any_of(row.events, [](const history::Event& event) {
      return std::holds_alternative<history::MapRunUpdated>(event);
    });
  }
  bool is_over(const Whereabouts& asked) const {
    const auto* entry = asked.durable ? post_.ledger().find(*asked.durable) : nullptr;
    return entry == nullptr || !entry->is_running();
  }
  // What was durable when it was asked for is found, unless it was purged since, or that it is
  // over is answered likewise.
  template <typename T>
  void expect_found(const Whereabouts& asked, const Result<T>& answer, bool excused = false) {
    if (answer || answer.error().name != "ExecutionDoesNotExist" || !asked.durable) return;
    if (excused) return;
    expect(post_.ledger().find(*asked.durable)->purged, "not found, though durable:", asked.arn);
  }
  // The row as it is or, if the end came meanwhile, as it was.
  static bool is_row_of(const LedgerEntry& entry, store::ExecutionRow row) {
    if (row == entry.row) return true;
    const bool ran = row.status == store::ExecutionStatus::Running && !row.stopped;
    row.status = entry.row.status;
    row.stopped = entry.row.stopped;
    return ran && row == entry.row;
  }

  Post post_;
  std::set<std::int64_t> open_;
};

}  // namespace

CheckerPtr replies_follow_commits(Post post) {
  return std::make_unique<RepliesFollowCommits>(post);
}

}  // namespace sfn::simulation
