#include "jsonata/arena.h"

#include <algorithm>

namespace sfn::jsonata {

void Arena::grow(std::size_t bytes) {
  if (bytes > limit_ || bytes_ > limit_ - bytes) throw Exhausted{};
  // A large piece gets a block with room to grow, as long as the limit allows.
  std::size_t size = std::max(next_block_, bytes + bytes / 2);
  size = aligned(std::max(bytes, std::min(size, limit_ - bytes_) & ~std::size_t{7}));
  blocks_.push_back(std::unique_ptr<char[]>(new char[size]));
  at_ = blocks_.back().get();
  end_ = at_ + size;
  bytes_ += size;
  next_block_ = std::min(next_block_ * 2, kBlockMax);
}

}  // namespace sfn::jsonata
