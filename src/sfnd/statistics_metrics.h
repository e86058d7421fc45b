// The runtime's statistics as metrics.
#pragma once

#include "runtime/statistics.h"
#include "telemetry/metrics.h"

namespace sfn::sfnd {

void show_statistics(const runtime::Statistics& statistics, telemetry::Metrics& metrics);

}  // namespace sfn::sfnd
