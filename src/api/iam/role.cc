#include "api/iam/role.h"

#include "api/query_protocol.h"
#include "base/broken_store.h"
#include "base/text.h"

namespace sfn::api {
namespace {

std::string text_of(const Json& body, std::string_view name) {
  return body.at(std::string(name)).get<std::string>();
}

Role from_body(const Json& body) {
  const auto created = parse_iso8601(text_of(body, "CreateDate"));
  if (!created) throw std::invalid_argument("CreateDate is no time");
  Role role{text_of(body, "RoleName"), text_of(body, "Path"), text_of(body, "RoleId"),
            text_of(body, "Arn"), *created};
  role.trust_policy = text_of(body, "AssumeRolePolicyDocument");
  role.description = text_of(body, "Description");
  role.session_seconds_max = body.at("MaxSessionDuration").get<std::int64_t>();
  for (const auto& [key, value] : body.at("Tags").items())
    role.tags.emplace_back(key, value.get<std::string>());
  for (const auto& [name, document] : body.at("InlinePolicies").items())
    role.inline_policies[name] = document.get<std::string>();
  for (const auto& arn : body.at("AttachedPolicies"))
    role.attached_policies.push_back(arn.get<std::string>());
  return role;
}

std::string tags_to_xml(const Role& role) {
  std::string members;
  for (const auto& [key, value] : role.tags)
    members += xml_element("member", xml_text("Key", key) + xml_text("Value", value));
  return xml_element("Tags", members);
}

}  // namespace

std::string to_stored(const Role& role) {
  Json body = {{"RoleName", role.name},
               {"Path", role.path},
               {"RoleId", role.id},
               {"Arn", role.arn},
               {"CreateDate", to_iso8601(role.created)},
               {"AssumeRolePolicyDocument", role.trust_policy},
               {"Description", role.description},
               {"MaxSessionDuration", role.session_seconds_max},
               {"Tags", Json::object()},
               {"InlinePolicies", Json::object()},
               {"AttachedPolicies", Json::array()}};
  for (const auto& [key, value] : role.tags) body["Tags"][key] = value;
  for (const auto& [name, document] : role.inline_policies) body["InlinePolicies"][name] = document;
  for (const auto& arn : role.attached_policies) body["AttachedPolicies"].push_back(arn);
  return to_text(body);
}

Role from_stored(const store::ResourceRow& row) {
  return read_stored_json(row.body, "resource, role " + row.key, from_body);
}

std::string to_xml(const Role& role) {
  auto xml = xml_text("Path", role.path) + xml_text("RoleName", role.name) +
             xml_text("RoleId", role.id) + xml_text("Arn", role.arn) +
             xml_text("CreateDate", to_iam_time(role.created)) +
             xml_text("AssumeRolePolicyDocument", percent_encode(role.trust_policy));
  if (!role.description.empty()) xml += xml_text("Description", role.description);
  xml += xml_text("MaxSessionDuration", std::to_string(role.session_seconds_max));
  if (!role.tags.empty()) xml += tags_to_xml(role);
  return xml;
}

std::string to_iam_time(Timestamp time) {
  return to_iso8601_short(std::chrono::floor<seconds>(time));
}

}  // namespace sfn::api
