// Timer: calls a function once, after a delay.
#pragma once

#include <functional>
#include <memory>

#include "base/time.h"
#include "loop/loop.h"

namespace sfn::loop {

/// A one-shot timer. Destroying it cancels it: after the destructor the function cannot run.
class Timer {
 public:
  explicit Timer(Loop& loop);

  /// Never fires early, and in a later turn even without delay; a delay below zero is zero.
  /// Replaces what was armed. `fire` may destroy the timer or start it again.
  void start(milliseconds delay, std::function<void()> fire);

  void stop();
  bool armed() const;

 private:
  struct Handle;
  struct Close {
    void operator()(Handle* handle) const;
  };
  std::unique_ptr<Handle, Close> handle_;
};

}  // namespace sfn::loop
