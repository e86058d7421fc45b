// The many names of a function: `NAME`, `NAME:QUALIFIER`, `ACCOUNT:function:NAME` (partial ARN) and
// the full ARN, each percent-encoded or not. API reference of AWS Lambda, "FunctionName".
#pragma once

#include <string>
#include <string_view>

#include "base/arn.h"
#include "base/result.h"

namespace sfn::api {

struct FunctionName {
  Place place;
  std::string name;
  std::string qualifier;  ///< Empty, `$LATEST`, a version or an alias.

  std::string arn() const { return function_arn(place, name); }
  /// With the qualifier, where there is one.
  std::string qualified_arn() const;
  bool is_latest() const { return qualifier.empty() || qualifier == "$LATEST"; }
};

/// The function that `text` names as seen from `place`. A qualifier given apart must agree with one
/// in the name. Error: InvalidParameterValueException (ValidationException for what is no name at
/// all).
Result<FunctionName> parse_function_name(std::string_view text, const Place& place,
                                         std::string_view qualifier = {});

/// `Function not found: ARN[:QUALIFIER]`, as ResourceNotFoundException.
Error function_not_found(const FunctionName& name);

}  // namespace sfn::api
