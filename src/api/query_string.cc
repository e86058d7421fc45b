#include "api/query_string.h"

#include <utility>

#include "base/text.h"

namespace sfn::api {
namespace {

// In query strings and forms a plus stands for a blank.
std::string decode(std::string_view text) { return percent_decode(replace_all(text, "+", " ")); }

using Parameter = std::pair<std::string, std::string>;

std::vector<Parameter> parameters_of(std::string_view query) {
  std::vector<Parameter> parameters;
  if (query.empty()) return parameters;
  for (const auto& piece : split(query, '&')) {
    const auto equals = piece.find('=');
    const auto value =
        equals == std::string::npos ? "" : std::string_view(piece).substr(equals + 1);
    parameters.emplace_back(decode(std::string_view(piece).substr(0, equals)), decode(value));
  }
  return parameters;
}

}  // namespace

std::map<std::string, std::string> parse_query(std::string_view query) {
  std::map<std::string, std::string> parameters;
  for (auto& [name, value] : parameters_of(query)) {
    parameters.insert_or_assign(std::move(name), std::move(value));
  }
  return parameters;
}

std::vector<std::string> query_values(std::string_view query, std::string_view name) {
  std::vector<std::string> values;
  for (auto& parameter : parameters_of(query)) {
    if (parameter.first == name) values.push_back(std::move(parameter.second));
  }
  return values;
}

std::string query_value(std::string_view query, std::string_view name) {
  const auto parameters = parse_query(query);
  const auto it = parameters.find(std::string(name));
  return it == parameters.end() ? "" : it->second;
}

}  // namespace sfn::api
