// Raw: a tape of orders played back on one thread, in lockstep. This is the least that can be done
// for an order on this disk with this schema: what sfn adds is measured against it.
#pragma once

#include <filesystem>

#include "orders/order_tape.h"
#include "support/samples.h"

namespace sfn::bench {

struct ReplayResult {
  std::int64_t orders = 0;
  double seconds = 0;
  double processor_seconds = 0;
  Samples milliseconds;  ///< From the first round of some orders to the end of their last.

  double per_second() const { return static_cast<double>(orders) / seconds; }
};

/// Plays the tape, again and again under new numbers and names, into a new database in `directory`,
/// with the pragmas, the schema, the prepared statements and the checkpoints of sfn's writer:
/// `in_flight` orders take each step together, in one transaction.
ReplayResult replay_orders(const OrderTape& tape, const std::filesystem::path& directory,
                           std::int64_t in_flight, double seconds);

}  // namespace sfn::bench
