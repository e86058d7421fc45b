#include "engine/services.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/arn.h"
#include "base/text.h"

namespace sfn::engine {
namespace {

constexpr std::array<std::string_view, 2> kInvocations{"lambda:invoke",
                                                       "lambda:invoke.waitForTaskToken"};

// The SDK's integration starts an execution, and waits for the end of none but an EXPRESS one.
constexpr std::array<std::string_view, 7> kStarts{
    "states:startExecution",         "states:startExecution.sync",
    "states:startExecution.sync:2",  "states:startExecution.waitForTaskToken",
    "aws-sdk:sfn:startExecution",    "aws-sdk:sfn:startExecution.waitForTaskToken",
    "aws-sdk:sfn:startSyncExecution"};

bool is_among(const auto& names, const std::string& name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

Service none(const std::string& resource) {
  return {Service::Kind::None,
          fmt::format("The resource '{}' is an integration that sfn does not have. It has Lambda "
                      "functions (by their ARN or lambda:invoke), activities, and "
                      "states:startExecution, also with .sync, .sync:2 and .waitForTaskToken, and "
                      "aws-sdk:sfn:startSyncExecution. Anything else can be bound to a function "
                      "that stands for it: sfnd --bind RESOURCE=FUNCTION.",
                      resource)};
}

}  // namespace

Service usual_service(const std::string& resource) {
  const auto arn = Arn::parse(resource);
  const bool activity = arn && arn->service == "states" && starts_with(arn->resource, "activity:");
  if (activity) return {Service::Kind::Workers};
  const bool integration = arn && arn->service == "states" && arn->region.empty();
  if (!integration || is_among(kInvocations, arn->resource)) return {};
  if (is_among(kStarts, arn->resource)) return {Service::Kind::StartExecution};
  return none(resource);
}

}  // namespace sfn::engine
