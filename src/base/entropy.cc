#include "base/entropy.h"

#include <fmt/format.h>
#include <unistd.h>

#include "base/check.h"

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
  return [] {
    std::uint64_t bits = 0;
    SFN_CHECK(getentropy(&bits, sizeof bits) == 0);
    return bits;
  };
}

}  // namespace sfn
