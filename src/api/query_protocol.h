// AWS's Query protocol, as IAM and STS speak it: a form comes in, XML goes out.
//
//   <CreateRoleResponse xmlns="…"><CreateRoleResult>…</CreateRoleResult>
//     <ResponseMetadata><RequestId>…</RequestId></ResponseMetadata></CreateRoleResponse>
#pragma once

#include <map>
#include <string>
#include <string_view>

#include "api/context.h"
#include "base/json.h"
#include "base/result.h"
#include "http/message.h"

namespace sfn::api {

/// The fields of a request, decoded: `Action`, `Version`, `RoleName`, `Tags.member.1.Key`, …
using Form = std::map<std::string, std::string>;

/// One element; `content` is XML already.
std::string xml_element(std::string_view name, std::string_view content);
/// One element with a text in it.
std::string xml_text(std::string_view name, std::string_view text);

/// The fields as the service's own validator names them (`roleName`), for Members to read.
Json form_as_params(const Form& form);

/// What a service's answers have in common.
struct QueryService {
  std::string_view xml_namespace;
};

/// The answer to a call of `action`; `result` is the content of its result element, and actions
/// that give none have an empty one.
http::Response query_answer(const QueryService& service, std::string_view action,
                            const std::string& result, const RequestContext& context);

/// An error as the service's model has it: its code and message, with the status of the code.
http::Response query_error(const QueryService& service, const Error& error,
                           const RequestContext& context);

}  // namespace sfn::api
