// Responder and Stream: the right to answer one request, once, now or later.
//
// A handler may keep its Responder, for a long poll or until a commit, and answer from any later
// turn of the loop; one that is dropped unanswered answers 500. Both know when the peer is gone.
// They may outlive the connection and the server, and then do nothing.
#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <string_view>

#include "http/message.h"

namespace sfn::http {

class ServerConnection;
struct Exchange;  // The link between a connection and whoever may answer on it.

/// A response whose body is sent piece by piece, as server-sent events are: in chunks, or until the
/// close of the connection for HTTP/1.0.
class Stream {
 public:
  Stream(Stream&&) noexcept;
  Stream& operator=(Stream&&) noexcept;
  ~Stream();  // Without end(), cuts the connection: the peer must not take the part for the whole.

  /// Does nothing once the peer is gone. A reader that lets more than the server's
  /// `stream_buffer_bytes_max` pile up is cut off. `taken` runs in a later turn when the kernel has
  /// all of this piece, which is when a slow reader may be given more. Not after the peer has gone,
  /// end() or destruction. May destroy the stream.
  void write(std::string_view bytes, std::function<void()> taken = {});
  void end();

  /// Written here and not yet taken by the kernel: for slow readers to be given less.
  std::size_t buffered_bytes() const;

  bool alive() const;
  /// Runs once, in a later turn, when the peer has gone or the server ends the stream because it
  /// stops. Not after end() or destruction. May destroy the stream.
  void on_closed(std::function<void()> closed);

 private:
  friend class Responder;
  explicit Stream(std::unique_ptr<Exchange> exchange);
  std::unique_ptr<Exchange> exchange_;
};

class Responder {
 public:
  Responder(Responder&&) noexcept;
  Responder& operator=(Responder&&) noexcept;
  ~Responder();

  /// Goes with the answer, whichever that is.
  void add_header(Header header);

  /// Answers; at most once, the Responder is spent. `written` tells in a later turn whether the
  /// kernel took the whole answer while the peer was still there; a peer that had finished sending
  /// counts as gone, though the answer is still tried. Not once the server is destroyed.
  void respond(Response response, std::function<void(bool written)> written = {});

  /// Answers with a head now and a body that follows. The Responder is spent.
  Stream stream(int status, Headers headers);

  /// Whether the peer is there and the request is not answered yet.
  bool alive() const;
  /// Runs once, in a later turn, when the peer goes before the answer; at most one function is
  /// kept. Not after the answer or destruction. May destroy the Responder.
  void on_closed(std::function<void()> closed);

 private:
  friend class ServerConnection;
  explicit Responder(std::unique_ptr<Exchange> exchange);
  std::unique_ptr<Exchange> exchange_;
};

}  // namespace sfn::http
