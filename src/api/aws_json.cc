#include "api/aws_json.h"

#include "base/text.h"

namespace sfn::api {
namespace {

// Ten thousand log events are the most that any action takes, with their members.
constexpr std::size_t kParamsMax = 100'000;

// Errors of the caller are 400 whatever they are; those of the service are 5xx.
int aws_json_status(const std::string& code) {
  if (code == "InternalFailure") return 500;
  if (code == "ServiceUnavailable" || code == "ServiceUnavailableException") return 503;
  return 400;
}

}  // namespace

Target parse_target(std::string_view target) {
  const auto dot = target.rfind('.');
  if (dot == std::string_view::npos) return {std::string(target), ""};
  return {std::string(target.substr(0, dot)), std::string(target.substr(dot + 1))};
}

Result<Json> aws_json_params(const std::string& body) {
  if (body.empty()) return Json::object();
  auto params = parse_json(body, {.values = kParamsMax});
  if (!params) {
    return Error{"SerializationException", "The request body is not JSON: " + params.error().cause};
  }
  if (!params->is_object()) {
    return Error{"SerializationException", "The request body must be a JSON object"};
  }
  return params;
}

http::Response aws_json_response(const Result<Json>& result, std::string_view content_type) {
  const bool known = starts_with(content_type, "application/x-amz-json-1.");
  const std::string type(known ? content_type : "application/x-amz-json-1.0");
  if (result) return {200, {{"Content-Type", type}}, to_text(*result)};
  Json body = Json::object();
  body["__type"] = result.error().name;
  body["message"] = result.error().cause;
  for (const auto& [member, value] : result.error().details) body[member] = value;
  return {aws_json_status(result.error().name),
          {{"Content-Type", type}, {"x-amzn-ErrorType", result.error().name}},
          to_text(body)};
}

}  // namespace sfn::api
