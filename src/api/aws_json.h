// The AWS JSON protocol, 1.0 and 1.1: `POST /` with the action in X-Amz-Target, JSON both ways.
// AWS Smithy specification, "AWS JSON 1.0 protocol".
#pragma once

#include <string>
#include <string_view>

#include "base/json.h"
#include "base/result.h"
#include "http/message.h"

namespace sfn::api {

/// Action of a target such as `AWSStepFunctions.StartExecution`, and the service in front of it.
struct Target {
  std::string service;
  std::string action;
};
Target parse_target(std::string_view target);

/// The parameters of a request: an object, `{}` where there is no body. Error:
/// SerializationException.
Result<Json> aws_json_params(const std::string& body);

/// The answer, or the error with its name in `__type` and in a header. `content_type` is the
/// request's.
http::Response aws_json_response(const Result<Json>& result, std::string_view content_type);

}  // namespace sfn::api
