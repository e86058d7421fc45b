// Daemon: the composition root. It builds every part, passes each what it needs, and turns the loop
// until it is told to end.
#pragma once

#include <memory>
#include <string>

#include "sfnd/config.h"
#include "telemetry/log.h"

namespace sfn::sfnd {

/// Runs the daemon to its end; returns the process's exit status. 1 where it cannot start, with the
/// reason in the log.
int run_daemon(const Config& config, telemetry::Logger& logger);

/// Where the event store is.
std::string store_path(const Config& config);

}  // namespace sfn::sfnd
