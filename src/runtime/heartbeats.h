// Heartbeats: puts the deadlines of tasks off that show a sign of life.
//
// A heartbeat is no event: the journal knows the first deadline alone, which is what wakes up. Then
// the newest sign of life counts, and where it is young enough the deadline is put off, in memory.
// A new process knows of no signs, so it grants each task a whole interval from its own beginning.
// AWS Step Functions API, SendTaskHeartbeat.
#pragma once

#include <map>
#include <optional>
#include <utility>

#include "base/clock.h"
#include "base/ids.h"
#include "history/work.h"
#include "runtime/wakeups.h"

namespace sfn::runtime {

class Heartbeats {
 public:
  Heartbeats(Clock& clock, Wakeups& wakeups)
      : clock_(clock), wakeups_(wakeups), began_(clock.now()) {}

  /// A sign of life of the task whose deadline `work` is; that must be outstanding.
  void beat(ExecutionId execution, const history::WorkId& work);

  /// When it is missed if no other sign comes.
  Timestamp due(ExecutionId execution, const history::WorkId& work,
                const history::HeartbeatWork& heartbeat) const;

  /// The deadline has come. False where it has been put off: it comes again.
  bool is_missed(ExecutionId execution, const history::WorkId& work,
                 const history::HeartbeatWork& heartbeat);

  /// It is not outstanding any more.
  void forget(ExecutionId execution, const history::WorkId& work);

  std::size_t size() const { return signs_.size(); }

 private:
  using Key = std::pair<ExecutionId, history::WorkId>;
  struct Sign {
    Timestamp at;
    std::optional<Timestamp> put_off_to = {};
  };

  Clock& clock_;
  Wakeups& wakeups_;
  Timestamp began_;
  std::map<Key, Sign> signs_;
};

}  // namespace sfn::runtime
