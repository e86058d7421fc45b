#include "base/arn.h"

#include <fmt/format.h>

#include "base/text.h"

namespace sfn {

std::optional<Arn> Arn::parse(std::string_view text) {
  constexpr std::string_view kPrefix = "arn:";
  if (text.substr(0, kPrefix.size()) != kPrefix) return std::nullopt;
  text.remove_prefix(kPrefix.size());
  Arn arn;
  for (std::string* part : {&arn.partition, &arn.service, &arn.region, &arn.account}) {
    const auto colon = text.find(':');
    if (colon == std::string_view::npos) return std::nullopt;
    *part = text.substr(0, colon);
    text.remove_prefix(colon + 1);
  }
  arn.resource = text;
  return arn;
}

std::string Arn::text() const {
  return fmt::format("arn:{}:{}:{}:{}:{}", partition, service, region, account, resource);
}

std::vector<std::string> Arn::resource_parts() const { return split(resource, ':'); }

bool is_account_id(std::string_view text) {
  return text.size() == 12 && text.find_first_not_of("0123456789") == std::string_view::npos;
}

std::string state_machine_arn(const Place& place, std::string_view name) {
  return fmt::format("arn:aws:states:{}:{}:stateMachine:{}", place.region, place.account, name);
}

std::string execution_arn(const Place& place, std::string_view machine, std::string_view name) {
  return fmt::format("arn:aws:states:{}:{}:execution:{}:{}", place.region, place.account, machine,
                     name);
}

std::string express_execution_arn(const Place& place, std::string_view machine,
                                  std::string_view name, std::string_view run) {
  return fmt::format("arn:aws:states:{}:{}:express:{}:{}:{}", place.region, place.account, machine,
                     name, run);
}

bool is_express_execution_arn(std::string_view text) {
  for (int parts = 0; parts < 5; ++parts) {
    const auto colon = text.find(':');
    if (colon == std::string_view::npos) return false;
    text.remove_prefix(colon + 1);
  }
  return starts_with(text, "express:");
}

std::string activity_arn(const Place& place, std::string_view name) {
  return fmt::format("arn:aws:states:{}:{}:activity:{}", place.region, place.account, name);
}

std::string function_arn(const Place& place, std::string_view name) {
  return fmt::format("arn:aws:lambda:{}:{}:function:{}", place.region, place.account, name);
}

std::string log_group_arn(const Place& place, std::string_view name) {
  return fmt::format("arn:aws:logs:{}:{}:log-group:{}:*", place.region, place.account, name);
}

std::string function_log_group(std::string_view function) {
  return fmt::format("/aws/lambda/{}", function);
}

}  // namespace sfn
