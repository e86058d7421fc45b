#include "items/support/counted_memory.h"

#include <malloc.h>

#include <atomic>
#include <cstdlib>
#include <new>

namespace sfn::items::counted_memory {
namespace {

std::atomic<std::size_t> live{0};
std::atomic<std::size_t> peak{0};

void* allocate(std::size_t size) {
  void* memory = std::malloc(size == 0 ? 1 : size);
  if (memory == nullptr) throw std::bad_alloc();
  const auto now = live += ::malloc_usable_size(memory);
  auto most = peak.load();
  while (most < now && !peak.compare_exchange_weak(most, now)) {
  }
  return memory;
}

void release(void* memory) noexcept {
  if (memory != nullptr) live -= ::malloc_usable_size(memory);
  std::free(memory);
}

}  // namespace

std::size_t live_bytes() { return live; }
std::size_t peak_bytes() { return peak; }
void forget_peak() { peak = live.load(); }

}  // namespace sfn::items::counted_memory

void* operator new(std::size_t size) { return sfn::items::counted_memory::allocate(size); }
void operator delete(void* memory) noexcept { sfn::items::counted_memory::release(memory); }
void operator delete(void* memory, std::size_t) noexcept {
  sfn::items::counted_memory::release(memory);
}
