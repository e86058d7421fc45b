// ThreadPool: long pure work off the loop, its result back on it.
#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <utility>

#include "loop/loop.h"

namespace sfn::loop {

/// libuv's pool of four threads. Work gets values and gives a value: it must own all that it
/// touches, since it may outlive the pool object and whoever asked for it. Destroying the pool
/// takes back what has not begun, and no `done` runs after that.
class ThreadPool {
 public:
  explicit ThreadPool(Loop& loop);
  ~ThreadPool();
  ThreadPool(const ThreadPool&) = delete;
  ThreadPool& operator=(const ThreadPool&) = delete;

  /// Runs `work` on a thread, then `done` on the loop. In order of asking, as threads come free. An
  /// exception that leaves `work` ends the process.
  void run(std::function<void()> work, std::function<void()> done);

  /// As run(), handing what `work` returns to `done`.
  template <typename Work, typename Done>
  void compute(Work work, Done done) {
    using Value = decltype(work());
    auto value = std::make_shared<std::optional<Value>>();
    run([work = std::move(work), value]() mutable { value->emplace(work()); },
        [done = std::move(done), value]() mutable { done(std::move(**value)); });
  }

  /// Asked for and not done: for callers to bound.
  std::size_t pending() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace sfn::loop
