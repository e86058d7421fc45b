#include "tasks/bindings.h"

#include <array>

#include "base/text.h"

namespace sfn::tasks {
namespace {

constexpr std::array<std::string_view, 3> kPatterns{".sync", ".sync:2", ".waitForTaskToken"};

std::string without_pattern(const std::string& resource) {
  for (const auto pattern : kPatterns) {
    if (ends_with(resource, pattern)) return resource.substr(0, resource.size() - pattern.size());
  }
  return resource;
}

}  // namespace

bool Bindings::bind(const std::string& resource, const std::string& function) {
  return functions_.emplace(resource, function).second;
}

std::optional<std::string> Bindings::find(const std::string& resource) const {
  auto found = functions_.find(resource);
  if (found == functions_.end()) found = functions_.find(without_pattern(resource));
  return found == functions_.end() ? std::nullopt : std::optional(found->second);
}

}  // namespace sfn::tasks
