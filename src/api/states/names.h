// Names and ARNs of Step Functions, checked in the service's words. API reference, "name" and ARN
// members; developer guide, "Quotas".
#pragma once

#include <string>
#include <string_view>

#include "api/members.h"
#include "base/result.h"
#include "base/states_names.h"
#include "store/records.h"

namespace sfn::api {

/// Characters of an ARN in a request.
inline constexpr Range kArnLength{1, 256};

/// Whether the request asks for the answer without what states and callers put in: input, output,
/// definition.
bool wants_metadata_only(Members& members);

/// An execution's ARN taken apart.
struct ExecutionName {
  std::string arn;
  std::string machine;  ///< Name of the state machine.
  std::string name;
};

/// InvalidArn where the text is no ARN, or one of another kind.
Result<ExecutionName> parse_execution_arn(std::string_view text);
/// As above, where it may be that of an EXPRESS execution as well.
Result<void> check_any_execution_arn(std::string_view text);
/// Likewise, if that is the child of a map run: the only kind that can be described.
Result<void> check_described_execution_arn(std::string_view text);
/// InvalidArn where the text is not the ARN of a map run.
Result<void> check_map_run_arn(std::string_view text);
/// The ARN of the map run that an execution of a machine of map runs is.
std::string map_run_arn(const store::MachineRow& machine, const store::ExecutionRow& run);
Result<void> check_activity_arn(std::string_view text);

/// What can have tags. InvalidArn for the ARN of anything else.
enum class Tagged { StateMachine, Activity };
Result<Tagged> tagged_kind(std::string_view arn);

/// InvalidArn where the text is no ARN of an IAM role.
Result<void> check_role_arn(std::string_view text);

Error execution_does_not_exist(std::string_view arn);
Error map_run_does_not_exist(std::string_view arn);
Error activity_does_not_exist(std::string_view arn);
Error resource_not_found(std::string_view arn);

}  // namespace sfn::api
