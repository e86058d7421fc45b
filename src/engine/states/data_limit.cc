#include "engine/states/data_limit.h"

#include <fmt/format.h>

#include <algorithm>

#include "engine/limits.h"

namespace sfn::engine {
namespace {

std::size_t depth_of(std::string_view json) {
  std::size_t depth = 0;
  std::size_t deepest = 0;
  bool in_string = false;
  for (std::size_t i = 0; i < json.size(); ++i) {
    const char c = json[i];
    if (in_string && c == '\\') {
      ++i;  // Whatever is escaped does not end the string.
    } else if (c == '"') {
      in_string = !in_string;
    } else if (!in_string && (c == '{' || c == '[')) {
      deepest = std::max(deepest, ++depth);
    } else if (!in_string && (c == '}' || c == ']')) {
      --depth;
    }
  }
  return deepest;
}

Error exceeded(std::string_view who, const std::string& limit) {
  return {"States.DataLimitExceeded",
          fmt::format("The state/task '{}' returned a result {}.", who, limit)};
}

}  // namespace

Extent extent_of(const Payload& payload) {
  const std::string& text = payload.text();
  return {text.size(), depth_of(text)};
}

Extent extent_of_outputs(const Step& step, const std::vector<ScopeId>& scopes) {
  step.meter.charge_items(scopes.size());
  Extent array{.bytes = scopes.size() + 1};  // The brackets, and the commas between.
  for (const ScopeId id : scopes) {
    const auto& ended = std::get<Scope::Ended>(step.execution.scope(id).progress);
    step.meter.charge_text(ended.output.text().size());
    step.meter.charge_freed(ended.output.text().size());
    const auto output = extent_of(ended.output);
    array.bytes += output.bytes;
    array.depth = std::max(array.depth, output.depth);
  }
  ++array.depth;
  return array;
}

Error size_exceeded(std::string_view who) {
  return exceeded(who, "with a size exceeding the maximum number of bytes service limit");
}

Result<void> check_extent(const Extent& extent, std::string_view who, const Bounds& bounds) {
  if (extent.bytes > bounds.payload_bytes) {
    const bool passes =
        extent.bytes <= payload_reach(bounds) &&
        lets_pass(bounds, limit_name::kPayload, who, static_cast<std::int64_t>(extent.bytes));
    if (!passes) return size_exceeded(who);
  }
  if (extent.depth > bounds.payload_depth) {
    return exceeded(who, fmt::format("nested more than {} levels deep", bounds.payload_depth));
  }
  return {};
}

Result<void> check_extent(const Payload& payload, const Step& step) {
  if (payload.shares(step.visit.input)) return {};
  step.meter.charge_bytes(payload.text().size());
  return check_extent(extent_of(payload), step.state.name, step.bounds);
}

}  // namespace sfn::engine
