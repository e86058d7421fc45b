// The values that a statement's parameters are bound to, taken out of its text with the parameters
// filled in, which is all that SQLite tells of them.
#pragma once

#include <string_view>
#include <vector>

#include "orders/order_tape.h"

namespace sfn::bench {

/// `sql` has parameters `?` or `?N`, and `expanded` the literals of integers, texts or NULL in
/// their places. By number; the first is at 0.
std::vector<SqlValue> bound_values(std::string_view sql, std::string_view expanded);

}  // namespace sfn::bench
