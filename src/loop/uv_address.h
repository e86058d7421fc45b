// Between our addresses and the system's; for this module alone.
#pragma once

#include <uv.h>

#include <cstring>
#include <optional>

#include "loop/address.h"

namespace sfn::loop {

Address from_sockaddr(const sockaddr_storage& storage);

/// Nothing for a name that is not known.
std::optional<sockaddr_storage> to_sockaddr(uv_loop_t& loop, const Address& address);

}  // namespace sfn::loop
