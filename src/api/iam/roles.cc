// CreateRole, GetRole, ListRoles, DeleteRole.

#include <fmt/format.h>

#include <algorithm>

#include "api/iam/iam.h"
#include "api/page_token.h"
#include "base/text.h"

namespace sfn::api {
namespace {

constexpr std::int64_t kTagsMax = 50;
constexpr std::string_view kNameCharacters =
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_+=,.@-";

// 17 characters of an alphabet of 32, after the four letters that mark a role.
std::string make_role_id(const Entropy& entropy) {
  constexpr std::string_view kAlphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
  std::string id = "AROA";
  std::uint64_t bits = 0;
  for (int i = 0; i < 17; ++i) {
    if (i % 12 == 0) bits = entropy();
    id += kAlphabet[bits & 31];
    bits >>= 5;
  }
  return id;
}

Error invalid(std::string cause) { return {"ValidationError", std::move(cause)}; }

Result<void> check_name_and_path(const Role& role) {
  if (role.name.find_first_not_of(kNameCharacters) != std::string::npos)
    return invalid(
        "The specified value for roleName is invalid. It must contain only alphanumeric characters "
        "and/or the following: +=,.@_-");
  if (!starts_with(role.path, "/") || !ends_with(role.path, "/"))
    return invalid("The specified value for path is invalid. It must begin and end with /");
  return {};
}

// `Tags.member.1.Key`, `Tags.member.1.Value`, …
Result<void> read_tags(const Form& form, Role& role) {
  for (std::int64_t i = 1;; ++i) {
    const auto key = form.find(fmt::format("Tags.member.{}.Key", i));
    if (key == form.end()) return {};
    if (i > kTagsMax)
      return invalid(fmt::format("The number of tags exceeds the limit of {}", kTagsMax));
    const auto value = form.find(fmt::format("Tags.member.{}.Value", i));
    role.tags.emplace_back(key->second, value == form.end() ? "" : value->second);
  }
}

Result<void> read_session_seconds(const Form& form, Role& role) {
  const auto given = form.find("MaxSessionDuration");
  if (given == form.end()) return {};
  const auto duration = parse_integer(given->second);
  if (!duration || *duration < 3'600 || *duration > 43'200)
    return invalid(
        fmt::format("MaxSessionDuration must be 3600 to 43200 seconds, got '{}'", given->second));
  role.session_seconds_max = *duration;
  return {};
}

Result<Role> read_role(const Form& form, const Json& params, const RequestContext& context) {
  Members read(params);
  Role role;
  role.name = read_role_name(read);
  role.path = read.text("path", {1, 512}).value_or("/");
  role.trust_policy = read.required_text("assumeRolePolicyDocument", {1, 131'072});
  role.description = read.text("description", {0, 1'000}).value_or("");
  if (const auto ok = read.verdict(); !ok) return ok.error();
  if (const auto ok = check_name_and_path(role); !ok) return ok.error();
  if (const auto ok = check_policy_document(role.trust_policy); !ok) return ok.error();
  if (const auto ok = read_tags(form, role); !ok) return ok.error();
  if (const auto ok = read_session_seconds(form, role); !ok) return ok.error();
  role.id = make_role_id(context.entropy);
  role.arn = fmt::format("arn:aws:iam::{}:role{}{}", context.place.account, role.path, role.name);
  role.created = context.now;
  return role;
}

std::string show_roles(const runtime::Page<runtime::ResourcePtr>& page,
                       const std::string& path_prefix, const std::string& listing) {
  std::string members;
  for (const auto& row : page.items) {
    const auto role = from_stored(*row);
    if (starts_with(role.path, path_prefix)) members += xml_element("member", to_xml(role));
  }
  auto xml =
      xml_element("Roles", members) + xml_text("IsTruncated", page.cursor ? "true" : "false");
  if (page.cursor) xml += xml_text("Marker", make_page_token(listing, *page.cursor));
  return xml;
}

}  // namespace

Iam::Answer Iam::create_role(const Call& call) {
  if (const auto admitted = commits_.admit(); !admitted) return refuse(admitted.error());
  const auto role = read_role(call.form, call.params, call.context);
  if (!role) return refuse(role.error());
  return catalogue_.resource(kRoleKind, role_key(call.context, role->name))
      .and_then([&](const runtime::ResourcePtr& present) -> Answer {
        if (present)
          return refuse({"EntityAlreadyExists",
                         fmt::format("Role with name {} already exists.", role->name)});
        return keep(call, *role).map([xml = to_xml(*role)](const Result<std::string>&) {
          return Result<std::string>(xml_element("Role", xml));
        });
      });
}

Iam::Answer Iam::get_role(const Call& call) {
  Members read(call.params);
  const auto name = read_role_name(read);
  return with_role(call, name, read, [](const Role& role) -> Answer {
    return {CommitId{0}, xml_element("Role", to_xml(role) + "<RoleLastUsed></RoleLastUsed>")};
  });
}

Iam::Answer Iam::list_roles(const Call& call) {
  constexpr std::int64_t kPageDefault = 100;
  Members read(call.params);
  const auto path_prefix = read.text("pathPrefix", {1, 512}).value_or("/");
  const auto marker = read.text("marker", {1, 4'096}).value_or("");
  const auto items = read.text("maxItems");
  if (const auto ok = read.verdict(); !ok) return refuse(ok.error());
  const auto limit = items ? parse_integer(*items) : kPageDefault;
  if (!limit || *limit < 1 || *limit > 1'000)
    return refuse(invalid(fmt::format("MaxItems must be 1 to 1000, got '{}'", *items)));
  const auto listing = "roles " + role_key(call.context, path_prefix);
  const auto after = read_page_token(listing, marker);
  if (!after) return refuse(invalid("Invalid Marker"));
  return catalogue_
      .resources(kRoleKind, {role_key(call.context, ""), *after, static_cast<std::size_t>(*limit)})
      .map([&](const runtime::Page<runtime::ResourcePtr>& page) {
        return Result<std::string>(show_roles(page, path_prefix, listing));
      });
}

Iam::Answer Iam::delete_role(const Call& call) {
  Members read(call.params);
  const auto name = read_role_name(read);
  return with_role(call, name, read, [&](const Role& role) -> Answer {
    if (!role.attached_policies.empty())
      return refuse({"DeleteConflict", "Cannot delete entity, must detach all policies first."});
    if (!role.inline_policies.empty())
      return refuse({"DeleteConflict", "Cannot delete entity, must delete policies first."});
    return catalogue_.remove_resource(kRoleKind, role_key(call.context, name)).map([](bool) {
      return Result<std::string>(std::string());
    });
  });
}

}  // namespace sfn::api
