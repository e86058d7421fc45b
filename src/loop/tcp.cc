#include "loop/tcp.h"

#include <fmt/format.h>
#include <sys/socket.h>

#include <optional>
#include <utility>

#include "loop/stream.h"
#include "loop/uv_address.h"

namespace sfn::loop {

struct Connection::Handle : StreamHandle {
  using StreamHandle::StreamHandle;
  Address remote;
  uv_shutdown_t shutdown{};
  bool finished = false;
};

void Connection::Close::operator()(Handle* handle) const { close_stream(*handle); }

Connection::Connection(std::unique_ptr<Handle, Close> handle) : handle_(std::move(handle)) {}

void Connection::start(std::function<void(std::string_view)> on_data,
                       std::function<void()> on_end) {
  start_reading(*handle_, std::move(on_data), std::move(on_end));
}

void Connection::pause() { pause_reading(*handle_); }

void Connection::resume() { resume_reading(*handle_); }

void Connection::write(std::string bytes, std::function<void(bool)> written) {
  // Cut off below libuv: what is queued then fails and the end is seen in the usual way, in order.
  const bool overflows =
      buffered_bytes() != 0 && buffered_bytes() + bytes.size() > kWriteQueueBytesMax;
  if (overflows) {
    int fd = -1;
    uv_fileno(as_handle(&handle_->uv.tcp), &fd);
    ::shutdown(fd, SHUT_RDWR);
  }
  loop::write(*handle_, std::move(bytes), std::move(written));
}

std::size_t Connection::buffered_bytes() const { return loop::buffered_bytes(*handle_); }

void Connection::finish_writing() {
  if (std::exchange(handle_->finished, true)) return;
  // A failure means that the peer has gone, which reading tells.
  uv_shutdown(&handle_->shutdown, &handle_->uv.stream, [](uv_shutdown_t*, int) noexcept {});
}

const Address& Connection::remote() const { return handle_->remote; }

struct Listener::Handle : UvHandle {
  explicit Handle(Loop& owner) : loop(owner) {
    uv.data = static_cast<UvHandle*>(this);
    uv_tcp_init(&loop.uv(), &uv);
  }

  std::unique_ptr<Connection::Handle, Connection::Close> accept();
  void hand_over();
  void accept_in_next_turn();
  void on_connection_ready();

  Loop& loop;
  uv_tcp_t uv{};
  std::function<void(Connection)> on_connection;
  Address address;
  bool paused = false;
  bool waiting = false;  // libuv holds one connection for us and listens no more until we take it.
  std::optional<Timer> accept_later;
};

void Listener::Close::operator()(Handle* handle) const {
  handle->on_connection = nullptr;
  handle->accept_later.reset();
  close(&handle->uv);
}

Listener::Listener(std::unique_ptr<Handle, Close> handle) : handle_(std::move(handle)) {}

namespace {

Error cannot_listen(const Address& address, int failure) {
  const char* name = failure == UV_EADDRINUSE      ? "AddressInUse"
                     : failure == UV_EADDRNOTAVAIL ? "AddressNotAvailable"
                                                   : "ListenFailed";
  return {name, fmt::format("cannot listen on {}: {}", to_text(address), uv_strerror(failure))};
}

constexpr int kBacklog = 1'024;

Address bound_address(const uv_tcp_t& uv) {
  sockaddr_storage storage{};
  int size = sizeof storage;
  uv_tcp_getsockname(&uv, reinterpret_cast<sockaddr*>(&storage), &size);
  return from_sockaddr(storage);
}

}  // namespace

Result<Listener> Listener::listen(Loop& loop, const Address& address,
                                  std::function<void(Connection)> on_connection) {
  const auto storage = to_sockaddr(loop.uv(), address);
  if (!storage) return cannot_listen(address, UV_EADDRNOTAVAIL);

  std::unique_ptr<Handle, Close> handle(new Handle(loop));
  handle->on_connection = std::move(on_connection);
  const auto* generic = reinterpret_cast<const sockaddr*>(&*storage);
  int failure = uv_tcp_bind(&handle->uv, generic, 0);
  if (failure == 0) {
    failure = uv_listen(reinterpret_cast<uv_stream_t*>(&handle->uv), kBacklog,
                        [](uv_stream_t* uv, int status) noexcept {
                          // Out of descriptors: libuv has turned the peer away.
                          if (status == 0) handle_of<Handle>(uv).on_connection_ready();
                        });
  }
  if (failure != 0) return cannot_listen(address, failure);
  handle->address = bound_address(handle->uv);
  return Listener(std::move(handle));
}

// libuv hands over all that wait in one go, as long as each is taken.
void Listener::Handle::on_connection_ready() {
  waiting = true;
  if (paused) return;
  if (data_of(uv.loop).turn.has_taken_its_share()) return accept_in_next_turn();
  hand_over();
}

void Listener::Handle::hand_over() {
  const CallbackScope scope(uv.loop, kAccepting);
  waiting = false;
  auto connection = accept();
  if (connection) run_and_keep(&uv, on_connection, Connection(std::move(connection)));
}

void Listener::Handle::accept_in_next_turn() {
  accept_later.emplace(loop);
  accept_later->start(milliseconds::zero(), [this] {
    if (waiting) on_connection_ready();
  });
}

// The kernel takes twice as much of an answer in one go. Left to itself it takes megabytes, which
// is milliseconds of one turn, for each of those whose sockets have become free.
constexpr int kSendBufferBytes = 128 * 1'024;

std::unique_ptr<Connection::Handle, Connection::Close> Listener::Handle::accept() {
  std::unique_ptr<Connection::Handle, Connection::Close> accepted(new Connection::Handle(loop));
  uv_tcp_t* tcp = &accepted->uv.tcp;
  uv_tcp_init(&loop.uv(), tcp);
  if (uv_accept(reinterpret_cast<uv_stream_t*>(&uv), &accepted->uv.stream) != 0) return nullptr;
  uv_tcp_nodelay(tcp, 1);
  int send_buffer = kSendBufferBytes;
  uv_send_buffer_size(as_handle(tcp), &send_buffer);

  sockaddr_storage storage{};
  int size = sizeof storage;
  uv_tcp_getpeername(tcp, reinterpret_cast<sockaddr*>(&storage), &size);
  accepted->remote = from_sockaddr(storage);
  return accepted;
}

const Address& Listener::address() const { return handle_->address; }

void Listener::pause() { handle_->paused = true; }

void Listener::resume() {
  handle_->paused = false;
  if (!handle_->waiting) return;
  // Not from here: nobody expects a connection within resume().
  handle_->accept_in_next_turn();
}

}  // namespace sfn::loop
