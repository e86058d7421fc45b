#include "api/iam/iam.h"

#include <fmt/format.h>

#include "base/text.h"

namespace sfn::api {
namespace {

constexpr QueryService kIam{"https://iam.amazonaws.com/doc/2010-05-08/"};

}  // namespace

const std::vector<Iam::Entry>& Iam::table() {
  static const std::vector<Entry> kTable = {
      {"AttachRolePolicy", &Iam::attach_role_policy},
      {"CreateRole", &Iam::create_role},
      {"DeleteRole", &Iam::delete_role},
      {"DeleteRolePolicy", &Iam::delete_role_policy},
      {"DetachRolePolicy", &Iam::detach_role_policy},
      {"GetRole", &Iam::get_role},
      {"GetRolePolicy", &Iam::get_role_policy},
      {"ListAttachedRolePolicies", &Iam::list_attached_role_policies},
      {"ListRolePolicies", &Iam::list_role_policies},
      {"ListRoles", &Iam::list_roles},
      {"PutRolePolicy", &Iam::put_role_policy},
  };
  return kTable;
}

std::vector<std::string> Iam::actions() {
  std::vector<std::string> names;
  for (const auto& entry : table()) names.emplace_back(entry.name);
  return names;
}

void Iam::handle(const Form& form, const RequestContext& context, const HttpReply& reply) {
  const auto given = form.find("Action");
  const std::string action = given == form.end() ? "" : given->second;
  for (const auto& entry : table()) {
    if (entry.name != action) continue;
    auto answer = (this->*entry.action)({form, form_as_params(form), context});
    return commits_.reply_after(std::move(answer),
                                [action, context, reply](Result<std::string> result) {
                                  reply(result ? query_answer(kIam, action, *result, context)
                                               : query_error(kIam, result.error(), context));
                                });
  }
  reply(query_error(
      kIam,
      {"InvalidAction", fmt::format("The action '{}' of AWS IAM is not served here; served are: {}",
                                    action, join(actions(), ", "))},
      context));
}

Iam::Answer Iam::refuse(Error error) const {
  if (error.name == "ValidationException") error.name = "ValidationError";
  if (error.name == "ThrottlingException") error.name = "Throttling";
  return {CommitId{0}, std::move(error)};
}

Iam::Answer Iam::with_role(const Call& call, const std::string& name, const Members& read,
                           const std::function<Answer(Role)>& use) {
  if (const auto ok = read.verdict(); !ok) return refuse(ok.error());
  return catalogue_.resource(kRoleKind, role_key(call.context, name))
      .and_then([&](const runtime::ResourcePtr& row) -> Answer {
        if (row) return use(from_stored(*row));
        return refuse(
            {"NoSuchEntity", fmt::format("The role with name {} cannot be found.", name)});
      });
}

Iam::Answer Iam::keep(const Call& call, const Role& role) {
  return catalogue_
      .put_resource({std::string(kRoleKind), role_key(call.context, role.name), to_stored(role)})
      .map([](const runtime::ResourcePtr&) { return Result<std::string>(std::string()); });
}

std::string role_key(const RequestContext& context, std::string_view name) {
  return fmt::format("{}/{}", context.place.account, name);
}

std::string read_role_name(Members& read) { return read.required_text("roleName", {1, 64}); }
std::string read_policy_name(Members& read) { return read.required_text("policyName", {1, 128}); }

Result<void> check_policy_document(const std::string& text) {
  const auto document = parse_json(text);
  if (document && document->is_object()) return {};
  return Error{"MalformedPolicyDocument", "This policy contains invalid Json"};
}

std::string whole_list(std::string_view name, const std::string& members) {
  return xml_element(name, members) + xml_text("IsTruncated", "false");
}

}  // namespace sfn::api
