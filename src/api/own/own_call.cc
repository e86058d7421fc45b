#include "api/own/own_call.h"

#include <map>

namespace sfn::api {
namespace {

// What is not here is the caller's mistake: 400.
int status_of(const std::string& code) {
  static const std::map<std::string, int, std::less<>> kStatus = {
      {"AccessDeniedException", 403},
      {"ExecutionDoesNotExist", 404},
      {"StateMachineDoesNotExist", 404},
      {"ResourceNotFoundException", 404},
      {"NotFound", 404},
      {"MethodNotAllowed", 405},
      {"ThrottlingException", 429},
      {"InternalError", 500},
      {"ServiceUnavailable", 503},
      {"ServiceUnavailableException", 503}};
  const auto it = kStatus.find(code);
  return it == kStatus.end() ? 400 : it->second;
}

}  // namespace

http::Response own_error(const Error& error) {
  Json body = Json::object();
  body["__type"] = error.name;
  body["message"] = error.cause;
  return http::json_response(status_of(error.name), body);
}

void OwnCall::reply(const Result<Json>& answer) const {
  responder->respond(answer ? http::json_response(200, *answer) : own_error(answer.error()));
}

}  // namespace sfn::api
