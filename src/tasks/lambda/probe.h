// Probe: runs a program that says something short and ends, and takes what it says.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "base/time.h"
#include "loop/loop.h"
#include "loop/pipe.h"
#include "loop/process.h"
#include "loop/timer.h"

namespace sfn::tasks {

inline constexpr seconds kProbeTimeMax{10};

/// Destroying it kills the program; `done` does not run then.
class Probe {
 public:
  /// Gets what the program printed, or nothing if it could not be run, failed or took too long.
  using Done = std::function<void(std::optional<std::string> output)>;

  /// Calls `done` once, in a later turn; it may destroy the Probe.
  Probe(loop::Loop& loop, const std::vector<std::string>& argv,
        const std::vector<std::string>& environment, Done done);
  ~Probe();
  Probe(const Probe&) = delete;
  Probe& operator=(const Probe&) = delete;

 private:
  bool start(loop::Loop& loop, const std::vector<std::string>& argv,
             const std::vector<std::string>& environment);
  void finish(bool succeeded);

  std::optional<loop::PipeReader> output_;
  std::optional<loop::Process> process_;
  loop::Timer timer_;
  Done done_;
};

}  // namespace sfn::tasks
