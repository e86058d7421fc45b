// ServerState: what a Server owns and its connections share. For this module alone.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <unordered_map>
#include <vector>

#include "http/body_room.h"
#include "http/server.h"
#include "http/server_connection.h"
#include "loop/tcp.h"
#include "loop/timer.h"

namespace sfn::http {

class ServerState {
 public:
  ServerState(loop::Loop& loop, ServerOptions options, Server::Handler handler);

  Result<std::uint16_t> listen(const loop::Address& address);
  void set_paused(bool paused);
  void stop(std::function<void()> done);
  void shut_down();  // At once; nothing of it is heard of again.
  std::size_t connections() const { return connections_.size(); }

  // For connections.
  loop::Loop& loop() { return loop_; }
  const ServerOptions& options() const { return options_; }
  bool paused() const { return paused_; }
  bool stopping() const { return stopping_; }
  BodyRoom& body_room() { return body_room_; }
  void handle(Request request, Responder responder);
  /// Takes the connection out; its object lives on to the next turn, since it may be on the stack.
  void remove(ServerConnection& connection);
  /// To be called when a connection owes no answer any more.
  void settled();

 private:
  void accept(loop::Connection connection);
  void admit_or_hold_back();
  bool is_full() const { return connections_.size() >= options_.connections_max; }
  ServerConnection* idlest() const;

  loop::Loop& loop_;
  const ServerOptions options_;
  const Server::Handler handler_;
  BodyRoom body_room_;
  bool paused_ = false;
  std::vector<loop::Listener> listeners_;
  std::unordered_map<ServerConnection*, std::unique_ptr<ServerConnection>> connections_;
  std::vector<std::unique_ptr<ServerConnection>> removed_;
  loop::Timer free_removed_;
  loop::Timer look_for_room_;
  bool stopping_ = false;
  std::function<void()> done_;
  loop::Timer tell_done_;
};

}  // namespace sfn::http
