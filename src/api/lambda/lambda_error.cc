#include "api/lambda/lambda_error.h"

#include <map>

namespace sfn::api {
namespace {

// AWS Lambda's service model: what is not here is 400.
int lambda_status(const std::string& code) {
  static const std::map<std::string, int, std::less<>> kStatus = {
      {"AccessDeniedException", 403},
      {"ResourceNotFoundException", 404},
      {"UnknownOperationException", 404},
      {"ResourceConflictException", 409},
      {"PreconditionFailedException", 412},
      {"RequestTooLargeException", 413},
      {"RequestEntityTooLargeException", 413},
      {"UnsupportedMediaTypeException", 415},
      {"TooManyRequestsException", 429},
      {"ThrottlingException", 429},
      {"ServiceException", 500},
      {"ServiceUnavailable", 503},
  };
  const auto it = kStatus.find(code);
  return it == kStatus.end() ? 400 : it->second;
}

}  // namespace

http::Response lambda_error(const Error& error) {
  const int status = lambda_status(error.name);
  Json body = Json::object();
  body["Type"] = status >= 500 ? "Service" : "User";
  body["message"] = error.cause;
  body["Message"] = error.cause;
  auto response = http::json_response(status, body);
  response.headers.add("x-amzn-ErrorType", error.name);
  return response;
}

Error invalid_parameter_value(std::string cause) {
  return {"InvalidParameterValueException", std::move(cause)};
}

}  // namespace sfn::api
