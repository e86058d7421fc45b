#include "support/test_loop.h"

#include <chrono>

namespace sfn::support {

void TestLoop::post(std::function<void()> turn) {
  {
    const std::lock_guard lock(mutex_);
    turns_.push_back(std::move(turn));
  }
  posted_.notify_one();
}

void TestLoop::run() {
  while (run_one()) {
  }
}

bool TestLoop::run_until(const std::function<bool()>& condition) {
  while (!condition()) {
    if (!wait()) return false;
    run_one();
  }
  return true;
}

void TestLoop::forget() {
  const std::lock_guard lock(mutex_);
  turns_.clear();
}

bool TestLoop::wait() {
  constexpr std::chrono::seconds kPatience{60};
  std::unique_lock lock(mutex_);
  return posted_.wait_for(lock, kPatience, [this] { return !turns_.empty(); });
}

bool TestLoop::run_one() {
  std::function<void()> turn;
  {
    const std::lock_guard lock(mutex_);
    if (turns_.empty()) return false;
    turn = std::move(turns_.front());
    turns_.pop_front();
  }
  turn();
  return true;
}

}  // namespace sfn::support
