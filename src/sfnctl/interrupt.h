// Interrupt: that the user pressed Ctrl-C. Raised by a signal handler, looked at by whatever waits.
#pragma once

#include <atomic>

namespace sfn::sfnctl {

class Interrupt {
 public:
  /// Safe in a signal handler.
  void raise() { raised_.store(true, std::memory_order_relaxed); }
  bool raised() const { return raised_.load(std::memory_order_relaxed); }

 private:
  static_assert(std::atomic<bool>::is_always_lock_free);
  std::atomic<bool> raised_{false};
};

}  // namespace sfn::sfnctl
