#include "base/entropy.h"

#include <fmt/format.h>

#include <random>

namespace sfn {

std::string make_uuid(const Entropy& entropy) {
  const auto high = entropy();
  const auto low = entropy();
  return fmt::format("{:08x}-{:04x}-4{:03x}-{:04x}-{:012x}", high >> 32, (high >> 16) & 0xffff,
                     high & 0xfff, 0x8000 | ((low >> 48) & 0x3fff), low & 0xffff'ffff'ffff);
}

std::string make_hex128(const Entropy& entropy) {
  const auto high = entropy();
  const auto low = entropy();
  return fmt::format("{:016x}{:016x}", high, low);
}

Entropy system_entropy() {
  return [device = std::make_shared<std::random_device>()]() {
    const std::uint64_t high = (*device)();
    return high << 32 | (*device)();
  };
}

}  // namespace sfn
