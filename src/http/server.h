// Server: HTTP/1.1 on the loop, and nothing of AWS.
//
// Keep-alive, pipelining (requests of one connection are handled one after the other, so answers
// keep their order and one connection never holds more than one request and one answer), chunked
// bodies, Expect: 100-continue, HEAD, HTTP/1.0. Everything is bounded, and all that is wrong with a
// request is answered with its status and one plain line. A Server without connections is an object
// and a socket: there may be hundreds.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string_view>

#include "base/result.h"
#include "base/time.h"
#include "http/message.h"
#include "http/responder.h"
#include "loop/loop.h"
#include "loop/tcp.h"

namespace sfn::http {

struct ServerOptions {
  /// Beyond, a new peer takes the place of the one that has been idle longest, or waits in the
  /// kernel's backlog until there is one.
  std::size_t connections_max = 1'024;
  std::size_t header_bytes_max = 64 * 1'024;  // Beyond: 431.
  /// Of all bodies that arrive or are not answered yet, in sum. Beyond, whoever begins to send one
  /// is not read until there is room again; what was begun is always read to its end.
  std::size_t bodies_bytes_max = std::size_t{256} << 20;
  /// Bodies up to this size are always read and not counted, since connections_max bounds them:
  /// what holds the room may wait for a short request itself, as a function that asks us something
  /// does.
  std::size_t small_body_bytes_max = 64 * 1'024;
  std::size_t stream_buffer_bytes_max = 1'024 * 1'024;  // Beyond, a slow reader is cut off.

  /// The largest body for a request, asked as soon as its head is in; beyond: 413. Absent: 1 MiB.
  std::function<std::size_t(std::string_view method, std::string_view path)> body_limit{};

  /// Words what the server itself refuses (400, 408, 413, 417, 431, 505) for a peer that expects
  /// more than a plain line; gets the request as far as it was read. Absent: sent as it is.
  std::function<Response(const Request& so_far, Response plain)> reword_refusal{};

  milliseconds idle_timeout{75'000};    // Between requests, then the connection is closed.
  milliseconds idle_grace{1'000};       // Likewise, before it has to make room for another.
  milliseconds header_timeout{30'000};  // From a request's first byte to the end of its head: 408.
  milliseconds body_timeout{30'000};    // Between two pieces of a body: 408.
  milliseconds write_timeout{
      75'000};  // Without the peer taking a byte of its answer, then cut off.
  milliseconds linger_timeout{2'000};  // For the peer to read an error before the connection goes.
};

class ServerState;

class Server {
 public:
  /// Gets each request with the right to answer it. May destroy the Server.
  using Handler = std::function<void(Request, Responder)>;

  Server(loop::Loop& loop, ServerOptions options, Handler handler);
  Server(Server&&) noexcept;
  ~Server();  // Closes every connection at once; nobody is told.

  /// Listens, also on more than one address; returns the port. Errors as loop::Listener's.
  Result<std::uint16_t> listen(const loop::Address& address);

  /// Back-pressure: while paused nothing is accepted and nothing is read; answers are still
  /// written.
  void pause_reading();
  void resume_reading();

  /// Stops accepting, closes idle connections, ends open streams, lets the requests whose heads are
  /// in be answered, then runs `done` in a turn of its own. Whoever holds Responders of long polls
  /// must answer them.
  void stop(std::function<void()> done);

  std::size_t connections() const;

 private:
  struct Release {
    void operator()(
        ServerState* state) const;  // A callback of its may be running: frees it next turn.
  };
  std::unique_ptr<ServerState, Release> state_;
};

}  // namespace sfn::http
