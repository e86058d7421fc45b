#include "loop/address.h"

#include <fmt/format.h>

#include "loop/uv_address.h"

namespace sfn::loop {

std::string to_text(const Address& address) {
  const bool is_ipv6 = address.host.find(':') != std::string::npos;
  const std::string host = is_ipv6 ? fmt::format("[{}]", address.host) : address.host;
  return fmt::format("{}:{}", host, address.port);
}

Address from_sockaddr(const sockaddr_storage& storage) {
  char host[INET6_ADDRSTRLEN] = {};
  const auto* generic = reinterpret_cast<const sockaddr*>(&storage);
  uv_ip_name(generic, host, sizeof host);
  const auto port = storage.ss_family == AF_INET6
                        ? reinterpret_cast<const sockaddr_in6*>(&storage)->sin6_port
                        : reinterpret_cast<const sockaddr_in*>(&storage)->sin_port;
  return {host, ntohs(port)};
}

namespace {

// Waits for the resolver: only names that an operator configured come here, before the loop runs.
bool look_up(uv_loop_t& loop, const Address& address, sockaddr_storage& storage) {
  uv_getaddrinfo_t request{};
  addrinfo hints{};
  hints.ai_socktype = SOCK_STREAM;
  const std::string port = std::to_string(address.port);
  if (uv_getaddrinfo(&loop, &request, nullptr, address.host.c_str(), port.c_str(), &hints) != 0) {
    return false;
  }
  std::memcpy(&storage, request.addrinfo->ai_addr, request.addrinfo->ai_addrlen);
  uv_freeaddrinfo(request.addrinfo);
  return true;
}

}  // namespace

std::optional<sockaddr_storage> to_sockaddr(uv_loop_t& loop, const Address& address) {
  sockaddr_storage storage{};
  auto* ipv4 = reinterpret_cast<sockaddr_in*>(&storage);
  if (uv_ip4_addr(address.host.c_str(), address.port, ipv4) == 0) return storage;
  storage = {};
  auto* ipv6 = reinterpret_cast<sockaddr_in6*>(&storage);
  if (uv_ip6_addr(address.host.c_str(), address.port, ipv6) == 0) return storage;
  storage = {};
  if (look_up(loop, address, storage)) return storage;
  return std::nullopt;
}

}  // namespace sfn::loop
