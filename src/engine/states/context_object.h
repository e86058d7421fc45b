// The context object: what a workflow may ask about itself, `$$` in JSONPath.
// ASL specification, "The Context Object".
#pragma once

#include <cstdint>
#include <optional>

#include "base/json.h"
#include "base/payload.h"
#include "engine/states/step.h"

namespace sfn::engine {

/// The iteration that a Map prepares or runs: `$$.Map.Item`.
struct MapItem {
  std::int64_t index;
  Json value;
  std::optional<std::string> key = {};     ///< Where an object is iterated over.
  std::optional<std::string> source = {};  ///< Of a distributed Map: where the item comes from.
};

/// The context object of a visit. `item` is given while an ItemSelector is evaluated; inside an
/// iteration the innermost Map around the visit gives it.
Payload context_object(const Step& step, const std::optional<MapItem>& item);

}  // namespace sfn::engine
