#include "loop/signal.h"

#include <gtest/gtest.h>
#include <sys/time.h>

#include <csignal>
#include <memory>

#include "support/run_until.h"

namespace sfn::loop {
namespace {

TEST(SignalHandler, HearsEveryDelivery) {
  Loop loop;
  int heard = 0;
  const SignalHandler handler(loop, SIGTERM, [&] { ++heard; });
  for (int expected = 1; expected <= 2; ++expected) {
    std::raise(SIGTERM);
    run_until(loop, [&] { return heard == expected; });
  }
}

TEST(SignalHandler, MayDestroyItselfAsItHears) {
  Loop loop;
  std::unique_ptr<SignalHandler> handler;
  handler = std::make_unique<SignalHandler>(loop, SIGINT, [&] { handler.reset(); });
  std::raise(SIGINT);
  run_until(loop, [&] { return handler == nullptr; });
}

TEST(SignalHandler, HearsOnlyItsOwnSignal) {
  Loop loop;
  int terminations = 0;
  const SignalHandler interrupt(loop, SIGINT, [] { FAIL() << "heard another signal"; });
  const SignalHandler terminate(loop, SIGTERM, [&] { ++terminations; });
  std::raise(SIGTERM);
  run_until(loop, [&] { return terminations == 1; });
}

// The signal interrupts the poll, which goes on waiting: idle all the while.
TEST(SignalHandler, DoesNotMakeATurnOfTheTimeBeforeTheSignal) {
  using namespace std::chrono_literals;
  Loop loop;
  int heard = 0;
  const SignalHandler handler(loop, SIGALRM, [&] { ++heard; });
  const itimerval twice{.it_interval = {0, 100'000}, .it_value = {0, 100'000}};
  const itimerval never{};
  ASSERT_EQ(setitimer(ITIMER_REAL, &twice, nullptr), 0);
  run_until(loop, [&] { return heard == 2; });
  ASSERT_EQ(setitimer(ITIMER_REAL, &never, nullptr), 0);
  run_what_is_ready(loop);
  EXPECT_LT(loop.longest_turn().wall, 90ms);
}

}  // namespace
}  // namespace sfn::loop
