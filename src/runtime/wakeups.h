// Wakeups: fires the timers of executions when they are due.
//
// In memory are those nearest in time, up to a boundary: all of them where there are not very many.
// Those beyond it are rows in the table of pending work, read page by page when the nearest have
// fired. So a sleeping execution costs a row, and nothing looks at the table while nothing happens.
//
// A timer may fire that is no longer wanted (its end is decided and not yet durable, or its row was
// read just before it went): the engine refuses what is not outstanding.
#pragma once

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
  std::size_t timers = 100'000;  ///< In memory; beyond it the boundary comes nearer.
  std::int64_t page_rows = 1'000;
  std::size_t fired_per_turn = 256;
  milliseconds firing_time{2};  ///< In a turn, by the clock: some commands take long.
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

  /// A timer that the table does not know, since it has fired and is to fire again or belongs to a
  /// volatile execution: it stays in memory until it fires, or until it is taken back.
  void put_off(const DueItem& timer);
  void take_back(const DueItem& timer);

  void resume();

  std::size_t size() const { return timers_.size(); }

 private:
  bool is_kept(const DueItem& timer) const;
  void trim();
  std::optional<Timestamp> next_due() const;
  void arm();
  void ring();
  void fire_due();
  std::set<DueItem>& next_set();
  bool should_read() const;
  void read();
  void take(const std::vector<store::PendingRow>& rows);

  store::EventStore& store_;
  Alarms& alarms_;
  Fire fire_;
  std::function<bool()> may_fire_;
  WakeupLimits limits_;
  std::set<DueItem> timers_;
  std::set<DueItem> put_off_;  ///< Never forgotten for lack of room.

  /// Every durable timer before it is in `timers_` or has fired. It is the row after which reading
  /// goes on, and the end of time when there is none left to read. Nothing: not recovered yet.
  std::optional<store::PendingRow> boundary_;
  bool reading_ = false;     ///< A page is on its way.
  bool stale_read_ = false;  ///< Timers were forgotten since: the page must be read again.
  bool resting_ = false;
  Alarms::Alarm alarm_;
  Lifetime lifetime_;
};

}  // namespace sfn::runtime
