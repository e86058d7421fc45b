#include "api/query_string.h"

#include "base/text.h"

namespace sfn::api {
namespace {

// In query strings and forms a plus stands for a blank.
std::string decode(std::string_view text) { return percent_decode(replace_all(text, "+", " ")); }

}  // namespace

std::map<std::string, std::string> parse_query(std::string_view query) {
  std::map<std::string, std::string> parameters;
  if (query.empty()) return parameters;
  for (const auto& piece : split(query, '&')) {
    const auto equals = piece.find('=');
    const auto value =
        equals == std::string::npos ? "" : std::string_view(piece).substr(equals + 1);
    parameters.insert_or_assign(decode(std::string_view(piece).substr(0, equals)), decode(value));
  }
  return parameters;
}

std::string query_value(std::string_view query, std::string_view name) {
  const auto parameters = parse_query(query);
  const auto it = parameters.find(std::string(name));
  return it == parameters.end() ? "" : it->second;
}

}  // namespace sfn::api
