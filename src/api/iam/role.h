// Role: an IAM role with its policies, as it is kept and as it is shown. Policies are not enforced.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/json.h"
#include "base/time.h"
#include "store/records.h"

namespace sfn::api {

struct Role {
  std::string name;
  std::string path = "/";
  std::string id;   ///< `AROA…`.
  std::string arn;  ///< `arn:aws:iam::ACCOUNT:rolePATHNAME`.
  Timestamp created;
  std::string trust_policy = {};  ///< A JSON document, as all policies.
  std::string description = {};
  std::int64_t session_seconds_max = 3'600;
  std::vector<std::pair<std::string, std::string>> tags = {};
  std::map<std::string, std::string> inline_policies = {};  ///< Documents by name.
  std::vector<std::string> attached_policies = {};          ///< ARNs, in the order of attachment.
  friend bool operator==(const Role&, const Role&) = default;
};

/// The role as the store keeps it.
std::string to_stored(const Role& role);
Role from_stored(const store::ResourceRow& row);

/// The members of `Role` in IAM's model.
std::string to_xml(const Role& role);

/// A moment as IAM writes it: without fractions of seconds.
std::string to_iam_time(Timestamp time);

}  // namespace sfn::api
