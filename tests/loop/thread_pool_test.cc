#include "loop/thread_pool.h"

#include <gtest/gtest.h>

#include <future>
#include <optional>
#include <string>
#include <thread>

#include "support/run_until.h"

namespace sfn::loop {
namespace {

TEST(ThreadPool, WorksOnAnotherThreadAndFinishesOnTheLoop) {
  Loop loop;
  ThreadPool pool(loop);
  const auto here = std::this_thread::get_id();
  std::thread::id worked;
  std::thread::id finished;
  pool.run([&] { worked = std::this_thread::get_id(); },
           [&] { finished = std::this_thread::get_id(); });
  EXPECT_EQ(pool.pending(), 1U);
  run_until(loop, [&] { return pool.pending() == 0; });
  EXPECT_NE(worked, here);
  EXPECT_EQ(finished, here);
}

TEST(ThreadPool, HandsOverWhatWasComputed) {
  Loop loop;
  ThreadPool pool(loop);
  std::string result;
  pool.compute([] { return std::string("forty-two"); },
               [&](std::string value) { result = std::move(value); });
  run_until(loop, [&] { return !result.empty(); });
  EXPECT_EQ(result, "forty-two");
}

TEST(ThreadPool, FinishesNothingOnceDestroyed) {
  std::promise<void> begun;
  std::promise<void> release;
  auto hold = release.get_future();
  Loop loop;  // Waits at its end for what has begun, and so goes before what that uses.
  std::optional<ThreadPool> pool(std::in_place, loop);
  pool->run(
      [&] {
        begun.set_value();
        hold.wait();
      },
      [] { FAIL() << "finished for nobody"; });
  begun.get_future().wait();
  pool.reset();
  release.set_value();
  run_what_is_ready(loop);
}

TEST(ThreadPool, MayBeDestroyedByWhatItFinishes) {
  Loop loop;
  std::optional<ThreadPool> pool(std::in_place, loop);
  pool->run([] {}, [&] { pool.reset(); });
  run_until(loop, [&] { return !pool; });
}

}  // namespace
}  // namespace sfn::loop
