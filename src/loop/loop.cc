#include "loop/loop.h"

#include <algorithm>
#include <array>
#include <mutex>
#include <utility>
#include <vector>

#include "base/check.h"
#include "loop/uv_handle.h"

namespace sfn::loop {

namespace {

using Tasks = std::vector<std::function<void()>>;

// As much as libuv itself suggests for one read.
constexpr std::size_t kReadBytesMax = 65'536;

struct Async : UvHandle {
  uv_async_t uv{};
};

struct Prepare : UvHandle {
  uv_prepare_t uv{};
};

}  // namespace

struct Loop::State {
  uv_loop_t uv{};
  Async* wake_up = new Async;          // Freed by its close callback.
  Prepare* before_poll = new Prepare;  // Likewise.
  std::mutex mutex;                    // Guards `posted`.
  Tasks posted;
  std::function<bool()> done;  // Of run_until().
  std::array<char, kReadBytesMax> read_buffer{};
  std::uint64_t polled_at_ns = 0;  // When the last turn ended; 0 before the first.
  std::uint64_t idle_ns = 0;       // Spent waiting in the kernel until then.
  std::uint64_t longest_turn_ns = 0;

  Tasks take_posted();
  void run_posted();
  void measure_turn();
};

Tasks Loop::State::take_posted() {
  const std::lock_guard lock(mutex);
  return std::exchange(posted, {});
}

// Any number of sends may arrive as one wake-up, so each one takes the whole queue. What the tasks
// post comes with the next wake-up, so that sockets get their turn in between.
void Loop::State::run_posted() {
  for (auto& task : take_posted()) run_last(task);
}

// Runs just before each poll. The time since the last poll began, less what was spent waiting, is
// the time that this turn took.
void Loop::State::measure_turn() {
  const std::uint64_t now = uv_hrtime();
  const std::uint64_t idle = uv_metrics_idle_time(&uv);
  if (polled_at_ns != 0) {
    longest_turn_ns = std::max(longest_turn_ns, now - polled_at_ns - (idle - idle_ns));
  }
  polled_at_ns = now;
  idle_ns = idle;
}

Loop::Loop() : state_(std::make_unique<State>()) {
  State* state = state_.get();
  SFN_CHECK(uv_loop_init(&state->uv) == 0);
  SFN_CHECK(uv_loop_configure(&state->uv, UV_METRICS_IDLE_TIME) == 0);
  state->uv.data = state;

  state->wake_up->uv.data = static_cast<UvHandle*>(state->wake_up);
  SFN_CHECK(uv_async_init(&state->uv, &state->wake_up->uv, [](uv_async_t* async) noexcept {
              static_cast<State*>(async->loop->data)->run_posted();
            }) == 0);

  state->before_poll->uv.data = static_cast<UvHandle*>(state->before_poll);
  uv_prepare_init(&state->uv, &state->before_poll->uv);
  uv_prepare_start(&state->before_poll->uv, [](uv_prepare_t* prepare) noexcept {
    auto& turning = *static_cast<State*>(prepare->loop->data);
    turning.measure_turn();
    if (turning.done && turning.done()) uv_stop(prepare->loop);
  });
  uv_unref(as_handle(&state->before_poll->uv));
}

Loop::~Loop() {
  while (!state_->take_posted().empty()) {
  }
  close(&state_->wake_up->uv);
  close(&state_->before_poll->uv);
  // A child that was forgotten while it runs is all that may be left: others have owners, which had
  // to go first.
  uv_walk(
      &state_->uv,
      [](uv_handle_t* handle, void*) {
        if (uv_is_closing(handle)) return;
        SFN_CHECK(handle->type == UV_PROCESS);
        close(handle);
      },
      nullptr);
  uv_run(&state_->uv, UV_RUN_DEFAULT);
  SFN_CHECK(uv_loop_close(&state_->uv) == 0);
}

void Loop::run() { uv_run(&state_->uv, UV_RUN_DEFAULT); }

void Loop::run_until(std::function<bool()> done) {
  state_->done = std::move(done);
  run();
  state_->done = nullptr;
}

void Loop::stop() { uv_stop(&state_->uv); }

void Loop::post(std::function<void()> task) {
  {
    const std::lock_guard lock(state_->mutex);
    state_->posted.push_back(std::move(task));
  }
  uv_async_send(&state_->wake_up->uv);
}

Timestamp Loop::now() const {
  return std::chrono::floor<milliseconds>(std::chrono::system_clock::now());
}

std::chrono::microseconds Loop::longest_turn() const {
  return std::chrono::microseconds(state_->longest_turn_ns / 1'000);
}

void Loop::forget_longest_turn() { state_->longest_turn_ns = 0; }

uv_loop_s& Loop::uv() { return state_->uv; }

std::span<char> Loop::read_buffer() { return state_->read_buffer; }

}  // namespace sfn::loop
