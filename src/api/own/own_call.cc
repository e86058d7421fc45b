#include "api/own/own_call.h"

#include <map>

namespace sfn::api {
namespace {

// What is not here is the caller's mistake: 400.
int own_status(const std::string& code) {
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
  return http::json_response(own_status(error.name), body);
}

http::Response own_response(const Result<Json>& answer) {
  return answer ? http::json_response(200, *answer) : own_error(answer.error());
}

void OwnCall::reply(Result<Json> answer) const {
  const auto bytes = answer ? rough_size(*answer) : 0;
  reply_with(bytes, [answer = std::move(answer)]() mutable { return std::move(answer); });
}

}  // namespace sfn::api
