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

struct Task {
  std::function<void()> run;
  std::string_view kind;
};
using Tasks = std::deque<Task>;

nanoseconds thread_cpu_time() {
  timespec used{};
  SFN_CHECK(clock_gettime(CLOCK_THREAD_CPUTIME_ID, &used) == 0);
  return std::chrono::seconds(used.tv_sec) + nanoseconds(used.tv_nsec);
}

// As much as libuv itself suggests for one read.
constexpr std::size_t kReadBytesMax = 65'536;

template <typename Uv>
struct Hook : UvHandle {
  explicit Hook(std::function<void()> on_call) : run(std::move(on_call)) {
    uv.data = static_cast<UvHandle*>(this);
  }
  static void call(Uv* uv) noexcept { handle_of<Hook>(uv).run(); }

  Uv uv{};
  std::function<void()> run;
};
using Async = Hook<uv_async_t>;
using Prepare = Hook<uv_prepare_t>;

}  // namespace

struct Loop::State : UvLoopData {
  uv_loop_t uv{};
  Async* wake_up = new Async([this] { run_posted(); });        // Freed by its close callback.
  Prepare* before_poll = new Prepare([this] { end_turn(); });  // Likewise.
  std::mutex mutex;                                            // Guards `posted`.
  Tasks posted;
  Tasks due;                   // Taken from it, and to be run.
  std::function<bool()> done;  // Of run_until().
  std::array<char, kReadBytesMax> read_buffer{};
  nanoseconds cpu{0};  // What the thread had used when the last turn ended; 0 before the first.
  TurnTimes turn_times;
  nanoseconds report_from = nanoseconds::max();
  std::function<void(const LongTurn&)> report;

  bool take_posted();
  void run_posted();
  void end_turn();
  void measure_turn();
  void turn_took(const LongestTurn& times);
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
  const std::uint64_t end = uv_hrtime() + static_cast<std::uint64_t>(Turn::kShare.count());
  for (take_posted(); !due.empty();) {
    auto task = std::move(due.front());
    due.pop_front();
    {
      const CallbackScope scope(&uv, task.kind);
      run_last(task.run);
    }
    if (uv_hrtime() > end) break;
  }
  if (!due.empty()) uv_async_send(&wake_up->uv);
}

void Loop::State::end_turn() {
  measure_turn();
  turn.begin();
  reads.end_turn();
  if (done && done()) uv_stop(&uv);
}

// Runs just before each poll.
void Loop::State::measure_turn() {
  const nanoseconds cpu_now = thread_cpu_time();
  if (cpu != nanoseconds(0)) {
    turn_took({.wall = turn.took(nanoseconds(uv_hrtime())), .cpu = cpu_now - cpu});
  }
  cpu = cpu_now;
}

// Only those that beat the longest of late are told of, so that they are few however bad it is.
void Loop::State::turn_took(const LongestTurn& times) {
  const nanoseconds now(uv_hrtime());
  const bool is_new = times.wall >= report_from && times.wall > turn_times.of_late(now).wall;
  turn_times.add(now, times);
  if (is_new) report(turn.end(times));
}

Loop::Loop() : state_(std::make_unique<State>()) {
  State* state = state_.get();
  SFN_CHECK(uv_loop_init(&state->uv) == 0);
  state->uv.data = static_cast<UvLoopData*>(state);

  SFN_CHECK(uv_async_init(&state->uv, &state->wake_up->uv, Async::call) == 0);
  uv_prepare_init(&state->uv, &state->before_poll->uv);
  uv_prepare_start(&state->before_poll->uv, Prepare::call);
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

void Loop::post(std::function<void()> task, std::string_view kind) {
  {
    const std::lock_guard lock(state_->mutex);
    state_->posted.push_back({std::move(task), kind});
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

void Loop::on_long_turn(nanoseconds at_least, std::function<void(const LongTurn&)> report) {
  state_->report_from = at_least;
  state_->report = std::move(report);
}

void Loop::about(std::string_view what) { state_->turn.about(what); }

const LongestCallbacks& Loop::longest_callbacks() const { return state_->turn.longest_callbacks(); }

uv_loop_s& Loop::uv() { return state_->uv; }

std::span<char> Loop::read_buffer() { return state_->read_buffer; }

}  // namespace sfn::loop
