#include "sfnctl/url.h"

#include "base/text.h"

namespace sfn::sfnctl {

std::string query(const std::vector<std::pair<std::string, std::string>>& parameters) {
  std::string text;
  for (const auto& [name, value] : parameters) {
    if (value.empty()) continue;
    text += text.empty() ? '?' : '&';
    text += name + '=' + percent_encode(value);
  }
  return text;
}

}  // namespace sfn::sfnctl
