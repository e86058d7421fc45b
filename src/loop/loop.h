// Loop: the one thread that owns all mutable state and decides, driven by libuv.
//
// Everything else in this module (timers, sockets, processes, pipes) is made on a Loop, belongs to
// its thread, and must be destroyed before it. Only post() may be called from other threads.
// Nothing outside src/loop sees libuv. An exception that leaves a callback ends the process: it
// must not unwind through C, and after it nothing in memory can be trusted.
#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <span>
#include <string_view>

#include "base/time.h"
#include "loop/turn.h"

struct uv_loop_s;

namespace sfn::loop {

class Loop {
 public:
  Loop();
  ~Loop();  // Drops what was posted and not run.
  Loop(const Loop&) = delete;
  Loop& operator=(const Loop&) = delete;

  /// Turns until stop(). May be called again.
  void run();

  /// Turns until `done()`, which is asked before each wait: for tests.
  void run_until(std::function<bool()> done);

  /// Ends run() after this turn. On the loop's thread only; others post it.
  void stop();

  /// Runs `task` on the loop's thread in a later turn, in the order of posting. Thread-safe, never
  /// lost, never within this call. What a task posts runs in the next turn or, where there is much
  /// to run, in one after it. `kind` says what such tasks are, for the measurements below; of
  /// static storage.
  void post(std::function<void()> task, std::string_view kind = "task");

  /// The wall clock, read anew.
  Timestamp now() const;

  /// The longest time from the first callback after a poll to the next poll: how long a socket may
  /// have waited for others to be handled. Since the loop was made, and in the last minute or two.
  LongestTurn longest_turn() const;
  LongestTurn longest_turn_of_late() const;

  /// Calls `report` after a turn that was at least so long by the wall clock, and longer than any
  /// of late.
  void on_long_turn(std::chrono::nanoseconds at_least, std::function<void(const LongTurn&)> report);

  /// What the callback that runs now is about, for on_long_turn().
  void about(std::string_view what);

  /// By the wall clock, since the loop was made.
  const LongestCallbacks& longest_callbacks() const;

  /// For this module: libuv's loop, and the memory that every read goes through.
  uv_loop_s& uv();
  std::span<char> read_buffer();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace sfn::loop
