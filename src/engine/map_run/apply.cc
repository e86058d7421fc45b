// apply, for the events of map runs.
#include <algorithm>

#include "base/check.h"
#include "engine/map_run/rules.h"

namespace sfn::engine {
namespace {

using history::WorkKind;

WorkId read_items_id(std::int64_t page) { return {kMapRunVisit, page, WorkKind::ReadItems}; }
constexpr WorkId kAllChildren{kMapRunVisit, 0, WorkKind::Children};
constexpr WorkId kStopAll{kMapRunVisit, 0, WorkKind::StopChildren};
constexpr WorkId kResults{kMapRunVisit, 0, WorkKind::CollectResults};

// One that has ended takes no step any more.
void refresh_run(Execution& run) {
  run.ready.clear();
  if (run.is_running() && run.map_run->can_step()) run.ready.emplace_back(kMapRunVisit);
}

std::int64_t items_of_child(const history::ChildrenStarted& event, std::size_t place) {
  return event.item_counts.empty() ? 1 : event.item_counts.at(place);
}

}  // namespace

void fold(Execution& run, const history::MapRunConfigured& event) {
  run.map_run = MapRun{.configured = event,
                       .concurrency = event.concurrency,
                       .tolerated_count = event.tolerated_count,
                       .tolerated_millionths = event.tolerated_millionths};
  refresh_run(run);
}

void fold(Execution& run, const history::ItemsWanted& event) {
  run.map_run->page = event.page;
  run.map_run->reading = true;
  run.outstanding.owe(
      {read_items_id(event.page), history::ReadItemsWork{run.map_run->cursor, event.count}});
  refresh_run(run);
}

void fold(Execution& run, const history::ChildrenStarted& event) {
  MapRun& state = *run.map_run;
  if (state.started == 0 && event.count > 0) {
    run.outstanding.owe({kAllChildren, history::ChildrenWork{}});
  }
  for (std::int64_t place = 0; place < event.count; ++place) {
    const auto items = items_of_child(event, static_cast<std::size_t>(place));
    state.running.emplace_hint(state.running.end(), event.first + place, items);
    state.items_started += items;
  }
  state.started += event.count;
  state.cursor = event.cursor;
  state.reading = false;
  state.exhausted = event.last_page;
  run.outstanding.settle(read_items_id(state.page));
  refresh_run(run);
}

void fold(Execution& run, const history::MapChildEnded& event) {
  MapRun& state = *run.map_run;
  const auto child = state.running.find(event.index);
  SFN_CHECK(child != state.running.end());
  count(state.executions, event.end, 1);
  count(state.items, event.end, child->second);
  state.running.erase(child);
  if (state.running.empty()) run.outstanding.settle(kStopAll);
  refresh_run(run);
}

void fold(Execution& run, const history::MapRunUpdated& event) {
  MapRun& state = *run.map_run;
  if (event.new_concurrency) state.concurrency = *event.new_concurrency;
  if (event.tolerated_count) state.tolerated_count = event.tolerated_count;
  if (event.tolerated_millionths) state.tolerated_millionths = event.tolerated_millionths;
  refresh_run(run);
}

void fold(Execution& run, const history::ResultsWanted&) {
  run.map_run->collecting = true;
  run.outstanding.settle(kAllChildren);
  run.outstanding.owe({kResults, history::CollectResultsWork{}});
  refresh_run(run);
}

void fold(Execution&, const history::ChildrenCounted&) {}  // For those that ask after its end.

void settle_before_end(Execution& run) {
  if (run.map_run->running.empty()) run.outstanding.settle(kAllChildren);
}

}  // namespace sfn::engine
