// Clock: the seam behind which time lies. The daemon's is the loop, a simulation moves its own.
#pragma once

#include <functional>

#include "base/time.h"

namespace sfn {

class Clock {
 public:
  virtual ~Clock() = default;

  /// The wall clock. It may jump, back as well as forth.
  virtual Timestamp now() const = 0;

  /// Runs `wake` once when now() has reached `due`, never earlier and never within this call, also
  /// when `due` is past. There is one pending wake-up: a call replaces the last one, and an empty
  /// function only takes it back. `wake` may call wake_at() again.
  virtual void wake_at(Timestamp due, std::function<void()> wake) = 0;
};

}  // namespace sfn
