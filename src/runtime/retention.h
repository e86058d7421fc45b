// Retention: removes closed executions whose time is over, while there is nothing better to do, and
// then the deleted state machines that no execution refers to any more.
//
// The store removes a small number at a time; between two of them everything else comes first.
#pragma once

#include <chrono>
#include <functional>

#include "runtime/alarms.h"
#include "runtime/catalogue.h"
#include "runtime/commit_queue.h"
#include "runtime/lifetime.h"
#include "runtime/requests.h"
#include "runtime/statistics.h"
#include "store/event_store.h"

namespace sfn::runtime {

class Retention {
 public:
  static constexpr std::chrono::milliseconds kWhenBusy{1'000};  ///< Until it is tried again.
  static constexpr std::chrono::milliseconds kBetween{50};      ///< Of two batches.
  static constexpr std::chrono::hours kWhenDone{1};             ///< Until the next sweep.

  static constexpr std::size_t kMachinesMax = 1'000;  ///< Looked at in one sweep.

  /// `retain` 0 keeps all executions.
  Retention(store::EventStore& store, CommitQueue& commits, Catalogue& catalogue, Alarms& alarms,
            std::chrono::hours retain, Statistics& statistics);

  void begin();

  /// Removes all that match, at once though in batches, and answers how many.
  void purge(store::PurgeRequest request, Reply<std::int64_t> reply);

 private:
  void sweep();
  void sweep_after(std::chrono::milliseconds pause);
  void sweep_machines();
  void drop_unused(const std::vector<StateMachinePtr>& deleted);
  bool may_be_born_to(const StateMachine& machine) const;
  void purge_more(store::PurgeRequest request, std::int64_t purged, Reply<std::int64_t> reply);

  store::EventStore& store_;
  CommitQueue& commits_;
  Catalogue& catalogue_;
  std::chrono::hours retain_;
  Statistics& statistics_;
  Alarms& alarms_;
  Alarms::Alarm alarm_;
  store::MachineId looked_at_{0};  ///< The deleted machine that was looked at last.
  Lifetime lifetime_;
};

}  // namespace sfn::runtime
