// Query strings and form bodies: `a=1&b=x%20y`.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace sfn::api {

/// The decoded value of the first parameter of that name; empty where there is none.
std::string query_value(std::string_view query, std::string_view name);

/// The decoded values of all parameters of that name, in their order.
std::vector<std::string> query_values(std::string_view query, std::string_view name);

/// All parameters, decoded; of those with one name the last.
std::map<std::string, std::string> parse_query(std::string_view query);

}  // namespace sfn::api
