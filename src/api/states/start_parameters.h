// What StartExecution and StartSyncExecution ask for.
#pragma once

#include <optional>
#include <string>

#include "api/members.h"
#include "base/limits.h"
#include "base/result.h"
#include "runtime/requests.h"

namespace sfn::api {

struct StartParameters {
  runtime::StartRequest request;     ///< All but the input.
  std::optional<std::string> input;  ///< Not read yet: it may be large.
};

/// All but what is wrong with the input. Errors: ValidationException, InvalidArn, InvalidName.
Result<StartParameters> read_start(Members& members, limits::Policy policy);

/// The request with the input in it, which may take long to read. `invocation_id` as in
/// RequestContext. Error: InvalidExecutionInput.
Result<runtime::StartRequest> with_input(StartParameters parameters,
                                         const std::string& invocation_id, limits::Policy policy);

}  // namespace sfn::api
