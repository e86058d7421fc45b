#include "api/lambda/function_name.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"

namespace sfn::api {
namespace {

constexpr std::size_t kNameCharactersMax = 64;

bool is_word(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
           c == '_';
  });
}

bool is_name(std::string_view text) { return text.size() <= kNameCharactersMax && is_word(text); }

bool is_qualifier(std::string_view text) { return text == "$LATEST" || is_word(text); }

Error malformed(std::string_view text) {
  return {"ValidationException",
          fmt::format(
              "1 validation error detected: Value '{}' at 'functionName' failed to satisfy "
              "constraint: Member must satisfy regular expression pattern: "
              "(arn:(aws[a-zA-Z-]*)?:lambda:)?([a-z]{{2}}(-gov)?-[a-z]+-\\d{{1}}:)?(\\d{{12}}:)?"
              "(function:)?([a-zA-Z0-9-_]+)(:(\\$LATEST|[a-zA-Z0-9-_]+))?",
              text)};
}

}  // namespace

Result<FunctionName> parse_function_name(std::string_view text, const Place& place,
                                         std::string_view qualifier) {
  const std::string plain = percent_decode(text);
  FunctionName function{place, {}, {}};
  auto parts = split(plain, ':');
  if (parts.size() >= 7 && parts[0] == "arn" && parts[2] == "lambda") {
    parts.erase(parts.begin(), parts.begin() + 3);
  }
  // What is left of the front may be cut off at any point: region, account, the word `function`.
  auto part = parts.begin();
  if (parts.end() - part >= 3 && part[1] != "function" && is_account_id(part[1]))
    function.place.region = *part++;
  if (parts.end() - part >= 3 && is_account_id(*part)) function.place.account = *part++;
  if (parts.end() - part >= 2 && *part == "function") ++part;
  if (part == parts.end() || !is_name(*part)) return malformed(plain);
  function.name = *part++;
  if (part != parts.end()) {
    if (!is_qualifier(*part)) return malformed(plain);
    function.qualifier = *part++;
  }
  if (part != parts.end()) return malformed(plain);
  if (qualifier.empty()) return function;
  if (!function.qualifier.empty() && function.qualifier != qualifier) {
    return Error{
        "InvalidParameterValueException",
        fmt::format("The derived qualifier from the function name does not match the specified "
                    "qualifier: '{}' and '{}'.",
                    function.qualifier, qualifier)};
  }
  function.qualifier = qualifier;
  return function;
}

std::string FunctionName::qualified_arn() const {
  return qualifier.empty() ? arn() : arn() + ":" + qualifier;
}

Error function_not_found(const FunctionName& name) {
  return {"ResourceNotFoundException", "Function not found: " + name.qualified_arn()};
}

}  // namespace sfn::api
