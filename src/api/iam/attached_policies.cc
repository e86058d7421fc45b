// AttachRolePolicy, DetachRolePolicy, ListAttachedRolePolicies: policies that stand for themselves.

#include <fmt/format.h>

#include <algorithm>

#include "api/iam/iam.h"
#include "base/arn.h"
#include "base/text.h"

namespace sfn::api {
namespace {

constexpr std::size_t kAttachedMax = 10;

std::string read_policy_arn(Members& read) { return read.required_text("policyArn", {20, 2'048}); }

bool is_policy_arn(const std::string& text) {
  const auto arn = Arn::parse(text);
  return arn && arn->service == "iam" && starts_with(arn->resource, "policy/");
}

// `arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole` has the last part for a name.
std::string name_of(const std::string& arn) { return arn.substr(arn.rfind('/') + 1); }

}  // namespace

Iam::Answer Iam::attach_role_policy(const Call& call) {
  Members read(call.params);
  const auto name = read_role_name(read);
  const auto policy = read_policy_arn(read);
  return with_role(call, name, read, [&](Role role) -> Answer {
    if (!is_policy_arn(policy))
      return refuse({"InvalidInput", fmt::format("ARN {} is not valid.", policy)});
    auto& attached = role.attached_policies;
    // To attach what is attached is no error, and changes nothing.
    if (std::ranges::find(attached, policy) != attached.end()) return {CommitId{0}, std::string()};
    if (attached.size() == kAttachedMax)
      return refuse({"LimitExceeded",
                     fmt::format("Cannot exceed quota for PoliciesPerRole: {}", kAttachedMax)});
    attached.push_back(policy);
    return keep(call, role);
  });
}

Iam::Answer Iam::detach_role_policy(const Call& call) {
  Members read(call.params);
  const auto name = read_role_name(read);
  const auto policy = read_policy_arn(read);
  return with_role(call, name, read, [&](Role role) -> Answer {
    if (std::erase(role.attached_policies, policy) == 0)
      return refuse({"NoSuchEntity", fmt::format("Policy {} was not found.", policy)});
    return keep(call, role);
  });
}

Iam::Answer Iam::list_attached_role_policies(const Call& call) {
  Members read(call.params);
  const auto name = read_role_name(read);
  return with_role(call, name, read, [](const Role& role) -> Answer {
    std::string members;
    for (const auto& arn : role.attached_policies) {
      members +=
          xml_element("member", xml_text("PolicyName", name_of(arn)) + xml_text("PolicyArn", arn));
    }
    return {CommitId{0}, whole_list("AttachedPolicies", members)};
  });
}

}  // namespace sfn::api
