// A client on a plain socket, for tests that turn the server's loop on the same thread. Connecting
// succeeds through the kernel's backlog; nothing here waits.
#pragma once

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <string>
#include <string_view>

#include "base/check.h"

namespace sfn {

class TcpClient {
 public:
  explicit TcpClient(std::uint16_t port, int receive_buffer_bytes = 0)
      : fd_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    if (receive_buffer_bytes != 0) {
      ::setsockopt(fd_, SOL_SOCKET, SO_RCVBUF, &receive_buffer_bytes, sizeof receive_buffer_bytes);
    }
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    SFN_CHECK(::connect(fd_, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0);
  }
  TcpClient(const TcpClient&) = delete;
  TcpClient& operator=(const TcpClient&) = delete;
  ~TcpClient() { close(); }

  /// Sends what the kernel takes now and returns how much that was.
  std::size_t send(std::string_view bytes) {
    const ssize_t count = ::send(fd_, bytes.data(), bytes.size(), MSG_DONTWAIT | MSG_NOSIGNAL);
    return count < 0 ? 0 : static_cast<std::size_t>(count);
  }

  /// All that has arrived so far; see ended().
  const std::string& received() {
    char buffer[16'384];
    for (;;) {
      const ssize_t count = ::recv(fd_, buffer, sizeof buffer, MSG_DONTWAIT);
      if (count > 0) {
        received_.append(buffer, static_cast<std::size_t>(count));
        continue;
      }
      ended_ = ended_ || count == 0 || (errno != EAGAIN && errno != EINTR);
      reset_ = reset_ || (count < 0 && errno == ECONNRESET);
      return received_;
    }
  }

  /// Whether the server has closed its side, and whether it did so by a reset.
  bool ended() {
    received();
    return ended_;
  }
  bool reset() {
    received();
    return reset_;
  }

  void finish_sending() { ::shutdown(fd_, SHUT_WR); }

  /// Goes without a goodbye: the server sees a reset.
  void abort() {
    const linger now{1, 0};
    ::setsockopt(fd_, SOL_SOCKET, SO_LINGER, &now, sizeof now);
    close();
  }

  void close() {
    if (fd_ >= 0) ::close(fd_);
    fd_ = -1;
  }

 private:
  int fd_;
  std::string received_;
  bool ended_ = false;
  bool reset_ = false;
};

}  // namespace sfn
