#include "http/responder.h"

#include <utility>

#include "base/check.h"
#include "http/exchange.h"
#include "http/server_connection.h"

namespace sfn::http {

namespace {

bool peer_is_there(const std::unique_ptr<Exchange>& exchange) {
  return exchange && exchange->connection != nullptr && exchange->connection->peer_is_there();
}

void watch(const std::unique_ptr<Exchange>& exchange, std::function<void()> closed) {
  if (!exchange || exchange->connection == nullptr) return;
  exchange->closed = std::move(closed);
  if (!peer_is_there(exchange)) exchange->connection->tell_closed_later();
}

}  // namespace

Responder::Responder(std::unique_ptr<Exchange> exchange) : exchange_(std::move(exchange)) {}

Responder::Responder(Responder&&) noexcept = default;

Responder& Responder::operator=(Responder&& other) noexcept {
  std::swap(exchange_, other.exchange_);
  return *this;
}

Responder::~Responder() {
  if (exchange_) respond(plain_text(500, "the request was not answered"));
}

void Responder::add_header(Header header) {
  SFN_CHECK(exchange_ != nullptr);
  exchange_->headers.add(std::move(header.name), std::move(header.value));
}

void Responder::respond(Response response, std::function<void(bool)> written) {
  SFN_CHECK(exchange_ != nullptr);
  const auto exchange = std::exchange(exchange_, nullptr);
  if (exchange->connection == nullptr) return;
  for (const auto& header : exchange->headers) response.headers.set(header.name, header.value);
  exchange->connection->answer(std::move(response), std::move(written));
}

Stream Responder::stream(int status, Headers headers) {
  SFN_CHECK(exchange_ != nullptr);
  exchange_->closed = nullptr;
  for (const auto& header : exchange_->headers) headers.set(header.name, header.value);
  if (exchange_->connection != nullptr) exchange_->connection->begin_stream(status, headers);
  return Stream(std::exchange(exchange_, nullptr));
}

bool Responder::alive() const { return peer_is_there(exchange_); }

void Responder::on_closed(std::function<void()> closed) { watch(exchange_, std::move(closed)); }

Stream::Stream(std::unique_ptr<Exchange> exchange) : exchange_(std::move(exchange)) {}

Stream::Stream(Stream&&) noexcept = default;

Stream& Stream::operator=(Stream&& other) noexcept {
  std::swap(exchange_, other.exchange_);
  return *this;
}

Stream::~Stream() {
  if (exchange_ && exchange_->connection != nullptr) exchange_->connection->abandon_stream();
}

void Stream::write(std::string_view bytes, std::function<void()> taken) {
  if (!exchange_ || exchange_->connection == nullptr) return;
  exchange_->connection->write_piece(bytes, std::move(taken));
}

void Stream::end() {
  const auto exchange = std::exchange(exchange_, nullptr);
  if (exchange && exchange->connection != nullptr) exchange->connection->end_stream();
}

std::size_t Stream::buffered_bytes() const {
  if (!exchange_ || exchange_->connection == nullptr) return 0;
  return exchange_->connection->buffered_bytes();
}

bool Stream::alive() const { return peer_is_there(exchange_); }

void Stream::on_closed(std::function<void()> closed) { watch(exchange_, std::move(closed)); }

}  // namespace sfn::http
