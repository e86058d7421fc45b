// JSON as text and as values.
#include <fmt/format.h>

#include "base/text.h"
#include "intrinsics/function.h"

namespace sfn::intrinsics {

Json string_to_json(const Invocation& call) {
  const auto& text = call.text(0);
  call.charge(text.size());
  if (trim(text).empty()) return nullptr;
  auto value = parse_json(text);
  if (!value) call.fail(fmt::format("the string is not valid JSON ({})", value.error().cause));
  return std::move(*value);
}

Json json_to_string(const Invocation& call) {
  call.charge(call.value(0));
  return to_text(call.value(0));
}

// The second wins; what both have stays where the first has it.
Json json_merge(const Invocation& call) {
  const Json& first = call.object(0);
  const Json& second = call.object(1);
  if (call.value(2) != Json(false)) {
    call.fail("the third argument must be false: deep merges are not supported");
  }
  call.charge(first);
  call.charge(second);
  Json merged = first;
  for (const auto& member : second.items()) merged[member.key()] = member.value();
  return merged;
}

}  // namespace sfn::intrinsics
