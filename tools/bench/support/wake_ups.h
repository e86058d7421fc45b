// Wake-ups: when executions that slept were due, as the journal has it.
#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <string>

#include "base/ids.h"
#include "base/time.h"

namespace sfn::bench {

struct WakeUp {
  std::string name;  ///< Of the execution.
  Timestamp due;
};

/// The last Wait state of each execution that has had one. The database must not be in use.
std::map<ExecutionId, WakeUp> wake_ups(const std::filesystem::path& database);

}  // namespace sfn::bench
