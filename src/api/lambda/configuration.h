// A function's configuration: what CreateFunction and UpdateFunctionConfiguration ask for, checked,
// and what the answers show. API reference of AWS Lambda, FunctionConfiguration.
#pragma once

#include <string>

#include "api/context.h"
#include "api/lambda/function_name.h"
#include "base/json.h"
#include "base/result.h"

namespace sfn::api {

/// The package that a configuration shows.
struct ShownCode {
  std::string sha256;  ///< Base64.
  std::int64_t bytes = 0;
};

/// A new function's configuration. Error: InvalidParameterValueException, ValidationException.
Result<Json> new_configuration(const Json& params, const FunctionName& name,
                               const RequestContext& context);

/// `present` with what UpdateFunctionConfiguration changes.
Result<Json> updated_configuration(const Json& present, const Json& params,
                                   const RequestContext& context);

/// Error where the request asks for a version to be published.
Result<void> check_unpublished(const Json& params);

/// `present` with another package.
Json with_code(Json present, const ShownCode& code, const RequestContext& context);

/// PreconditionFailedException where the request names a revision that is not the newest.
Result<void> check_revision(const Json& present, const Json& params);

}  // namespace sfn::api
