// What the policy of limits has let pass: of a definition, beside the configuration of its state
// machine; of an execution, in its history.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "asl/diagnostics.h"
#include "base/json.h"
#include "runtime/runtime.h"

namespace sfn::api {

/// Each as AWS would have said why it refuses.
using LimitNotes = std::vector<std::string>;

/// Of a definition that is good but for limits.
LimitNotes notes_on(const std::string& definition, const asl::Diagnostics& diagnostics);

/// The configuration of a machine (machine_configuration.h), as JSON text, with these notes in
/// place of others.
std::string with_limit_notes(const std::string& configuration, const LimitNotes& notes);
LimitNotes limit_notes_of(const std::string& configuration);

/// How many different ones are told of an execution.
inline constexpr std::size_t kLimitNotesMax = 100;

/// Of an execution: reads its whole journal. Each is told once, with how often.
void read_limit_notes(runtime::Runtime& runtime, const store::ExecutionRecord& record,
                      std::function<void(LimitNotes)> done);

}  // namespace sfn::api
