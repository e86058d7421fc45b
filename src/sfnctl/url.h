// Pieces of URLs: what comes from users is encoded before it becomes part of a path or a query.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace sfn::sfnctl {

/// All but unreserved characters (RFC 3986) as `%41`.
std::string percent_encode(std::string_view text);

/// `?a=1&b=2` of those that have a value; empty if none has.
std::string query(const std::vector<std::pair<std::string, std::string>>& parameters);

}  // namespace sfn::sfnctl
