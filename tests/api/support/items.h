// The items of an answer, looked at by one of their members.
#pragma once

#include <string>
#include <vector>

#include "base/json.h"

namespace sfn::api {

/// That member of every item, strings without their quotes.
inline std::vector<std::string> all(const Json& items, const std::string& member) {
  std::vector<std::string> values;
  for (const auto& item : items) {
    const auto& value = item.at(member);
    values.push_back(value.is_string() ? value.get<std::string>() : to_text(value));
  }
  return values;
}

}  // namespace sfn::api
