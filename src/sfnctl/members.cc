#include "sfnctl/members.h"

#include <cmath>

namespace sfn::sfnctl {

std::string text_at(const Json& object, std::string_view member) {
  const Json* value = find_member(object, member);
  return value != nullptr && value->is_string() ? value->get<std::string>() : "";
}

std::int64_t integer_at(const Json& object, std::string_view member) {
  const Json* value = find_member(object, member);
  return value != nullptr && value->is_number() ? value->get<std::int64_t>() : 0;
}

bool has_text(const Json& object, std::string_view member) {
  return !text_at(object, member).empty();
}

const Json& array_at(const Json& object, std::string_view member) {
  static const Json none = Json::array();
  const Json* value = find_member(object, member);
  return value != nullptr && value->is_array() ? *value : none;
}

std::optional<Timestamp> time_at(const Json& object, std::string_view member) {
  const Json* value = find_member(object, member);
  if (value == nullptr) return std::nullopt;
  if (value->is_string()) return parse_iso8601(value->get_ref<const std::string&>());
  if (!value->is_number()) return std::nullopt;
  return from_epoch_ms(std::llround(value->get<double>() * 1000));
}

}  // namespace sfn::sfnctl
