// MapRuns: carries out what map runs owe: reads their items, watches and stops their children,
// collects what those have given.
//
//   ReadItems ─────▶ a thread reads and makes inputs ─▶ ItemsRead, of which children are born
//   a child ends ──▶ MapChildOver
//   Children ──────▶ after a crash: those that have ended and were not counted are told
//   StopChildren ──▶ those that still run are aborted, the others told
//   CollectResults ▶ pages of children from the store ─▶ a thread ─▶ ResultsCollected
//
// Nothing here is kept: all of it begins as effects do, and again after a crash. What is told
// twice, the map run refuses. A source of items stays open between two readings as a convenience;
// one that is gone is opened again at the cursor that the run has recorded.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <set>

#include "base/clock.h"
#include "base/entropy.h"
#include "runtime/definitions.h"
#include "runtime/dispatcher.h"
#include "runtime/followers.h"
#include "runtime/lifetime.h"
#include "runtime/map_items.h"
#include "runtime/map_results.h"
#include "runtime/offload.h"
#include "store/event_store.h"

namespace sfn::runtime {

class MapRuns {
 public:
  /// Sources that stay open. Beyond it another one is closed first.
  static constexpr std::size_t kSourcesMax = 64;
  /// Children that are looked at in one turn, each of which may have to be stopped.
  static constexpr std::int64_t kChildrenPerTurn = 32;

  struct Parts {
    Definitions& definitions;
    Dispatcher& dispatcher;
    store::EventStore& store;
    Clock& clock;
    Entropy entropy;
    Offload offload;
    items::ObjectStore* objects;  ///< Null where there is none.
    engine::Bounds bounds = {};
  };

  MapRuns(Parts parts, Followers& followers);

  /// Begins what a map run owes. `again`: it may have begun before.
  void begin(ExecutionId run, const history::Work& work, bool again);

 private:
  /// What is read from is somebody's alone while it is read, on a thread.
  struct Source {
    std::unique_ptr<MapItems> items;
    MeaningPtr children_run;
  };
  using SourcePtr = std::shared_ptr<Source>;

  // Reading.
  void read_items(ExecutionId run, const history::WorkId& work, const history::ReadItemsWork& what);
  void open_source(ExecutionId run, std::function<void(SourcePtr)> done);
  void read_from(const SourcePtr& source, ExecutionId run, const history::WorkId& work,
                 const history::ReadItemsWork& what);
  void put_away(ExecutionId run, SourcePtr source);

  // Watching and stopping.
  struct Sweep {
    ExecutionId run{0};
    bool stops = false;
    std::set<std::int64_t> running;  ///< Indexes; never empty.
  };
  void sweep(ExecutionId run, bool stops);
  void sweep_page(std::shared_ptr<const Sweep> sweep, std::optional<ExecutionId> before);
  void look_at_child(const Sweep& sweep, const store::ExecutionRow& child);

  // Collecting.
  struct Collection;
  void collect(ExecutionId run, const history::WorkId& work);
  void collect_page(std::shared_ptr<Collection> collection);
  void collected(const std::shared_ptr<Collection>& collection);

  engine::Facts facts() const;

  Parts parts_;
  std::map<ExecutionId, SourcePtr> sources_;
  std::set<std::pair<ExecutionId, history::WorkId>> begun_;  ///< On a thread, or on the way there.
  Followers::Subscription followed_;
  Lifetime lifetime_;
};

}  // namespace sfn::runtime
