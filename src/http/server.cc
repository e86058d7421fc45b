#include "http/server.h"

#include <utility>

#include "http/server_state.h"

namespace sfn::http {

void Server::Release::operator()(ServerState* state) const {
  state->shut_down();
  state->loop().post([owned = std::shared_ptr<ServerState>(state)] {});
}

Server::Server(loop::Loop& loop, ServerOptions options, Handler handler)
    : state_(new ServerState(loop, std::move(options), std::move(handler))) {}

Server::Server(Server&&) noexcept = default;

Server::~Server() = default;

Result<std::uint16_t> Server::listen(const loop::Address& address) {
  return state_->listen(address);
}

void Server::pause_reading() { state_->set_paused(true); }

void Server::resume_reading() { state_->set_paused(false); }

void Server::stop(std::function<void()> done) { state_->stop(std::move(done)); }

std::size_t Server::connections() const { return state_->connections(); }

}  // namespace sfn::http
