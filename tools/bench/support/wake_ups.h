// Wake-ups: when executions that slept were due, and when they went on, as the journal has it.
#pragma once

#include <filesystem>
#include <map>
#include <optional>

#include "base/ids.h"
#include "base/time.h"
#include "support/samples.h"

namespace sfn::bench {

struct WakeUp {
  Timestamp due;
  std::optional<Timestamp> left;  ///< When the Wait state was left; nothing where it was not.
};

/// The last Wait state of each execution that has had one. The database must not be in use.
std::map<ExecutionId, WakeUp> wake_ups(const std::filesystem::path& database);

/// In milliseconds, of those that went on.
Samples lateness_ms(const std::map<ExecutionId, WakeUp>& wake_ups);

}  // namespace sfn::bench
