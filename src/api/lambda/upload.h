// What requests to Lambda carry: JSON members and, beside them, a package of up to 50 MB in Base64.
#pragma once

#include <string>

#include "base/json.h"
#include "base/result.h"

namespace sfn::api {

/// The members of a request that may carry a package, and the package, taken out of them.
struct Upload {
  Json params;
  /// Errors: InvalidParameterValueException where the request has none, SerializationException
  /// where it is not Base64.
  Result<std::string> zip;
};

/// The members of a body that must be an object; an empty body has none. Error:
/// InvalidRequestContentException.
Result<Json> read_members(const std::string& body);

/// The package is `ZipFile` in the member `code`, or in the body itself where that is empty. It
/// takes as long as there are bytes: not for the loop where they are many.
Result<Upload> read_upload(const std::string& body, const std::string& code);

}  // namespace sfn::api
