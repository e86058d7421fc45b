// The merge sort of JSONata: stable, and it compares in the order that the reference does, so that
// the same comparison fails first.
#pragma once

#include <algorithm>
#include <cstdint>
#include <vector>

namespace sfn::jsonata {

/// Sorts the places `order[from, to)`. `is_after(a, b)` says whether a belongs behind b; it may
/// throw.
template <typename IsAfter>
void merge_sort(std::vector<std::uint32_t>& order, std::vector<std::uint32_t>& scratch,
                std::size_t from, std::size_t to, const IsAfter& is_after) {
  if (to - from <= 1) return;
  const std::size_t middle = from + (to - from) / 2;
  merge_sort(order, scratch, from, middle, is_after);
  merge_sort(order, scratch, middle, to, is_after);
  std::size_t left = from;
  std::size_t right = middle;
  std::size_t out = from;
  while (left < middle && right < to) {
    scratch[out++] = is_after(order[left], order[right]) ? order[right++] : order[left++];
  }
  while (left < middle) scratch[out++] = order[left++];
  while (right < to) scratch[out++] = order[right++];
  std::copy(scratch.begin() + static_cast<std::ptrdiff_t>(from),
            scratch.begin() + static_cast<std::ptrdiff_t>(to),
            order.begin() + static_cast<std::ptrdiff_t>(from));
}

/// The places 0 to `size` - 1 in sorted order.
template <typename IsAfter>
std::vector<std::uint32_t> sorted_places(std::size_t size, const IsAfter& is_after) {
  std::vector<std::uint32_t> order(size);
  for (std::size_t i = 0; i < size; ++i) order[i] = static_cast<std::uint32_t>(i);
  std::vector<std::uint32_t> scratch(size);
  merge_sort(order, scratch, 0, size, is_after);
  return order;
}

}  // namespace sfn::jsonata
