#include "runtime/once_functions.h"

#include "base/json.h"

namespace sfn::runtime {

bool is_tagged_at_most_once(const store::FunctionRow& function) {
  // Most functions are not: a look at the text spares its parsing.
  if (function.configuration.find(kAtMostOnceTag) == std::string::npos) return false;
  const auto configuration = parse_json(function.configuration);
  const Json* tags = configuration ? find_member(*configuration, "Tags") : nullptr;
  const Json* tag = tags != nullptr ? find_member(*tags, kAtMostOnceTag) : nullptr;
  return tag != nullptr && *tag != "false";
}

bool OnceFunctions::contains(const std::string& arn, const std::string& name) const {
  const auto same = by_name_.find(name);
  if (same == by_name_.end()) return false;
  const auto exact = same->second.find(arn);
  if (exact != same->second.end()) return exact->second;
  return same->second.size() == 1 && same->second.begin()->second;
}

}  // namespace sfn::runtime
