// What the program has allocated with new: now, and at most since it was last asked to forget.
#pragma once

#include <cstddef>

namespace sfn::items::counted_memory {

std::size_t live_bytes();
std::size_t peak_bytes();

/// The peak is what lives now.
void forget_peak();

}  // namespace sfn::items::counted_memory
