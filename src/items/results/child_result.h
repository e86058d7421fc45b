// ChildResult: one child execution of a map run, as it ended or was never begun, and what a
// ResultWriter makes of it.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "base/time.h"
#include "items/results/writer_config.h"

namespace sfn::items {

enum class ChildStatus { Succeeded, Failed, TimedOut, Aborted, Pending };

/// AWS's word: `SUCCEEDED`, `TIMED_OUT`, ….
std::string_view to_word(ChildStatus status);

struct ChildResult {
  ChildStatus status = ChildStatus::Succeeded;
  std::string execution_arn;
  std::string state_machine_arn;
  std::string name;
  std::string input = "{}";           ///< JSON.
  std::optional<std::string> output;  ///< JSON, of one that succeeded.
  std::optional<std::string> error;
  std::optional<std::string> cause;
  std::optional<Timestamp> started;
  std::optional<Timestamp> stopped;
  std::int64_t redrive_count = 0;
  std::string redrive_status = "NOT_REDRIVABLE";
  std::string redrive_status_reason;  ///< Empty for what AWS says of the status.
};

/// The execution with its metadata: what the transformation NONE writes, as JSON text.
std::string record_of(const ChildResult& child);

/// Calls `put` with the JSON text of each value that the child's result gives: of one that did not
/// succeed always its record.
void transformed(const ChildResult& child, WriterTransformation transformation,
                 const std::function<void(std::string_view)>& put);

}  // namespace sfn::items
