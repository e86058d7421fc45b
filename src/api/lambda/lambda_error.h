// Errors as Lambda answers them: the model's status, the name in a header, the message in both
// spellings, since old and new clients look for different ones.
#pragma once

#include "base/result.h"
#include "http/message.h"

namespace sfn::api {

http::Response lambda_error(const Error& error);

/// InvalidParameterValueException: a parameter that Lambda does not take, and why.
Error invalid_parameter_value(std::string cause);

}  // namespace sfn::api
