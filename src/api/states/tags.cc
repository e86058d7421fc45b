#include "api/states/tags.h"

#include <fmt/format.h>

#include <algorithm>

#include "api/members.h"
#include "base/text.h"

namespace sfn::api {
namespace {

constexpr std::size_t kTagsMax = 50;
constexpr Range kKey{1, 128};
constexpr Range kValue{0, 256};

Result<void> check_tag(const Json& tag, std::size_t number) {
  if (!tag.is_object()) {
    return Error{
        "SerializationException",
        fmt::format("'tags.{}.member' must be a structure with 'key' and 'value'", number)};
  }
  Members members(tag, fmt::format("tags.{}.member.", number));
  const auto key = members.required_text("key", kKey);
  members.text("value", kValue);
  if (const auto verdict = members.verdict(); !verdict) return verdict.error();
  if (!starts_with(to_lower(key), "aws:")) return {};
  return Error{"ValidationException",
               fmt::format("Tag keys that begin with 'aws:' are reserved: '{}'", key)};
}

Error too_many(std::size_t count, const std::string& arn) {
  return {"TooManyTags",
          fmt::format("A resource may have {} tags, this one has {}", kTagsMax, count),
          {{"resourceName", arn}}};
}

// Empty where it has none.
std::string key_of(const Json& tag) {
  const Json* key = find_member(tag, "key");
  return key != nullptr && key->is_string() ? key->get<std::string>() : "";
}

}  // namespace

Result<void> check_tags(const Json& tags, const std::string& arn) {
  if (tags.size() > kTagsMax) return too_many(tags.size(), arn);
  for (std::size_t i = 0; i < tags.size(); ++i) {
    if (const auto checked = check_tag(tags[i], i + 1); !checked) return checked.error();
  }
  return {};
}

Result<Json> merged_tags(const Json& present, const Json& tags, const std::string& arn) {
  Json merged = present;
  for (const auto& tag : tags) {
    const auto same = std::find_if(merged.begin(), merged.end(),
                                   [&](const Json& known) { return key_of(known) == key_of(tag); });
    if (same == merged.end()) {
      merged.push_back(tag);
    } else {
      *same = tag;
    }
  }
  if (merged.size() > kTagsMax) return too_many(merged.size(), arn);
  return merged;
}

Json without_tags(const Json& present, const std::vector<std::string>& keys) {
  Json left = Json::array();
  for (const auto& tag : present) {
    if (std::find(keys.begin(), keys.end(), key_of(tag)) == keys.end()) left.push_back(tag);
  }
  return left;
}

}  // namespace sfn::api
