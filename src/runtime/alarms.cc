#include "runtime/alarms.h"

namespace sfn::runtime {

Alarms::~Alarms() { clock_.wake_at({}, {}); }

void Alarms::Alarm::set(Timestamp due, std::function<void()> ring) {
  clear();
  place_ = {due, ++alarms_.last_};
  alarms_.entries_.emplace(*place_, Entry{this, std::move(ring)});
  alarms_.arm();
}

void Alarms::Alarm::clear() {
  if (place_) alarms_.entries_.erase(*place_);
  place_.reset();
}

std::optional<Timestamp> Alarms::Alarm::due() const {
  if (!place_) return std::nullopt;
  return place_->first;
}

// A wake-up that comes too early, since its alarm was cleared, finds nothing due and arms again.
void Alarms::arm() {
  if (entries_.empty()) return;
  const auto first = entries_.begin()->first.first;
  if (armed_ && *armed_ <= first) return;
  armed_ = first;
  clock_.wake_at(first, lifetime_.guard([this] { ring_due(); }));
}

void Alarms::ring_due() {
  armed_.reset();
  const auto now = clock_.now();
  const auto newest = last_;  // What rings may set an alarm that is due: its turn is the next.
  for (auto at = entries_.begin(); at != entries_.end() && at->first.first <= now;) {
    if (at->first.second > newest) {
      ++at;
      continue;
    }
    auto entry = std::move(at->second);
    const auto place = at->first;
    entry.alarm->place_.reset();
    entries_.erase(at);
    entry.ring();  // May set and clear alarms, so the place is looked up anew.
    at = entries_.upper_bound(place);
  }
  arm();
}

}  // namespace sfn::runtime
