// Names and ARNs of Step Functions, checked in the service's words: by its API and by tasks that
// call it. API reference, "name" and ARN members; developer guide, "Quotas".
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"

namespace sfn {

/// InvalidName where the text may not name a state machine or an execution.
Result<void> check_name(std::string_view name);

/// InvalidArn where the text is no ARN, or one of another kind.
Result<void> check_machine_arn(std::string_view text);

/// As above, and ValidationException where it has the label of a Map behind its name: what children
/// of a map run belong to can be described, but not started, changed or deleted.
Result<void> check_unlabelled_machine_arn(std::string_view text);

/// The resource part after its kind, such as `stateMachine`. InvalidArn as above.
Result<std::string> states_resource_of(std::string_view text, std::string_view kind);

Error invalid_arn(std::string_view cause);
Error machine_does_not_exist(std::string_view arn);

}  // namespace sfn
