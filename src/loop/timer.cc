#include "loop/timer.h"

#include <algorithm>

#include "loop/uv_handle.h"

namespace sfn::loop {

struct Timer::Handle : UvHandle {
  uv_timer_t uv{};
  std::function<void()> fire;
};

void Timer::Close::operator()(Handle* handle) const {
  handle->fire = nullptr;
  close(&handle->uv);
}

Timer::Timer(Loop& loop) : handle_(new Handle) {
  handle_->uv.data = static_cast<UvHandle*>(handle_.get());
  uv_timer_init(&loop.uv(), &handle_->uv);
}

void Timer::start(milliseconds delay, std::function<void()> fire) {
  handle_->fire = std::move(fire);
  // libuv counts from the start of the turn; without this a timer started late in one is early.
  uv_update_time(handle_->uv.loop);
  uv_timer_start(
      &handle_->uv, [](uv_timer_t* uv) noexcept { run_last(handle_of<Handle>(uv).fire); },
      static_cast<std::uint64_t>(std::max<milliseconds::rep>(delay.count(), 0)), 0);
}

void Timer::stop() {
  uv_timer_stop(&handle_->uv);
  handle_->fire = nullptr;
}

bool Timer::armed() const { return uv_is_active(as_handle(&handle_->uv)) != 0; }

}  // namespace sfn::loop
