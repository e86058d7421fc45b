// A map run begins with its Map, once, and ends once, as the Map says. Its children begin with the
// decision that counts them, one for each index; each ends once, as it is counted; no item is left
// out, taken twice or out of turn, and the tallies are those of the children, whatever lives the
// daemon has had.
#include <fmt/format.h>

#include <algorithm>

#include "base/overloaded.h"
#include "items/item_reader.h"
#include "simulation/checkers/checkers.h"

namespace sfn::simulation {
namespace {

using history::ChildEnd;
using history::WorkKind;
using store::ExecutionStatus;

ChildEnd end_of(ExecutionStatus status) {
  switch (status) {
    case ExecutionStatus::Succeeded:
      return ChildEnd::Succeeded;
    case ExecutionStatus::TimedOut:
      return ChildEnd::TimedOut;
    case ExecutionStatus::Aborted:
      return ChildEnd::Aborted;
    default:
      return ChildEnd::Failed;
  }
}

const Payload* output_of(const LedgerEntry& entry) {
  for (const auto& row : entry.rows) {
    for (const auto& event : row.events) {
      const auto* end = std::get_if<history::ExecutionSucceeded>(&event);
      if (end != nullptr) return &end->output;
    }
  }
  return nullptr;
}

/// A map run as far as its events say.
struct Run {
  struct Child {
    ExecutionId id{0};
    std::int64_t items = 1;
    bool runs = true;
  };

  history::MapRunConfigured configured;
  std::vector<Child> children = {};
  std::int64_t running = 0;
  std::int64_t wanted = 0;  ///< Children that may come next.
  bool exhausted = false;
  bool results_wanted = false;
  bool counted = false;
  history::Tally executions = {};
  history::Tally items = {};

  std::int64_t items_started() const {
    std::int64_t sum = 0;
    for (const auto& child : children) sum += child.items;
    return sum;
  }
  bool exports() const {
    return configured.writer && configured.writer->value().contains("Resource");
  }
  std::optional<std::int64_t> total() const {
    if (exhausted) return items_started();
    return configured.items ? std::optional(configured.length) : std::nullopt;
  }
  // Of items: more than so many, or more than so many in a hundred of those that are known.
  bool too_many_failed() const {
    const auto failed = items.ended() - items.succeeded;
    const auto& count = configured.tolerated_count;
    const auto& percentage = configured.tolerated_millionths;
    if (failed == 0) return false;
    if (!count && !percentage) return true;
    if (count && failed > *count) return true;
    if (!percentage) return false;
    if (!total()) return *percentage == 0;
    const auto whole = static_cast<double>(*total() * *percentage);
    return static_cast<double>(failed * 100 * history::kMillionthsOfPercent) > whole;
  }
};

class MapRunsAddUp : public Checker {
 public:
  explicit MapRunsAddUp(Post post) : post_(post) {}
  std::string_view name() const override { return "map_runs_add_up"; }

  void committed(const SeenCommit& commit) override {
    born_now_.clear();
    for (const auto& row : commit.rows) {
      for (const auto& event : row.events) read_birth(row.row.execution, event);
    }
    for (const auto& row : commit.rows) {
      for (const auto& event : row.events) read(row.row.execution, event);
    }
    for (const auto& [parent, child] : born_now_) tell(child, "was born and nobody counts it");
  }

  void at_rest() override {
    for (const auto& [id, run] : runs_) {
      if (entry(id).is_running()) continue;
      if (run.running != 0) tell(id, "has ended and its children have not");
      if (!run.counted) tell(id, "has ended and was never counted");
    }
  }

 private:
  using ParentWork = std::pair<ExecutionId, history::WorkId>;

  // ---- births: those of one commit, until it is found whose they are

  void read_birth(ExecutionId id, const history::Event& event) {
    const auto* started = std::get_if<history::ExecutionStarted>(&event);
    if (started == nullptr || !started->parent) return;
    const bool is_run = started->arn.find(":mapRun:") != std::string::npos;
    if (!is_run && started->parent->work.kind != WorkKind::Children) return;
    const ParentWork parent{started->parent->execution, started->parent->work};
    born_now_[parent] = id;
    if (!born_.insert(parent).second) tell(id, "is born a second time");
  }

  std::optional<ExecutionId> take_birth(const ParentWork& parent) {
    const auto found = born_now_.extract(parent);
    return found.empty() ? std::nullopt : std::optional(found.mapped());
  }

  // ---- the run

  void read(ExecutionId id, const history::Event& event) {
    std::visit(overloaded{
                   [&](const history::MapRunConfigured& e) { runs_.emplace(id, Run{e}); },
                   [&](const history::ItemsWanted& e) { want_items(id, runs_.at(id), e); },
                   [&](const history::ChildrenStarted& e) { start(id, runs_.at(id), e); },
                   [&](const history::MapChildEnded& e) { end_child(id, runs_.at(id), e); },
                   [&](const history::MapRunUpdated& e) { update(runs_.at(id).configured, e); },
                   [&](const history::ResultsWanted&) { want_results(id, runs_.at(id)); },
                   [&](const history::ChildrenCounted& e) { count(id, runs_.at(id), e); },
                   [&](const history::ExecutionSucceeded& e) { succeed(id, e); },
                   [&](const history::ExecutionFailed& e) { fail(id, e); },
                   [&](const history::RetryScheduled& e) {
                     attempts_[{id, e.visit}] = e.attempt;
                   },
                   [&](const history::MapRunStarted& e) { begin_run(id, e); },
                   [&](const history::MapRunSucceeded& e) { end_run(id, e.visit, &e.output); },
                   [&](const history::MapRunFailed& e) { end_run(id, e.visit, nullptr); },
                   [](const auto&) {},
               },
               event);
  }

  void want_items(ExecutionId id, Run& run, const history::ItemsWanted& e) {
    expect(!run.exhausted, id, "wants items where there are no more");
    run.wanted = e.count;
    const auto most = run.configured.concurrency;
    expect(most == 0 || run.running + e.count <= most, id, "wants more children than may run");
  }

  void start(ExecutionId id, Run& run, const history::ChildrenStarted& e) {
    expect(e.first == std::ssize(run.children), id, "counts its children out of turn");
    expect(e.count <= run.wanted, id, "starts more children than it wanted");
    run.wanted = 0;
    for (std::int64_t i = 0; i < e.count; ++i) {
      const auto child = take_birth({id, history::map_child(e.first + i)});
      expect(child.has_value(), id, "counts a child that is not born with it");
      const auto items = e.item_counts.empty() ? 1 : e.item_counts.at(static_cast<std::size_t>(i));
      run.children.push_back({child.value_or(ExecutionId{0}), items});
      ++run.running;
    }
    run.exhausted = e.last_page;
    if (run.exhausted) check_items(id, run);
  }

  void end_child(ExecutionId id, Run& run, const history::MapChildEnded& e) {
    auto& child = run.children.at(static_cast<std::size_t>(e.index));
    expect(child.runs, id, "counts the end of a child twice");
    expect(!run.counted, id, "counts a child after all were counted");
    child.runs = false;
    --run.running;
    const auto& row = entry(child.id).row;
    expect(row.stopped.has_value(), id, "counts the end of a child that runs");
    expect(end_of(row.status) == e.end, id, "counts another end than its child's");
    add(run.executions, e.end, 1);
    add(run.items, e.end, child.items);
  }

  static void add(history::Tally& tally, ChildEnd end, std::int64_t number) {
    auto& counted = end == ChildEnd::Succeeded  ? tally.succeeded
                    : end == ChildEnd::Failed   ? tally.failed
                    : end == ChildEnd::TimedOut ? tally.timed_out
                                                : tally.aborted;
    counted += number;
  }

  static void update(history::MapRunConfigured& limits, const history::MapRunUpdated& e) {
    if (e.new_concurrency) limits.concurrency = *e.new_concurrency;
    if (e.tolerated_count) limits.tolerated_count = e.tolerated_count;
    if (e.tolerated_millionths) limits.tolerated_millionths = e.tolerated_millionths;
  }

  void want_results(ExecutionId id, Run& run) {
    expect(run.exhausted && run.running == 0, id, "wants results before all children have ended");
    expect(!run.results_wanted, id, "wants its results twice");
    run.results_wanted = true;
  }

  void count(ExecutionId id, Run& run, const history::ChildrenCounted& e) {
    expect(!run.counted, id, "is counted twice");
    run.counted = true;
    expect(run.running == 0, id, "is counted while children run");
    expect(e.execution_tally == run.executions, id, "miscounts its children");
    expect(e.item_tally == run.items, id, "miscounts its items");
  }

  // ---- its end

  void succeed(ExecutionId id, const history::ExecutionSucceeded& e) {
    const auto found = runs_.find(id);
    if (found == runs_.end()) return;
    const auto& run = found->second;
    expect(run.results_wanted && run.counted, id, "succeeds before all is counted");
    expect(!run.too_many_failed(), id, "succeeds although too many items have failed");
    if (!run.configured.writer) check_output(id, run, e.output);
  }

  void fail(ExecutionId id, const history::ExecutionFailed& e) {
    const auto found = runs_.find(id);
    if (found == runs_.end()) return;
    const bool exceeded = e.failure.error == "States.ExceedToleratedFailureThreshold";
    expect(!exceeded || found->second.too_many_failed(), id,
           "fails although failures are tolerated");
  }

  // Those of the children that have succeeded, in the order of their items.
  void check_output(ExecutionId id, const Run& run, const Payload& output) {
    std::string expected;
    for (const auto& child : run.children) {
      const auto* given = output_of(entry(child.id));
      if (given != nullptr) expected += (expected.empty() ? "" : ",") + given->text();
    }
    const auto json = parse_json("[" + expected + "]");
    expect(json && same_json(*json, output.value()), id, "gives what its children have not");
  }

  // ---- the Map

  history::WorkId work_of(ExecutionId id, VisitId visit) {
    return {visit, attempts_[{id, visit}], WorkKind::Child};
  }

  void begin_run(ExecutionId parent, const history::MapRunStarted& e) {
    const auto run = take_birth({parent, work_of(parent, e.visit)});
    expect(run && entry(*run).value.arn == e.map_run_arn, parent, "has no map run of its Map");
    if (run) run_of_[{parent, e.visit}] = *run;
  }

  void end_run(ExecutionId parent, VisitId visit, const Payload* output) {
    const auto run = run_of_.extract({parent, visit});
    if (run.empty()) return tell(parent, "is told the end of no map run");
    const auto& ended = entry(run.mapped());
    expect(!ended.is_running(), parent, "is told the end of a map run that runs");
    const auto* given = output_of(ended);
    expect((given != nullptr) == (output != nullptr), parent, "is told another end of its map run");
    if (given == nullptr || output == nullptr) return;
    expect(given->text() == output->text(), parent, "is told another output of its map run");
  }

  // ---- the items

  // All of one version of their source: what has changed since it was begun is not read on.
  void check_items(ExecutionId id, const Run& run) {
    std::string complaint;
    for (auto* objects : post_.view().objects) {
      complaint = complaint_of(run, expected_items(run.configured, *objects));
      if (complaint.empty()) return;
    }
    tell(id, complaint);
  }

  std::string complaint_of(const Run& run, const std::optional<std::vector<Json>>& expected) {
    if (!expected) return "has come to the end of items that cannot be read";
    if (run.items_started() != std::ssize(*expected)) return "leaves items out, or has too many";
    std::size_t index = 0;
    for (const auto& child : run.children) {
      const auto& entered = entry(child.id);
      const auto& input = entered.value.input.value();
      const auto items = run.configured.batcher ? input.at("Items") : Json::array({input});
      if (std::ssize(items) != child.items || entered.row.items != child.items)
        return "miscounts the items of a child";
      for (const auto& item : items) {
        if (!is_item(item, index, (*expected)[index])) {
          return fmt::format("has another item in the place of {}", index);
        }
        ++index;
      }
    }
    return "";
  }

  // As it is, or as one of the selectors shows it.
  static bool is_item(const Json& item, std::size_t index, const Json& expected) {
    if (same_json(item, expected)) return true;
    if (!item.is_object()) return false;
    if (item.size() == 1 && item.contains("a")) return true;
    return item.contains("v") && item.contains("i") && same_json(item.at("v"), expected) &&
           item.at("i") == index;
  }

  static std::optional<std::vector<Json>> expected_items(const history::MapRunConfigured& asked,
                                                         items::ObjectStore& objects) {
    if (asked.items) {
      const auto& items = asked.items->value();
      return std::vector<Json>(items.begin(), items.end());
    }
    auto config = items::parse_item_reader(asked.reader->value());
    if (!config) return std::nullopt;
    auto reader = items::ItemReader::open(objects, std::move(*config));
    if (!reader) return std::nullopt;
    std::vector<Json> items;
    for (bool end = false; !end;) {
      const auto page = (*reader)->next({});
      if (!page) return std::nullopt;
      for (const auto& item : page->items) items.push_back(parse_json(item.text).value());
      end = page->end;
    }
    return items;
  }

  const LedgerEntry& entry(ExecutionId id) const {
    static const LedgerEntry kNone{};
    const auto* found = post_.ledger().find(id);
    return found == nullptr ? kNone : *found;
  }
  void expect(bool holds, ExecutionId id, std::string_view what) {
    if (!holds) tell(id, what);
  }
  void tell(ExecutionId id, std::string_view what) {
    post_.broken(name(), fmt::format("execution {} {}", raw(id), what));
  }

  Post post_;
  std::map<ExecutionId, Run> runs_;
  std::map<std::pair<ExecutionId, VisitId>, std::int64_t> attempts_;
  std::map<std::pair<ExecutionId, VisitId>, ExecutionId> run_of_;
  std::set<ParentWork> born_;
  std::map<ParentWork, ExecutionId> born_now_;
};

}  // namespace

CheckerPtr map_runs_add_up(Post post) { return std::make_unique<MapRunsAddUp>(post); }

}  // namespace sfn::simulation
