// What one run of something short takes.
#pragma once

#include "support/samples.h"
#include "support/stopwatch.h"

namespace sfn::bench {

/// Nanoseconds a piece: the median over rounds, each long enough for the clock; `ms` says how long
/// to warm up, and three times that is measured.
template <typename Run>
double nanoseconds(double ms, const Run& run) {
  for (const Stopwatch warm; warm.milliseconds() < ms;) run();
  Samples rounds;
  for (const Stopwatch all; all.milliseconds() < 3 * ms;) {
    int count = 0;
    const Stopwatch round;
    double passed = 0;
    do {
      for (int i = 0; i < 8; ++i) run();
      count += 8;
      passed = round.milliseconds();
    } while (passed < ms / 10);
    rounds.push_back(passed / count * 1e6);
  }
  return median(rounds);
}

}  // namespace sfn::bench
