// Entropy: where random bits come from. A function, so that a simulation can repeat a run.
#pragma once

#include <cstdint>
#include <functional>
#include <string>

namespace sfn {

/// Returns 64 random bits.
using Entropy = std::function<std::uint64_t()>;

/// A random (version 4) UUID, in lower case with hyphens.
std::string make_uuid(const Entropy& entropy);

/// 128 random bits in hexadecimal: for task tokens and log stream names.
std::string make_hex128(const Entropy& entropy);

/// Bits from the operating system, good enough for tokens. Safe to call from several threads.
Entropy system_entropy();

}  // namespace sfn
