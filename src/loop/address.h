// Where a socket listens, and where a peer calls from.
#pragma once

#include <cstdint>
#include <string>

namespace sfn::loop {

struct Address {
  std::string host;  // A numeric address, or a name to look up when listening.
  std::uint16_t port = 0;
  friend bool operator==(const Address&, const Address&) = default;
};

/// `127.0.0.1:8083`, `[::1]:8083`.
std::string to_text(const Address& address);

}  // namespace sfn::loop
