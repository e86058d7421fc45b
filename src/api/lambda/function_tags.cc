#include "api/lambda/function_tags.h"

#include <fmt/format.h>

#include <algorithm>

#include "api/lambda/lambda_error.h"
#include "api/members.h"
#include "base/text.h"

namespace sfn::api {
namespace {

constexpr std::size_t kTagsMax = 50;
constexpr Range kValue{0, 256};
constexpr std::size_t kKeyCharactersMax = 128;

Result<void> check_key(const std::string& key) {
  if (key.empty() || utf8_prefix(key, kKeyCharactersMax).size() != key.size()) {
    return invalid_parameter_value(
        fmt::format("The tag key '{}' must have 1 to {} characters", key, kKeyCharactersMax));
  }
  if (!starts_with(to_lower(key), "aws:")) return {};
  return invalid_parameter_value(
      fmt::format("Tag keys that begin with 'aws:' are reserved: '{}'", key));
}

Result<void> check(const Json& tags) {
  Members members(tags, "tags.");
  for (const auto& [key, value] : tags.items()) {
    if (const auto checked = check_key(key); !checked) return checked;
    if (value.is_null()) members.object_to(key, "not be null");
    members.text(key, kValue);
  }
  return members.verdict();
}

}  // namespace

Json tags_of(const Json& configuration) {
  const Json* tags = find_member(configuration, "Tags");
  return tags == nullptr ? Json::object() : *tags;
}

Json without_tags(Json configuration) {
  configuration.erase("Tags");
  return configuration;
}

Result<Json> with_tags(Json configuration, const Json& params) {
  Members members(params, "", Spelling::LowerCamel);
  const Json* given = members.object("Tags");
  if (const auto verdict = members.verdict(); !verdict) return verdict.error();
  if (given == nullptr || given->empty()) return configuration;
  if (const auto checked = check(*given); !checked) return checked.error();
  Json tags = tags_of(configuration);
  for (const auto& [key, value] : given->items()) tags[key] = value;
  if (tags.size() > kTagsMax) {
    return invalid_parameter_value(
        fmt::format("A function may have {} tags, this one would have {}", kTagsMax, tags.size()));
  }
  configuration["Tags"] = std::move(tags);
  return configuration;
}

Json with_tags_removed(Json configuration, const std::vector<std::string>& keys) {
  Json tags = tags_of(configuration);
  for (const auto& key : keys) tags.erase(key);
  configuration.erase("Tags");
  if (!tags.empty()) configuration["Tags"] = std::move(tags);
  return configuration;
}

}  // namespace sfn::api
