// What inline and distributed Maps have in common.
#pragma once

#include "base/result.h"
#include "engine/states/context_object.h"
#include "engine/states/evaluation.h"
#include "engine/states/step.h"

namespace sfn::engine {

/// MaxConcurrency as it was asked for; 0 for as many as there may be.
Result<std::int64_t> requested_concurrency(const Step& step, const asl::MapState& map,
                                           const Payload& input);

/// What ItemsPath finds: an array.
Result<Payload> items_of(const Step& step, const asl::MapState& map, const Payload& input);

/// What becomes of an item: itself, or what ItemSelector makes of it. The evaluation is that of the
/// step, good for one item after the other.
Result<Payload> iteration_input(const Step& step, const asl::MapState& map, const MapItem& item,
                                Evaluation& evaluation);

/// Map, distributed: begins its map run. In distributed_map.cc.
void enter_distributed(const Step& step, const asl::MapState& map, Recorder& out);

}  // namespace sfn::engine
