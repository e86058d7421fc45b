// What the policy of limits has let pass: of a definition, beside the configuration of its state
// machine; of an activity, beside its name; of an execution, in its history.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "api/members.h"
#include "asl/diagnostics.h"
#include "base/json.h"
#include "base/limits.h"
#include "runtime/runtime.h"

namespace sfn::api {

/// Each as AWS would have said why it refuses.
using LimitNotes = std::vector<std::string>;

/// Of a definition that is good but for limits.
LimitNotes notes_on(const std::string& definition, const asl::Diagnostics& diagnostics);
/// Of the name of a state machine or activity, where the policy is to warn.
LimitNotes notes_on_name(const std::string& name, limits::Policy policy);

/// As check_name. Unless the policy is strict a name may be longer, so long as an ARN that ends
/// with it can be asked for.
Result<void> check_name_under(limits::Policy policy, const std::string& name,
                              const std::string& arn);
/// What a request may give as such a name.
Range name_length(limits::Policy policy);
/// What a request may give as a definition.
Range definition_length(limits::Policy policy);

/// The configuration of a machine (machine_configuration.h), as JSON text, with these notes in
/// place of others.
std::string with_limit_notes(const std::string& configuration, const LimitNotes& notes);
LimitNotes limit_notes_of(const store::MachineRow& machine);

/// How many different ones are told of an execution.
inline constexpr std::size_t kLimitNotesMax = 100;

/// Of an execution: reads its whole journal. Each is told once, with how often.
void read_limit_notes(runtime::Runtime& runtime, const store::ExecutionRecord& record,
                      std::function<void(LimitNotes)> done);

}  // namespace sfn::api
