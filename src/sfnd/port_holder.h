// Which process listens on a port: for the error that says so.
#pragma once

#include <cstdint>
#include <string>

namespace sfn::sfnd {

/// `process 4711 (sfnd)`, or empty where none is found: another user's processes cannot be looked
/// into.
std::string port_holder(std::uint16_t port);

}  // namespace sfn::sfnd
