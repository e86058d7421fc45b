#include "runtime/wakeups.h"

#include <algorithm>
#include <iterator>
#include <tuple>
#include <utility>

#include "base/check.h"
#include "base/fail_point.h"
#include "runtime/stored_rows.h"

namespace sfn::runtime {
namespace {

// The cursor behind which all rows are due at `due` or later: executions are numbered from 1.
store::PendingRow cursor_at(Timestamp due) { return {ExecutionId{0}, "", "", due}; }

constexpr Timestamp kEndOfTime = Timestamp::max();

bool is_beyond(const DueItem& timer, const store::PendingRow& boundary) {
  return std::tuple(timer.due, timer.execution) > std::tuple(*boundary.due, boundary.execution);
}

}  // namespace

Wakeups::Wakeups(store::EventStore& store, Alarms& alarms, Fire fire,
                 std::function<bool()> may_fire, WakeupLimits limits)
    : store_(store),
      alarms_(alarms),
      fire_(std::move(fire)),
      may_fire_(std::move(may_fire)),
      limits_(limits),
      alarm_(alarms) {}

void Wakeups::recover() {
  boundary_ = cursor_at(Timestamp{});
  ring();
}

void Wakeups::add(const DueItem& timer) {
  if (!is_kept(timer)) return;
  timers_.insert(timer);
  trim();
  arm();
}

void Wakeups::remove(const DueItem& timer) { timers_.erase(timer); }

void Wakeups::put_off(const DueItem& timer) {
  put_off_.insert(timer);
  arm();
}

void Wakeups::take_back(const DueItem& timer) { put_off_.erase(timer); }

void Wakeups::resume() {
  if (std::exchange(resting_, false)) arm();
}

// Beyond the boundary the table is enough, unless a page is on its way that may have been read
// before this timer's row was written.
bool Wakeups::is_kept(const DueItem& timer) const {
  if (!boundary_) return false;
  return reading_ || !is_beyond(timer, *boundary_);
}

// When there are too many, the farthest quarter is forgotten: the table has them.
void Wakeups::trim() {
  if (timers_.size() <= limits_.timers) return;
  const auto kept = limits_.timers - limits_.timers / 4;
  const auto last = *std::next(timers_.begin(), static_cast<std::ptrdiff_t>(kept) - 1);
  const store::PendingRow end{last.execution, "", "", last.due};
  const auto first_gone = std::find_if(timers_.find(last), timers_.end(),
                                       [&](const DueItem& timer) { return is_beyond(timer, end); });
  timers_.erase(first_gone, timers_.end());
  if (!is_beyond(last, *boundary_)) boundary_ = end;
  stale_read_ = reading_;
}

// ---- firing

// The first in memory; or the rows beyond the boundary, where those before it were all taken back.
std::optional<Timestamp> Wakeups::next_due() const {
  std::optional<Timestamp> due;
  if (!timers_.empty()) due = timers_.begin()->due;
  if (!put_off_.empty() && (!due || put_off_.begin()->due < *due)) due = put_off_.begin()->due;
  const bool has_more = boundary_ && !reading_ && boundary_->due < kEndOfTime;
  if (has_more && (!due || *boundary_->due < *due)) due = boundary_->due;
  return due;
}

void Wakeups::arm() {
  if (resting_) return;
  const auto due = next_due();
  if (!due) return alarm_.clear();
  if (alarm_.due() != due) alarm_.set(*due, [this] { ring(); });
}

void Wakeups::ring() {
  fire_due();
  if (should_read()) read();
  arm();
}

// The one that has the earliest timer.
std::set<DueItem>& Wakeups::next_set() {
  if (put_off_.empty()) return timers_;
  return timers_.empty() || *put_off_.begin() < *timers_.begin() ? put_off_ : timers_;
}

// What is left of those due rings again in the next turn, so that others get theirs.
void Wakeups::fire_due() {
  const auto now = alarms_.clock().now();
  for (std::size_t fired = 0; fired < limits_.fired_per_turn; ++fired) {
    auto& next = next_set();
    if (next.empty() || next.begin()->due > now) return;
    resting_ = !may_fire_();
    if (resting_) return;
    const auto timer = *next.begin();
    next.erase(next.begin());
    fail_point("timer-fire.before");
    fire_(timer.execution, timer.work);
    fail_point("timer-fire.after");
    if (alarms_.clock().now() - now >= limits_.firing_time) return;
  }
}

// ---- reading on

bool Wakeups::should_read() const {
  if (!boundary_ || reading_ || boundary_->due == kEndOfTime) return false;
  return timers_.size() <= limits_.timers / 2 || is_beyond(*timers_.begin(), *boundary_);
}

void Wakeups::read() {
  reading_ = true;
  stale_read_ = false;
  store_.pending(
      kEndOfTime, boundary_, limits_.page_rows,
      lifetime_.guard([this](const std::vector<store::PendingRow>& rows) { take(rows); }));
}

void Wakeups::take(const std::vector<store::PendingRow>& rows) {
  reading_ = false;
  if (!stale_read_) {
    for (const auto& row : rows) {
      SFN_CHECK(row.due);  // The cursor is past those that have none.
      timers_.insert({*row.due, row.execution, work_of(row)});
    }
    const bool is_full = static_cast<std::int64_t>(rows.size()) == limits_.page_rows;
    boundary_ = is_full ? rows.back() : cursor_at(kEndOfTime);
    trim();
  }
  ring();
}

}  // namespace sfn::runtime
