// Wakeups: fires the timers of executions when they are due.
//
// In memory are only those that fall due soon: all up to a boundary, which lies about a minute
// ahead, or nearer where very many are due. Those beyond it are rows in the table of pending work
// and are read, page by page, when the boundary comes near. So a sleeping execution costs a row.
//
// A timer may fire that is no longer wanted (its end is decided and not yet durable, or its row was
// read just before it went): the engine refuses what is not outstanding.
#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <optional>
#include <set>
#include <vector>

#include "runtime/alarms.h"
#include "runtime/due_item.h"
#include "runtime/lifetime.h"
#include "store/event_store.h"

namespace sfn::runtime {

struct WakeupLimits {
  std::chrono::milliseconds window{60'000};  ///< How far ahead the boundary lies.
  std::size_t timers = 100'000;              ///< In memory; beyond it the boundary comes nearer.
  std::int64_t page_rows = 1'000;
  std::size_t fired_per_turn = 256;
};

class Wakeups {
 public:
  using Fire = std::function<void(ExecutionId, const history::WorkId&)>;

  /// `may_fire` is asked before each timer; when it has said no, resume() must follow.
  Wakeups(store::EventStore& store, Alarms& alarms, Fire fire, std::function<bool()> may_fire,
          WakeupLimits limits = {});

  /// Begins to read what the store has. Before that nothing fires.
  void recover();

  /// The timer's row is durable.
  void add(const DueItem& timer);
  void remove(const DueItem& timer);

  void resume();

  std::size_t size() const { return timers_.size(); }

 private:
  bool is_covered(const DueItem& timer) const;
  void trim();
  void arm();
  void ring();
  void fire_due(Timestamp now);
  bool should_read(Timestamp now) const;
  void read(Timestamp until);
  void take(Timestamp until, const std::vector<store::PendingRow>& rows);

  store::EventStore& store_;
  Alarms& alarms_;
  Fire fire_;
  std::function<bool()> may_fire_;
  WakeupLimits limits_;
  std::set<DueItem> timers_;

  /// Every durable timer before it is in `timers_` or has fired. As the cursor of a page, it is the
  /// row after which reading goes on. Nothing: the store has not been read.
  std::optional<store::PendingRow> boundary_;
  std::optional<Timestamp> reading_until_;  ///< A page is on its way.
  bool stale_read_ = false;  ///< Timers were forgotten since: the page must be read again.
  bool resting_ = false;
  Alarms::Alarm alarm_;
  Lifetime lifetime_;
};

}  // namespace sfn::runtime
