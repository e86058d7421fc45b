#include "http/server_connection.h"

#include <fmt/format.h>

#include <memory>
#include <utility>

#include "base/fail_point.h"
#include "http/response_head.h"
#include "http/server_state.h"

namespace sfn::http {

namespace {

// What a peer may send ahead of its turn before it is read no more.
constexpr std::size_t kUnreadBytesMax = 64 * 1'024;

// An answer of this size leaves in one write with its head.
constexpr std::size_t kBodyBytesCopied = 64 * 1'024;

constexpr std::size_t kBodyBytesMaxDefault = 1'024 * 1'024;

ParserLimits limits_of(const ServerOptions& options) {
  auto body_limit = options.body_limit;
  if (!body_limit) {
    body_limit = [](std::string_view, std::string_view) { return kBodyBytesMaxDefault; };
  }
  return {options.header_bytes_max, std::move(body_limit)};
}

}  // namespace

ServerConnection::ServerConnection(ServerState& server, loop::Connection socket)
    : server_(server),
      socket_(std::move(socket)),
      timer_(server.loop()),
      parser_(limits_of(server.options())) {}

ServerConnection::~ServerConnection() { untie(); }

void ServerConnection::start() {
  socket_->start([this](std::string_view bytes) { on_data(bytes); }, [this] { on_end(); });
  enter(Phase::Idle);
  update_reading();
}

void ServerConnection::on_data(std::string_view bytes) {
  switch (phase_) {
    case Phase::Idle:
    case Phase::Head:
    case Phase::Body:
      return read_request(bytes);
    case Phase::Handling:
    case Phase::Writing:
    case Phase::Streaming:
      return keep_for_later(bytes);
    case Phase::Lingering:
    case Phase::Closed:
      return;
  }
}

// The peer has finished sending or is gone; which of the two, only a write could tell. So an answer
// that is owed is still tried, while whoever holds the Responder is told that the peer has gone.
void ServerConnection::on_end() {
  peer_gone_ = true;
  switch (phase_) {
    case Phase::Handling:
      if (const auto closed = take_closed()) closed();
      return;
    case Phase::Writing:
      return;
    case Phase::Idle:
    case Phase::Head:
    case Phase::Body:
    case Phase::Streaming:
    case Phase::Lingering:
    case Phase::Closed:
      return close();
  }
}

void ServerConnection::keep_for_later(std::string_view bytes) {
  unread_ += bytes;
  update_reading();
}

void ServerConnection::update_reading() {
  if (!socket_) return;
  const bool full = unread_.size() > kUnreadBytesMax;
  if (server_.paused() || full || waits_for_room_) {
    socket_->pause();
  } else {
    socket_->resume();
  }
}

void ServerConnection::apply_pause() {
  update_reading();
  if (!reads_a_request()) return;
  arm_timer();
  const bool left_waiting = phase_ == Phase::Idle && (peer_gone_ || !unread_.empty());
  if (left_waiting && !server_.paused()) {
    timer_.start(milliseconds::zero(), [this] { next_request(); });
  }
}

bool ServerConnection::reads_a_request() const {
  return phase_ == Phase::Idle || phase_ == Phase::Head || phase_ == Phase::Body;
}

// --- Reading a request ---

void ServerConnection::read_request(std::string_view bytes) {
  const std::size_t taken = parser_.feed(bytes);
  switch (parser_.state()) {
    case RequestParser::State::Complete:
      unread_.assign(bytes.substr(taken));
      return dispatch();
    case RequestParser::State::Failed:
      return refuse(parser_.take_failure());
    case RequestParser::State::Between:
    case RequestParser::State::Head:
    case RequestParser::State::Body:
      return await_more();
  }
}

void ServerConnection::await_more() {
  if (peer_gone_) return close();
  if (!has_room_for_body()) return enter(Phase::Body);
  if (parser_.take_expectation()) send("HTTP/1.1 100 Continue\r\n\r\n", {});

  const auto state = parser_.state();
  const Phase phase = state == RequestParser::State::Body   ? Phase::Body
                      : state == RequestParser::State::Head ? Phase::Head
                                                            : Phase::Idle;
  // The time for a head runs from its first byte, that for a body from the last one.
  if (phase != phase_ || phase == Phase::Body) enter(phase);
}

// Asked for as soon as the head is in: what a peer waits to be told to send is then not sent.
bool ServerConnection::has_room_for_body() {
  if (parser_.state() != RequestParser::State::Body || room_ > 0) return true;
  const auto bytes = parser_.body_bytes();
  if (bytes <= server_.options().small_body_bytes_max) return true;
  if (!server_.body_room().ask(*this, bytes)) {
    waits_for_room_ = true;
    update_reading();
    return false;
  }
  room_ = bytes;
  return true;
}

void ServerConnection::room_given() {
  room_ = parser_.body_bytes();
  waits_for_room_ = false;
  update_reading();
  await_more();
}

void ServerConnection::give_room_back() {
  if (std::exchange(waits_for_room_, false)) server_.body_room().leave(*this);
  if (room_ > 0) server_.body_room().give_back(std::exchange(room_, 0));
}

void ServerConnection::dispatch() {
  if (room_ == 0 && parser_.body_bytes() > server_.options().small_body_bytes_max) {
    room_ = parser_.body_bytes();  // It came at once, with the head.
    server_.body_room().take(room_);
  }
  terms_ = parser_.terms();
  Request request = parser_.take_request();
  request.remote = loop::to_text(socket_->remote());
  enter(Phase::Handling);
  update_reading();

  auto exchange = std::make_unique<Exchange>();
  exchange->connection = this;
  exchange_ = exchange.get();
  server_.handle(std::move(request), Responder(std::move(exchange)));
}

void ServerConnection::refuse(Response response) {
  terms_ = {};
  if (const auto& reword = server_.options().reword_refusal) {
    response = reword(parser_.so_far(), std::move(response));
  }
  send_answer(std::move(response));
}

// --- Answering ---

void ServerConnection::answer(Response response, std::function<void(bool)> written) {
  untie();
  written_ = std::move(written);
  terms_.keep_alive = terms_.keep_alive && !server_.stopping();
  fail_point("reply.before");
  send_answer(std::move(response));
  fail_point("reply.after");
}

void ServerConnection::send_answer(Response response) {
  std::string bytes = response_head(response, terms_, server_.loop().now());
  if (!may_have_body(response.status) || terms_.head_only) response.body.clear();
  enter(Phase::Writing);
  // A large body goes as it is: to copy it would hold everybody up.
  if (response.body.size() > kBodyBytesCopied) {
    send(std::move(bytes), {});
    bytes = std::move(response.body);
  } else {
    bytes += response.body;
  }
  send(std::move(bytes), [this](bool whole) { on_answer_written(whole); });
}

void ServerConnection::on_answer_written(bool whole) {
  // May destroy the server, of which this object is a part, and then only closes it.
  if (const auto written = std::exchange(written_, nullptr)) written(whole && !peer_gone_);
  if (phase_ == Phase::Closed) return;

  if (!whole) return close();
  if (terms_.keep_alive && !server_.stopping()) return next_request();
  linger();
}

void ServerConnection::next_request() {
  enter(Phase::Idle);
  if (server_.paused()) return;
  const std::string bytes = std::exchange(unread_, {});
  update_reading();
  read_request(bytes);
}

// Closing with bytes of the peer unread would reset the connection, and the peer could lose the
// answer that it has not read yet. So we finish first and let it go first.
void ServerConnection::linger() {
  if (peer_gone_) return close();
  socket_->finish_writing();
  unread_.clear();
  enter(Phase::Lingering);
  update_reading();
  server_.settled();
}

void ServerConnection::begin_stream(int status, const Headers& headers) {
  terms_.keep_alive = terms_.keep_alive && !terms_.http_1_0 && !server_.stopping();
  enter(Phase::Streaming);
  send(stream_head(status, headers, terms_, server_.loop().now()), {});
  if (peer_gone_) return cut_off();
  if (server_.stopping()) begin_stop();
}

void ServerConnection::write_piece(std::string_view bytes, std::function<void()> taken) {
  // An empty chunk would end the body.
  if (bytes.empty() || terms_.head_only || !peer_is_there()) return;
  if (buffered_bytes() + bytes.size() > server_.options().stream_buffer_bytes_max) {
    return cut_off();
  }
  send(terms_.http_1_0 ? std::string(bytes) : fmt::format("{:x}\r\n{}\r\n", bytes.size(), bytes),
       [this, taken = std::move(taken)](bool whole) {
         if (!whole) return close();
         const bool is_held = exchange_ != nullptr;  // Else whoever asked has ended the stream.
         if (taken && is_held && peer_is_there()) taken();
       });
}

void ServerConnection::end_stream() {
  untie();
  // What was cut off has a gap, and must not get the end that makes it look whole.
  if (peer_gone_) return cut_off();
  enter(Phase::Writing);
  const bool chunked = !terms_.http_1_0 && !terms_.head_only;
  send(chunked ? "0\r\n\r\n" : "", [this](bool whole) { on_answer_written(whole); });
}

void ServerConnection::abandon_stream() {
  untie();
  cut_off();
}

std::size_t ServerConnection::buffered_bytes() const {
  return socket_ ? socket_->buffered_bytes() : 0;
}

void ServerConnection::send(std::string bytes, std::function<void(bool)> written) {
  bytes_sent_ += bytes.size();
  socket_->write(std::move(bytes), std::move(written));
  if (!timer_.armed()) watch_writing();
}

// --- Time ---

void ServerConnection::enter(Phase phase) {
  phase_ = phase;
  if (phase == Phase::Idle) idle_since_ = server_.loop().now();
  if (phase != Phase::Body && phase != Phase::Handling) give_room_back();
  arm_timer();
}

void ServerConnection::arm_timer() {
  // A peer must not run out of time because we do not listen.
  if (reads_a_request() && (server_.paused() || waits_for_room_)) return timer_.stop();
  const ServerOptions& options = server_.options();
  const auto too_late = [this](const char* what) {
    return
        [this, what] { refuse(plain_text(408, std::string(what) + " took too long to arrive")); };
  };
  switch (phase_) {
    case Phase::Idle:
      return after(options.idle_timeout, [this] { close(); });
    case Phase::Head:
      return after(options.header_timeout, too_late("the head of the request"));
    case Phase::Body:
      return after(options.body_timeout, too_late("the body of the request"));
    case Phase::Lingering:
      return after(options.linger_timeout, [this] { close(); });
    case Phase::Handling:
    case Phase::Writing:    // Armed by what is sent.
    case Phase::Streaming:  // Likewise.
    case Phase::Closed:
      return timer_.stop();
  }
}

// A turn of the loop begins with its timers. If the last one took long, what a peer sent in time is
// still to be read: so it gets one turn more before it is found late.
void ServerConnection::after(milliseconds delay, std::function<void()> act) {
  timer_.start(delay, [this, act = std::move(act)]() mutable {
    timer_.start(milliseconds::zero(), std::move(act));
  });
}

// Cuts off a peer that takes nothing of what it is sent, and lets one that takes little go on.
void ServerConnection::watch_writing() {
  bytes_taken_before_ = bytes_taken();
  after(server_.options().write_timeout, [this] {
    if (buffered_bytes() == 0) return;
    if (bytes_taken() == bytes_taken_before_) return close();
    watch_writing();
  });
}

// --- The end ---

bool ServerConnection::owes_an_answer() const {
  return phase_ == Phase::Body || phase_ == Phase::Handling || phase_ == Phase::Writing ||
         phase_ == Phase::Streaming;
}

std::optional<Timestamp> ServerConnection::idle_since() const {
  if (phase_ != Phase::Idle || !unread_.empty()) return std::nullopt;
  return idle_since_;
}

void ServerConnection::begin_stop() {
  switch (phase_) {
    case Phase::Idle:
    case Phase::Head:
    case Phase::Lingering:
      return close();
    case Phase::Streaming:
      return timer_.start(milliseconds::zero(), [this] {
        const auto closed = take_closed();
        end_stream();
        if (closed) closed();
      });
    case Phase::Body:
    case Phase::Handling:
    case Phase::Writing:
    case Phase::Closed:
      return;
  }
}

// In a later turn, because those who write to a stream do not expect its end within the call.
void ServerConnection::cut_off() {
  peer_gone_ = true;
  timer_.start(milliseconds::zero(), [this] { close(); });
}

void ServerConnection::close() {
  if (phase_ == Phase::Closed) return;
  const auto closed = take_closed();
  const auto written = std::exchange(written_, nullptr);
  drop();
  server_.remove(*this);
  if (written) written(false);
  if (closed) closed();
}

void ServerConnection::drop() {
  enter(Phase::Closed);
  peer_gone_ = true;
  socket_.reset();
  written_ = nullptr;
  untie();
}

void ServerConnection::untie() {
  if (exchange_ != nullptr) exchange_->connection = nullptr;
  exchange_ = nullptr;
}

std::function<void()> ServerConnection::take_closed() {
  if (exchange_ == nullptr) return nullptr;
  return std::exchange(exchange_->closed, nullptr);
}

void ServerConnection::tell_closed_later() {
  timer_.start(milliseconds::zero(), [this] {
    if (const auto closed = take_closed()) closed();
  });
}

}  // namespace sfn::http
