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

namespace {

// libuv counts from the time that it read at the start of the turn, which would be early by as long
// as this turn has taken so far. And it fires all that is due in one go: a timer that starts itself
// again without delay would never let go, so the shortest delay reaches into the next turn.
std::uint64_t delay_from_start_of_turn(const uv_loop_t* loop, milliseconds delay) {
  const std::uint64_t into_the_turn = uv_hrtime() / 1'000'000 - uv_now(loop);
  const auto wanted = static_cast<std::uint64_t>(std::max<milliseconds::rep>(delay.count(), 0));
  return std::max<std::uint64_t>(into_the_turn + wanted, 1);
}

}  // namespace

void Timer::start(milliseconds delay, std::function<void()> fire) {
  handle_->fire = std::move(fire);
  uv_timer_start(
      &handle_->uv,
      [](uv_timer_t* uv) noexcept {
        const CallbackScope scope(uv->loop, "timer");
        run_last(handle_of<Handle>(uv).fire);
      },
      delay_from_start_of_turn(handle_->uv.loop, delay), 0);
}

void Timer::stop() {
  uv_timer_stop(&handle_->uv);
  handle_->fire = nullptr;
}

bool Timer::armed() const { return uv_is_active(as_handle(&handle_->uv)) != 0; }

}  // namespace sfn::loop
