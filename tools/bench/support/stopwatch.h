// Stopwatch: time that has passed, and processor time that was spent, since it was made.
#pragma once

#include <sys/resource.h>

#include <chrono>

namespace sfn::bench {

using SteadyClock = std::chrono::steady_clock;
using Seconds = std::chrono::duration<double>;

inline double milliseconds_between(SteadyClock::time_point begin, SteadyClock::time_point end) {
  return std::chrono::duration<double, std::milli>(end - begin).count();
}

/// Of this process, all threads, user and system.
inline double processor_seconds() {
  rusage usage{};
  ::getrusage(RUSAGE_SELF, &usage);
  const auto seconds = [](const timeval& time) {
    return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
  };
  return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

class Stopwatch {
 public:
  double seconds() const { return Seconds(SteadyClock::now() - begin_).count(); }
  double milliseconds() const { return seconds() * 1e3; }
  double processor() const { return processor_seconds() - processor_at_begin_; }

 private:
  SteadyClock::time_point begin_ = SteadyClock::now();
  double processor_at_begin_ = processor_seconds();
};

}  // namespace sfn::bench
