// SpaceGuard: looks after the room on the disk, so that what has begun can still end.
//
// Below a mark new work is refused, while completions, timers and stops commit from what is left.
// A start that finds less than the mark begins with a probe commit; until one succeeds all commits
// are held back and no effect begins, so that only reads are answered.
//
// Nobody tells a process that there is room again. So the guard looks after commits, once a second
// or every few megabytes, and when new work has been refused; it probes at intervals.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>

#include "runtime/alarms.h"
#include "runtime/commit_queue.h"
#include "runtime/lifetime.h"
#include "store/event_store.h"

namespace sfn::runtime {

enum class Space { Enough, Scarce, None };

/// What is told when the room on the disk comes to be another.
struct SpaceReport {
  Space space = Space::Enough;
  std::string why;  ///< Empty where there is enough.
};

class SpaceGuard {
 public:
  static constexpr std::chrono::seconds kBetweenLooks{1};
  static constexpr std::size_t kBytesBetweenLooks = std::size_t{8} << 20;
  static constexpr std::chrono::seconds kBetweenProbes{5};

  /// `min_free_bytes` 0 looks after nothing. `changed` may be empty.
  SpaceGuard(store::EventStore& store, CommitQueue& commits, Alarms& alarms,
             std::int64_t min_free_bytes, std::function<void(const SpaceReport&)> changed);

  /// Once. Holds commits until there is room, then runs `begin`.
  void start(std::function<void()> begin);

 private:
  void look_at_start();
  void probe();
  void probed(const Result<void>& result);
  void go_on();

  void committed(std::size_t bytes);
  void look();
  void judge(const store::StoreInfo& info);
  void change_to(const SpaceReport& report);

  store::EventStore& store_;
  CommitQueue& commits_;
  Alarms& alarms_;
  Alarms::Alarm next_probe_;
  std::int64_t min_free_bytes_;
  std::function<void(const SpaceReport&)> changed_;

  std::function<void()> begin_;  ///< Until it has run.
  Space space_ = Space::Enough;
  Timestamp looked_;
  std::size_t bytes_since_ = 0;  ///< Committed since then.
  bool looking_ = false;
  Lifetime lifetime_;
};

}  // namespace sfn::runtime
