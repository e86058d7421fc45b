// BodyRoom: what the bodies of all requests may take in sum, from where a body begins to arrive to
// its answer. For this module alone.
//
// Room is given for the whole body before it is read on: so whatever was begun can be finished,
// and bodies never wait for one another half-read. Who finds too little waits in line, unread.
#pragma once

#include <cstddef>
#include <deque>

namespace sfn::http {

class ServerConnection;

class BodyRoom {
 public:
  explicit BodyRoom(std::size_t bytes_max) : bytes_max_(bytes_max) {}

  /// True where the room was given. Otherwise the connection is in line, and is told by
  /// ServerConnection::room_given() when it is its turn. A body that is larger than all the room
  /// there is gets it alone.
  bool ask(ServerConnection& connection, std::size_t bytes);

  /// For what has arrived already.
  void take(std::size_t bytes) { taken_ += bytes; }

  void give_back(std::size_t bytes);

  /// Waits no longer, if it did.
  void leave(ServerConnection& connection);
  void clear() { line_.clear(); }

 private:
  struct Waiting {
    ServerConnection* connection;
    std::size_t bytes;
  };

  bool has_room_for(std::size_t bytes) const;

  std::size_t bytes_max_;
  std::size_t taken_ = 0;
  std::deque<Waiting> line_;
};

}  // namespace sfn::http
