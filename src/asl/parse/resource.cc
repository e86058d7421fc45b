// What a Task's `Resource` names: a function, an activity, or a service integration.
//
//   arn:PARTITION:lambda:REGION:ACCOUNT:function:NAME[:QUALIFIER]
//   arn:PARTITION:states:REGION:ACCOUNT:activity:NAME
//   arn:PARTITION:states:::SERVICE:ACTION[.sync | .sync:2 | .waitForTaskToken]
#include <array>
#include <utility>

#include "asl/parse/parts.h"
#include "base/arn.h"
#include "base/text.h"

namespace sfn::asl {
namespace {

using Pattern = Integration::Pattern;

constexpr std::array<std::pair<std::string_view, Pattern>, 3> kSuffixes = {{
    {".sync", Pattern::Sync},
    {".sync:2", Pattern::Sync2},
    {".waitForTaskToken", Pattern::WaitForTaskToken},
}};

std::optional<Resource> parse_integration(std::string_view text) {
  Integration integration;
  for (const auto& [suffix, pattern] : kSuffixes) {
    if (!ends_with(text, suffix)) continue;
    integration.pattern = pattern;
    text.remove_suffix(suffix.size());
    break;
  }
  const auto colon = text.rfind(':');
  if (colon == std::string_view::npos || colon == 0 || colon + 1 == text.size()) {
    return std::nullopt;
  }
  integration.service = text.substr(0, colon);
  integration.action = text.substr(colon + 1);
  return integration;
}

bool has_name(std::string_view resource, std::string_view kind) {
  return starts_with(resource, kind) && resource.size() > kind.size();
}

}  // namespace

std::optional<Resource> parse_resource(std::string_view text) {
  const auto arn = Arn::parse(text);
  if (!arn) return std::nullopt;
  if (arn->service == "lambda" && has_name(arn->resource, "function:")) {
    return LambdaFunction{std::string(text)};
  }
  if (arn->service != "states") return std::nullopt;
  if (arn->region.empty() && arn->account.empty()) return parse_integration(arn->resource);
  if (has_name(arn->resource, "activity:")) return ActivityResource{std::string(text)};
  return std::nullopt;
}

}  // namespace sfn::asl
