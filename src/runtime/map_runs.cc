#include "runtime/map_runs.h"

#include <utility>

#include "base/check.h"
#include "base/fail_point.h"
#include "base/overloaded.h"
#include "engine/limits.h"
#include "runtime/stored_rows.h"

namespace sfn::runtime {
namespace {

using history::ChildEnd;
using history::WorkId;
using history::WorkKind;

ChildEnd end_of(store::ExecutionStatus status) {
  switch (status) {
    case store::ExecutionStatus::Running:
      break;
    case store::ExecutionStatus::Succeeded:
      return ChildEnd::Succeeded;
    case store::ExecutionStatus::Failed:
      return ChildEnd::Failed;
    case store::ExecutionStatus::TimedOut:
      return ChildEnd::TimedOut;
    case store::ExecutionStatus::Aborted:
      return ChildEnd::Aborted;
  }
  SFN_CHECK(!"a child that runs has not ended");
}

}  // namespace

MapRuns::MapRuns(Parts parts, Followers& followers)
    : parts_(std::move(parts)),
      followed_(followers.follow_all([this](const ExecutionChange& change) {
        if (!change.ended) return;
        sources_.erase(change.execution);
        if (!change.parent || change.parent->work.kind != WorkKind::Children) return;
        fail_point("map-child-end.before");
        parts_.dispatcher.map_child_over(
            change.parent->execution,
            {history::map_child_index(change.parent->work), end_of(change.status)});
      })) {
  SFN_CHECK(followed_);
}

void MapRuns::begin(ExecutionId run, const history::Work& work, bool again) {
  std::visit(overloaded{
                 [&](const history::ReadItemsWork& what) { read_items(run, work.id, what); },
                 [&](const history::ChildrenWork&) {
                   if (again) sweep(run, false);  // Else each end will be told.
                 },
                 [&](const history::StopChildrenWork&) { sweep(run, true); },
                 [&](const history::CollectResultsWork&) { collect(run, work.id); },
                 [](const auto&) { SFN_CHECK(!"work that no map run has"); },
             },
             work.what);
}

engine::Facts MapRuns::facts() const {
  return {.now = parts_.clock.now(), .entropy = parts_.entropy};
}

// ---- reading

void MapRuns::read_items(ExecutionId run, const WorkId& work, const history::ReadItemsWork& what) {
  if (!begun_.insert({run, work}).second) return;
  fail_point("map-read.before");
  const auto known = sources_.extract(run);
  if (!known.empty()) return read_from(known.mapped(), run, work, what);
  open_source(run, [this, run, work, what](const SourcePtr& source) {
    if (source) return read_from(source, run, work, what);
    begun_.erase({run, work});
  });
}

// The run may have ended meanwhile: then there is nothing to read for.
void MapRuns::open_source(ExecutionId run, std::function<void(SourcePtr)> done) {
  parts_.dispatcher.look_at(run, [this, done = std::move(done)](const LoadedExecution* loaded) {
    if (loaded == nullptr || !loaded->value.is_running()) return done(nullptr);
    const auto& configured = loaded->value.map_run->configured;
    MapItems::Parts items{.configured = configured,
                          .role_arn = loaded->value.role_arn,
                          .parent_runs = nullptr,
                          .objects = parts_.objects,
                          .facts = facts(),
                          .bounds = parts_.bounds};
    const store::DefinitionId parent_definition{configured.parent_definition};
    parts_.definitions.meaning(
        loaded->definition,
        lifetime_.guard([this, items, parent_definition, done](const MeaningPtr& children_run) {
          parts_.definitions.meaning(parent_definition, [items, children_run, done](
                                                            const MeaningPtr& parent_runs) mutable {
            items.parent_runs = parent_runs;
            done(std::make_shared<Source>(
                Source{std::make_unique<MapItems>(std::move(items)), children_run}));
          });
        }));
  });
}

void MapRuns::read_from(const SourcePtr& source, ExecutionId run, const WorkId& work,
                        const history::ReadItemsWork& what) {
  compute(
      parts_.offload, [source, what] { return source->items->read(what.cursor, what.count); },
      lifetime_.guard([this, source, run, work](engine::ItemsRead read) {
        begun_.erase({run, work});
        read.work = work;
        if (!read.last && !read.failure) put_away(run, source);
        fail_point("map-read.after");
        parts_.dispatcher.items_read(run, std::move(read), source->children_run);
      }));
}

void MapRuns::put_away(ExecutionId run, SourcePtr source) {
  if (sources_.size() >= kSourcesMax) sources_.erase(sources_.begin());
  sources_.insert_or_assign(run, std::move(source));
}

// ---- watching and stopping

void MapRuns::sweep(ExecutionId run, bool stops) {
  parts_.dispatcher.look_at(run, [this, run, stops](const LoadedExecution* loaded) {
    if (loaded == nullptr || loaded->value.map_run->running.empty()) return;
    auto found = std::make_shared<Sweep>(Sweep{run, stops, {}});
    for (const auto& [index, items] : loaded->value.map_run->running) found->running.insert(index);
    sweep_page(std::move(found), std::nullopt);
  });
}

// From the newest back, as far as the oldest that runs.
void MapRuns::sweep_page(std::shared_ptr<const Sweep> sweep, std::optional<ExecutionId> before) {
  store::ExecutionFilter filter;
  filter.parent = sweep->run;
  filter.before = before;
  filter.limit = kChildrenPerTurn;
  parts_.store.executions(
      filter, lifetime_.guard([this, sweep](const std::vector<store::ExecutionRow>& rows) {
        bool more = !rows.empty();
        for (const auto& row : rows) {
          look_at_child(*sweep, row);
          if (history::map_child_index(work_of(*row.parent)) <= *sweep->running.begin())
            more = false;
        }
        if (more) sweep_page(sweep, rows.back().id);
      }));
}

void MapRuns::look_at_child(const Sweep& sweep, const store::ExecutionRow& child) {
  const auto index = history::map_child_index(work_of(*child.parent));
  if (!sweep.running.contains(index)) return;
  if (child.stopped) {
    return parts_.dispatcher.map_child_over(sweep.run, {index, end_of(child.status)});
  }
  if (!sweep.stops) return;
  fail_point("map-child-stop.before");
  parts_.dispatcher.stop_child(child.id, [] {});
}

// ---- collecting

struct MapRuns::Collection {
  ExecutionId run{0};
  WorkId work;
  MapResults results;
  ExecutionId after{0};
};

void MapRuns::collect(ExecutionId run, const WorkId& work) {
  if (!begun_.insert({run, work}).second) return;
  fail_point("map-collect.before");
  parts_.dispatcher.look_at(run, [this, run, work](const LoadedExecution* loaded) {
    if (loaded == nullptr || !loaded->value.is_running()) {
      begun_.erase({run, work});
      return;
    }
    const auto& configured = loaded->value.map_run->configured;
    MapResults results({.map_run_arn = loaded->value.arn,
                        .state = configured.state,
                        .writer = configured.writer,
                        .objects = parts_.objects,
                        .output_bytes_max = engine::payload_reach(parts_.bounds)});
    collect_page(
        std::make_shared<Collection>(Collection{run, work, std::move(results), ExecutionId{0}}));
  });
}

void MapRuns::collect_page(std::shared_ptr<Collection> collection) {
  parts_.store.children(
      {.parent = collection->run, .after = collection->after},
      lifetime_.guard([this, collection](std::vector<store::ExecutionRecord> page) {
        if (page.empty()) return collected(collection);
        collection->after = page.back().row.id;
        compute(
            parts_.offload,
            [collection, page = std::move(page)] { return collection->results.add(page); },
            lifetime_.guard([this, collection](bool more) {
              more ? collect_page(collection) : collected(collection);
            }));
      }));
}

void MapRuns::collected(const std::shared_ptr<Collection>& collection) {
  compute(
      parts_.offload, [collection] { return collection->results.finish(); },
      lifetime_.guard([this, collection](engine::ResultsCollected results) {
        begun_.erase({collection->run, collection->work});
        results.work = collection->work;
        fail_point("map-collect.after");
        parts_.dispatcher.results_collected(collection->run, std::move(results));
      }));
}

}  // namespace sfn::runtime
