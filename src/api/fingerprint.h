// A short mark that tells texts apart: of listings in page tokens, of request bodies.
#pragma once

#include <cstdint>
#include <string_view>

namespace sfn::api {

/// FNV-1a, 64 bits, of the text behind what `before` is the fingerprint of. No defence against
/// somebody who looks for collisions.
constexpr std::uint64_t fingerprint(std::string_view text,
                                    std::uint64_t before = 0xcbf29ce484222325) {
  std::uint64_t hash = before;
  for (const char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3;
  return hash;
}

}  // namespace sfn::api
