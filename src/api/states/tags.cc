#include "api/states/tags.h"

#include <fmt/format.h>

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
  const auto key = members.text("key", kKey);
  members.text("value", kValue);
  if (const auto verdict = members.verdict(); !verdict) return verdict.error();
  if (!key || !starts_with(to_lower(*key), "aws:")) return {};
  return Error{"ValidationException",
               fmt::format("Tag keys that begin with 'aws:' are reserved: '{}'", *key)};
}

}  // namespace

Result<void> check_tags(const Json& tags) {
  if (tags.size() > kTagsMax) {
    return Error{"TooManyTags", fmt::format("A state machine may have {} tags, this one has {}",
                                            kTagsMax, tags.size())};
  }
  for (std::size_t i = 0; i < tags.size(); ++i) {
    if (const auto checked = check_tag(tags[i], i + 1); !checked) return checked.error();
  }
  return {};
}

}  // namespace sfn::api
