#include "api/lambda/upload.h"

#include <utility>

#include "base/text.h"

namespace sfn::api {
namespace {

// Code elsewhere cannot be fetched.
Result<std::string> take_zip(Json* code) {
  const Json* zip = code == nullptr ? nullptr : find_member(*code, "ZipFile");
  if (zip == nullptr || !zip->is_string()) {
    return Error{
        "InvalidParameterValueException",
        "Please provide a source for function code: sfn takes it as 'ZipFile' in the request, not "
        "from S3 or an image registry."};
  }
  auto bytes = base64_decode(zip->get_ref<const std::string&>());
  (*code)["ZipFile"] = "";
  if (bytes) return std::move(*bytes);
  return Error{"SerializationException", "'ZipFile' is not Base64"};
}

Json* member_of(Json& object, const std::string& name) {
  return find_member(object, name) == nullptr ? nullptr : &object[name];
}

}  // namespace

Result<Json> read_members(const std::string& body) {
  if (body.empty()) return Json::object();
  auto parsed = parse_json(body);
  if (parsed && parsed->is_object()) return parsed;
  return Error{"InvalidRequestContentException",
               parsed ? "Could not parse request body into json: an object is expected"
                      : "Could not parse request body into json: " + parsed.error().cause};
}

Result<Upload> read_upload(const std::string& body, const std::string& code) {
  auto params = read_members(body);
  if (!params) return params.error();
  auto zip = take_zip(code.empty() ? &*params : member_of(*params, code));
  return Upload{std::move(*params), std::move(zip)};
}

}  // namespace sfn::api
