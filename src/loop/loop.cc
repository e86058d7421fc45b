#include "loop/loop.h"

#include <time.h>

#include <array>
#include <deque>
#include <mutex>
#include <utility>

#include "base/check.h"
#include "loop/uv_handle.h"

namespace sfn::loop {

namespace {

using std::chrono::nanoseconds;
using Tasks = std::deque<std::function<void()>>;

nanoseconds thread_cpu_time() {
  timespec used{};
  SFN_CHECK(clock_gettime(CLOCK_THREAD_CPUTIME_ID, &used) == 0);
  return std::chrono::seconds(used.tv_sec) + nanoseconds(used.tv_nsec);
}

// As much as libuv itself suggests for one read.
constexpr std::size_t kReadBytesMax = 65'536;

// After so long, tasks that were posted let sockets and timers have their turn.
constexpr std::uint64_t kPostedNsMax = 2'000'000;

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
  Tasks due;                   // Taken from it, and to be run.
  std::function<bool()> done;  // Of run_until().
  std::array<char, kReadBytesMax> read_buffer{};
  std::uint64_t polled_at_ns = 0;  // When the last turn ended; 0 before the first.
  std::uint64_t idle_ns = 0;       // Spent waiting in the kernel until then.
  nanoseconds cpu{0};              // What the thread had used until then.
  TurnTimes turn_times;

  bool take_posted();
  void run_posted();
  void measure_turn();
};

bool Loop::State::take_posted() {
  const std::lock_guard lock(mutex);
  due.insert(due.end(), std::make_move_iterator(posted.begin()),
             std::make_move_iterator(posted.end()));
  posted.clear();
  return !due.empty();
}

// Any number of sends may arrive as one wake-up, so each one takes the whole queue. What the tasks
// post comes with the next wake-up, so that sockets get their turn in between.
void Loop::State::run_posted() {
  const std::uint64_t end = uv_hrtime() + kPostedNsMax;
  for (take_posted(); !due.empty();) {
    auto task = std::move(due.front());
    due.pop_front();
    run_last(task);
    if (uv_hrtime() > end) break;
  }
  if (!due.empty()) uv_async_send(&wake_up->uv);
}

// Runs just before each poll. The time since the last poll began, less what was spent waiting, is
// the time that this turn took.
void Loop::State::measure_turn() {
  const std::uint64_t now = uv_hrtime();
  const std::uint64_t idle = uv_metrics_idle_time(&uv);
  const nanoseconds cpu_now = thread_cpu_time();
  if (polled_at_ns != 0) {
    turn_times.add(nanoseconds(now), {.wall = nanoseconds(now - polled_at_ns - (idle - idle_ns)),
                                      .cpu = cpu_now - cpu});
  }
  polled_at_ns = now;
  idle_ns = idle;
  cpu = cpu_now;
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
  while (state_->take_posted()) std::exchange(state_->due, {});
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

LongestTurn Loop::longest_turn() const { return state_->turn_times.ever(); }

LongestTurn Loop::longest_turn_of_late() const {
  return state_->turn_times.of_late(nanoseconds(uv_hrtime()));
}

uv_loop_s& Loop::uv() { return state_->uv; }

std::span<char> Loop::read_buffer() { return state_->read_buffer; }

}  // namespace sfn::loop
