#include "http/server_state.h"

#include <algorithm>
#include <utility>

namespace sfn::http {

ServerState::ServerState(loop::Loop& loop, ServerOptions options, Server::Handler handler)
    : loop_(loop),
      options_(std::move(options)),
      handler_(std::move(handler)),
      body_room_(options_.bodies_bytes_max),
      free_removed_(loop),
      look_for_room_(loop),
      tell_done_(loop) {}

Result<std::uint16_t> ServerState::listen(const loop::Address& address) {
  auto listener = loop::Listener::listen(
      loop_, address, [this](loop::Connection connection) { accept(std::move(connection)); });
  if (!listener) return listener.error();
  listeners_.push_back(*std::move(listener));
  admit_or_hold_back();
  return listeners_.back().address().port;
}

void ServerState::accept(loop::Connection connection) {
  if (ServerConnection* idle = is_full() ? idlest() : nullptr) idle->close();
  auto accepted = std::make_unique<ServerConnection>(*this, std::move(connection));
  ServerConnection* key = accepted.get();
  connections_.emplace(key, std::move(accepted));
  key->start();
  admit_or_hold_back();
}

void ServerState::admit_or_hold_back() {
  const bool full = is_full() && idlest() == nullptr;
  for (auto& listener : listeners_) {
    if (paused_ || full) {
      listener.pause();
    } else {
      listener.resume();
    }
  }
  if (full && !listeners_.empty() && !look_for_room_.armed()) {
    look_for_room_.start(options_.idle_grace, [this] { admit_or_hold_back(); });
  }
}

// Who makes room for another: else those who connect and say nothing would shut out everybody.
ServerConnection* ServerState::idlest() const {
  const auto long_ago = loop_.now() - options_.idle_grace;
  ServerConnection* found = nullptr;
  for (const auto& [key, connection] : connections_) {
    const auto since = connection->idle_since();
    if (!since || *since > long_ago) continue;
    if (found == nullptr || *since < *found->idle_since()) found = key;
  }
  return found;
}

void ServerState::set_paused(bool paused) {
  paused_ = paused;
  admit_or_hold_back();
  for (auto& [key, connection] : connections_) connection->apply_pause();
}

void ServerState::handle(Request request, Responder responder) {
  handler_(std::move(request), std::move(responder));
}

void ServerState::remove(ServerConnection& connection) {
  auto node = connections_.extract(&connection);
  removed_.push_back(std::move(node.mapped()));
  free_removed_.start(milliseconds::zero(), [this] { removed_.clear(); });
  admit_or_hold_back();
  settled();
}

void ServerState::stop(std::function<void()> done) {
  stopping_ = true;
  done_ = std::move(done);
  listeners_.clear();
  std::vector<ServerConnection*> open;  // Those that go leave the map.
  for (auto& [key, connection] : connections_) open.push_back(key);
  for (ServerConnection* connection : open) connection->begin_stop();
  settled();
}

void ServerState::settled() {
  if (!done_ || tell_done_.armed()) return;
  const bool owing = std::any_of(connections_.begin(), connections_.end(),
                                 [](const auto& entry) { return entry.second->owes_an_answer(); });
  if (owing) return;
  tell_done_.start(milliseconds::zero(), [this] { std::exchange(done_, nullptr)(); });
}

void ServerState::shut_down() {
  listeners_.clear();
  done_ = nullptr;
  tell_done_.stop();
  look_for_room_.stop();
  body_room_.clear();
  for (auto& [key, connection] : connections_) connection->drop();
}

}  // namespace sfn::http
