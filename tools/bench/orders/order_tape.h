// OrderTape: what sfn's writer asks of SQLite for a number of orders, statement by statement, with
// the exact values, as recorded while the production runtime carries those orders out one by one.
//
// It is recorded through SQLite's own tracing, so that nothing in the writer knows of it, and it is
// what `raw` (order_replay.h) plays back: the same work without sfn.
#pragma once

#include <cstdint>
#include <string>
#include <variant>
#include <vector>

#include "support/bench_main.h"

namespace sfn::bench {

/// What a statement's parameter was bound to: NULL, a number, a text.
using SqlValue = std::variant<std::monostate, std::int64_t, std::string>;

struct SqlCall {
  std::size_t statement = 0;     ///< In OrderTape::statements.
  std::vector<SqlValue> values;  ///< By the parameters' numbers.
};

/// What one command changed: what stood between BEGIN and COMMIT.
using OrderStep = std::vector<SqlCall>;

struct OrderTape {
  std::vector<std::string> statements;
  /// By order and step. All orders have the same steps and these the same statements.
  std::vector<std::vector<OrderStep>> orders;

  std::size_t steps() const { return orders.front().size(); }
};

OrderTape record_orders(const Options& options, std::int64_t orders);

}  // namespace sfn::bench
