// Rounding, which $round, $formatNumber and $formatBase share.
#pragma once

namespace sfn::jsonata::functions {

/// To so many decimal places (fewer than none: to tens, hundreds, …), half-way cases to the even
/// neighbour, in decimal as people see the number.
double round_half_even(double number, int places);

}  // namespace sfn::jsonata::functions
