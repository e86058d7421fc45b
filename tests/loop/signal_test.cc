#include "loop/signal.h"

#include <gtest/gtest.h>

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

}  // namespace
}  // namespace sfn::loop
