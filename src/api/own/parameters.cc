#include "api/own/parameters.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"

namespace sfn::api {
namespace {

bool contains(const std::vector<std::string>& words, const std::string& word) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

Error invalid(std::string cause) { return {"ValidationException", std::move(cause)}; }

}  // namespace

Result<ParameterTexts> parse_parameters(std::string_view body) {
  ParameterTexts texts;
  if (body.empty()) return texts;
  const auto json = parse_json(body);
  if (!json) return invalid(fmt::format("the body is not JSON: {}", json.error().cause));
  if (!json->is_object()) return invalid("the body must be a JSON object");
  for (const auto& [name, value] : json->items()) {
    if (value.is_null()) continue;
    if (!value.is_string()) {
      return invalid(fmt::format("'{}' must be a text, got {}", name, to_text(value)));
    }
    texts[name] = value.get<std::string>();
  }
  return texts;
}

std::optional<std::string> Parameters::text(const std::string& name) {
  if (!contains(known_, name)) known_.push_back(name);
  const auto found = given_.find(name);
  if (found == given_.end() || found->second.empty()) return std::nullopt;
  return found->second;
}

std::string Parameters::required_text(const std::string& name) {
  const auto given = text(name);
  if (!given) complain(fmt::format("'{}' is missing", name));
  return given.value_or("");
}

std::optional<std::int64_t> Parameters::integer(const std::string& name, Range range) {
  const auto given = text(name);
  if (!given) return std::nullopt;
  const auto number = parse_integer(*given);
  if (!number || *number < range.min || *number > range.max) {
    const auto expected = range.max == INT64_MAX
                              ? fmt::format("a whole number from {} on", range.min)
                              : fmt::format("a whole number from {} to {}", range.min, range.max);
    complain(fmt::format("'{}' must be {}, got '{}'", name, expected, *given));
  }
  return number;
}

std::optional<Timestamp> Parameters::time(const std::string& name) {
  const auto given = text(name);
  if (!given) return std::nullopt;
  const auto moment = parse_iso8601(*given);
  if (!moment) {
    complain(
        fmt::format("'{}' must be a time such as 2026-11-22T18:04:05Z, got '{}'", name, *given));
  }
  return moment;
}

std::optional<std::string> Parameters::word(const std::string& name,
                                            const std::vector<std::string>& words) {
  auto given = text(name);
  if (given) check_word(name, *given, words);
  return given;
}

std::vector<std::string> Parameters::words(const std::string& name,
                                           const std::vector<std::string>& all) {
  const auto given = text(name);
  if (!given) return {};
  auto pieces = split(*given, ',');
  for (const auto& piece : pieces) check_word(name, piece, all);
  return pieces;
}

void Parameters::check_word(const std::string& name, const std::string& given,
                            const std::vector<std::string>& words) {
  if (contains(words, given)) return;
  complain(fmt::format("'{}' knows {}, got '{}'", name, join(words, ", "), given));
}

bool Parameters::flag(const std::string& name) { return word(name, {"true", "false"}) == "true"; }

Result<void> Parameters::verdict() const {
  auto problems = problems_;
  for (const auto& [name, value] : given_) {
    if (contains(known_, name)) continue;
    problems.push_back(fmt::format("there is no parameter '{}'; there are {}", name,
                                   known_.empty() ? std::string("none") : join(known_, ", ")));
  }
  if (problems.empty()) return {};
  return invalid(join(problems, "; "));
}

}  // namespace sfn::api
