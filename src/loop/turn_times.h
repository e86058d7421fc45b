// TurnTimes: the longest turns of a loop, since it was made and of late.
//
// A turn is what happens between two polls: everybody else waits that long. Two clocks measure it:
// the wall's, which is what those who wait see, and the thread's own processor time, which says
// what the turn itself has cost however busy the machine is.
#pragma once

#include <algorithm>
#include <chrono>

namespace sfn::loop {

/// The longest turn by each clock; the two need not be the same turn.
struct LongestTurn {
  std::chrono::nanoseconds wall{0};
  std::chrono::nanoseconds cpu{0};
};

class TurnTimes {
 public:
  /// Of late is: in the interval that `now` is in, or in the one before it.
  static constexpr std::chrono::nanoseconds kInterval = std::chrono::minutes(1);

  /// A turn ended at `now`, on a clock that never goes back, and took so long.
  void add(std::chrono::nanoseconds now, const LongestTurn& turn) {
    move_on(now);
    take_longer(ever_, turn);
    take_longer(present_, turn);
  }

  const LongestTurn& ever() const { return ever_; }

  LongestTurn of_late(std::chrono::nanoseconds now) {
    move_on(now);
    LongestTurn longest = present_;
    take_longer(longest, before_);
    return longest;
  }

 private:
  static void take_longer(LongestTurn& longest, const LongestTurn& turn) {
    longest.wall = std::max(longest.wall, turn.wall);
    longest.cpu = std::max(longest.cpu, turn.cpu);
  }

  void move_on(std::chrono::nanoseconds now) {
    const auto interval = now / kInterval;
    if (interval == interval_) return;
    before_ = interval == interval_ + 1 ? present_ : LongestTurn{};
    present_ = {};
    interval_ = interval;
  }

  LongestTurn ever_;
  LongestTurn present_;
  LongestTurn before_;
  std::chrono::nanoseconds::rep interval_ = 0;
};

}  // namespace sfn::loop
