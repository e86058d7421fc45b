// PutRolePolicy, GetRolePolicy, DeleteRolePolicy, ListRolePolicies: policies that are part of a
// role.

#include <fmt/format.h>

#include "api/iam/iam.h"
#include "base/text.h"

namespace sfn::api {
namespace {

constexpr std::size_t kInlineBytesMax = 10'240;  // Of a role's inline policies together.

Error no_such_policy(const std::string& name) {
  return {"NoSuchEntity", fmt::format("The role policy with name {} cannot be found.", name)};
}

std::size_t inline_bytes(const Role& role) {
  std::size_t bytes = 0;
  for (const auto& [name, document] : role.inline_policies) bytes += document.size();
  return bytes;
}

}  // namespace

Iam::Answer Iam::put_role_policy(const Call& call) {
  Members read(call.params);
  const auto name = read_role_name(read);
  const auto policy = read_policy_name(read);
  const auto document = read.required_text("policyDocument", {1, 131'072});
  return with_role(call, name, read, [&](Role role) -> Answer {
    if (const auto ok = check_policy_document(document); !ok) return refuse(ok.error());
    role.inline_policies[policy] = document;
    if (inline_bytes(role) > kInlineBytesMax)
      return refuse(
          {"LimitExceeded", fmt::format("Maximum policy size of {} bytes exceeded for role {}",
                                        kInlineBytesMax, name)});
    return keep(call, role);
  });
}

Iam::Answer Iam::get_role_policy(const Call& call) {
  Members read(call.params);
  const auto name = read_role_name(read);
  const auto policy = read_policy_name(read);
  return with_role(call, name, read, [&](const Role& role) -> Answer {
    const auto found = role.inline_policies.find(policy);
    if (found == role.inline_policies.end()) return refuse(no_such_policy(policy));
    return {CommitId{0}, xml_text("RoleName", name) + xml_text("PolicyName", policy) +
                             xml_text("PolicyDocument", percent_encode(found->second))};
  });
}

Iam::Answer Iam::delete_role_policy(const Call& call) {
  Members read(call.params);
  const auto name = read_role_name(read);
  const auto policy = read_policy_name(read);
  return with_role(call, name, read, [&](Role role) -> Answer {
    if (role.inline_policies.erase(policy) == 0) return refuse(no_such_policy(policy));
    return keep(call, role);
  });
}

Iam::Answer Iam::list_role_policies(const Call& call) {
  Members read(call.params);
  const auto name = read_role_name(read);
  return with_role(call, name, read, [](const Role& role) -> Answer {
    std::string members;
    for (const auto& [policy, document] : role.inline_policies)
      members += xml_text("member", policy);
    return {CommitId{0}, whole_list("PolicyNames", members)};
  });
}

}  // namespace sfn::api
