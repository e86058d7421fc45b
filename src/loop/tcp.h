// TCP on the loop: listeners and the connections that they accept.
#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "base/result.h"
#include "loop/address.h"
#include "loop/loop.h"

namespace sfn::loop {

/// A peer that lets more than this pile up unread is cut off; a single write is always taken.
inline constexpr std::size_t kWriteQueueBytesMax = std::size_t{64} << 20;

/// An accepted connection. Destroying it closes it at once: no callback runs after that, and what
/// was not written yet is dropped.
class Connection {
 public:
  /// Begins to read. `on_data` gets bytes, valid during the call. `on_end` runs once: the peer has
  /// finished sending (it may still read, and writes are still tried) or the connection is broken.
  /// Both may destroy the connection.
  void start(std::function<void(std::string_view)> on_data, std::function<void()> on_end);

  /// While paused nothing is read, the peer's window closes, and its end goes unnoticed.
  void pause();
  void resume();

  /// `written` tells in a later turn whether the kernel took all the bytes, and may destroy the
  /// connection.
  void write(std::string bytes, std::function<void(bool written)> written = {});

  /// Accepted by write() and not yet taken by the kernel.
  std::size_t buffered_bytes() const;

  /// Tells the peer that nothing follows once all is written. Reading goes on.
  void finish_writing();

  /// The peer's address as it was on accepting.
  const Address& remote() const;

 private:
  friend class Listener;
  struct Handle;
  struct Close {
    void operator()(Handle* handle) const;
  };
  explicit Connection(std::unique_ptr<Handle, Close> handle);

  std::unique_ptr<Handle, Close> handle_;
};

class Listener {
 public:
  /// Errors: `AddressInUse`, `AddressNotAvailable` (not an address of this machine, or an unknown
  /// name), `ListenFailed`. `on_connection` may destroy the listener.
  static Result<Listener> listen(Loop& loop, const Address& address,
                                 std::function<void(Connection)> on_connection);

  /// What it listens on: with port 0 asked for, the port that the system chose.
  const Address& address() const;

  /// While paused, new connections wait in the kernel's backlog.
  void pause();
  void resume();

 private:
  struct Handle;
  struct Close {
    void operator()(Handle* handle) const;
  };
  explicit Listener(std::unique_ptr<Handle, Close> handle);

  std::unique_ptr<Handle, Close> handle_;
};

}  // namespace sfn::loop
