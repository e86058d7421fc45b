#include "runtime/heartbeats.h"

#include <algorithm>

namespace sfn::runtime {

void Heartbeats::beat(ExecutionId execution, const history::WorkId& work) {
  auto& sign = signs_.try_emplace({execution, work}, Sign{began_}).first->second;
  sign.at = std::max(sign.at, clock_.now());
}

Timestamp Heartbeats::due(ExecutionId execution, const history::WorkId& work,
                          const history::HeartbeatWork& heartbeat) const {
  const auto known = signs_.find({execution, work});
  const auto last = known == signs_.end() ? began_ : known->second.at;
  return std::max(heartbeat.due, last + seconds(heartbeat.interval_seconds));
}

bool Heartbeats::is_missed(ExecutionId execution, const history::WorkId& work,
                           const history::HeartbeatWork& heartbeat) {
  const auto moment = due(execution, work, heartbeat);
  if (moment <= clock_.now()) return true;
  auto& sign = signs_.try_emplace({execution, work}, Sign{began_}).first->second;
  // A timer that fires twice is not put off twice.
  if (sign.put_off_to) wakeups_.take_back({*sign.put_off_to, execution, work});
  sign.put_off_to = moment;
  wakeups_.put_off({moment, execution, work});
  return false;
}

void Heartbeats::forget(ExecutionId execution, const history::WorkId& work) {
  const auto known = signs_.extract({execution, work});
  if (known.empty() || !known.mapped().put_off_to) return;
  wakeups_.take_back({*known.mapped().put_off_to, execution, work});
}

}  // namespace sfn::runtime
