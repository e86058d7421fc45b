// Fill: makes a data directory with many executions in it, by running them: the production runtime,
// without HTTP, and without waiting for the disk.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>

#include "support/embedded_runtime.h"

namespace sfn::bench {

struct FillRequest {
  std::string machine;
  std::string definition;
  std::string input = "{}";
  std::int64_t executions = 0;
  bool until_started = false;  ///< They are to go on: sleepers.
  EmbeddedRuntime::Answer answer = {};
};

/// Returns when all of it is in the database.
void fill(const std::filesystem::path& directory, const FillRequest& request);

/// A machine that sleeps for the input's `seconds`.
extern const std::string kSleeperDefinition;

/// A machine of one Pass state.
extern const std::string kPassDefinition;

}  // namespace sfn::bench
