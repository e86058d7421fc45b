// The actions of AWS IAM on roles and their policies, so that scripts which make a role before a
// function or a state machine run unchanged. API reference of AWS IAM, 2010-05-08.
//
// Roles are kept and given back; nothing is allowed or denied by them, and any policy whose ARN is
// well formed can be attached.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "api/iam/role.h"
#include "api/members.h"
#include "api/query_protocol.h"
#include "runtime/catalogue.h"
#include "runtime/commit_queue.h"

namespace sfn::api {

class Iam {
 public:
  using HttpReply = std::function<void(http::Response)>;

  /// Both must outlive this.
  Iam(runtime::Catalogue& catalogue, runtime::CommitQueue& commits)
      : catalogue_(catalogue), commits_(commits) {}

  /// Carries out the form's `Action`; InvalidAction where there is none of that name.
  void handle(const Form& form, const RequestContext& context, const HttpReply& reply);

  /// The names of the actions that are served.
  static std::vector<std::string> actions();

 private:
  /// The content of the result element, for the commit that it rests on.
  using Answer = runtime::Durable<Result<std::string>>;

  struct Call {
    const Form& form;
    const Json params;  ///< The form, with the members' names as violations show them.
    const RequestContext& context;
  };
  using Action = Answer (Iam::*)(const Call&);
  struct Entry {
    std::string_view name;
    Action action;
  };
  static const std::vector<Entry>& table();

  // roles.cc
  Answer create_role(const Call& call);
  Answer get_role(const Call& call);
  Answer list_roles(const Call& call);
  Answer delete_role(const Call& call);

  // inline_policies.cc
  Answer put_role_policy(const Call& call);
  Answer get_role_policy(const Call& call);
  Answer delete_role_policy(const Call& call);
  Answer list_role_policies(const Call& call);

  // attached_policies.cc
  Answer attach_role_policy(const Call& call);
  Answer detach_role_policy(const Call& call);
  Answer list_attached_role_policies(const Call& call);

  Answer refuse(Error error) const;
  /// What `use` gives for the role that the call names, once `read` has found nothing wrong.
  Answer with_role(const Call& call, const std::string& name, const Members& read,
                   const std::function<Answer(Role)>& use);
  /// Keeps the role as it is now; answers with an empty result.
  Answer keep(const Call& call, const Role& role);

  runtime::Catalogue& catalogue_;
  runtime::CommitQueue& commits_;
};

/// Where a role is kept: IAM knows no regions.
inline constexpr std::string_view kRoleKind = "role";
std::string role_key(const RequestContext& context, std::string_view name);

/// The members that many actions have.
std::string read_role_name(Members& read);
std::string read_policy_name(Members& read);

/// MalformedPolicyDocument unless the text is a JSON object.
Result<void> check_policy_document(const std::string& text);

/// One page that holds everything: `<NAME>members</NAME><IsTruncated>false</IsTruncated>`.
std::string whole_list(std::string_view name, const std::string& members);

}  // namespace sfn::api
