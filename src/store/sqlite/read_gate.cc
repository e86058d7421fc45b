#include "store/sqlite/read_gate.h"

namespace sfn::store {

ReadGate::Pass::Pass(ReadGate& gate) : gate_(gate) {
  std::unique_lock lock(gate_.mutex_);
  gate_.changed_.wait(lock, [this] { return !gate_.closing_; });
  gate_.reading_ = true;
}

ReadGate::Pass::~Pass() {
  {
    const std::lock_guard lock(gate_.mutex_);
    gate_.reading_ = false;
  }
  gate_.changed_.notify_all();
}

void ReadGate::close_during(const std::function<void()>& action) {
  std::unique_lock lock(mutex_);
  closing_ = true;
  changed_.wait(lock, [this] { return !reading_; });
  action();
  closing_ = false;
  lock.unlock();
  changed_.notify_all();
}

}  // namespace sfn::store
