// Pieces of URLs: what comes from users is encoded before it becomes part of a path or a query.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace sfn::sfnctl {

/// `?a=1&b=2` of those that have a value; empty if none has.
std::string query(const std::vector<std::pair<std::string, std::string>>& parameters);

}  // namespace sfn::sfnctl
