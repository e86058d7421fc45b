#include "support/http_connection.h"

#include <arpa/inet.h>
#include <fmt/format.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

#include <stdexcept>
#include <utility>

#include "base/check.h"

namespace sfn::bench {
namespace {

std::string post_text(const std::string& path, const std::string& headers,
                      const std::string& body) {
  return fmt::format("POST {} HTTP/1.1\r\nHost: 127.0.0.1\r\n{}Content-Length: {}\r\n\r\n{}", path,
                     headers, body.size(), body);
}

}  // namespace

HttpConnection::HttpConnection(std::uint16_t port) : fd_(::socket(AF_INET, SOCK_STREAM, 0)) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (::connect(fd_, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) {
    throw std::runtime_error(fmt::format("cannot connect to port {}", port));
  }
  const int yes = 1;
  ::setsockopt(fd_, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
}

HttpConnection::~HttpConnection() {
  if (fd_ >= 0) ::close(fd_);
}

HttpConnection::HttpConnection(HttpConnection&& other) noexcept
    : fd_(std::exchange(other.fd_, -1)), received_(std::move(other.received_)) {}

std::string HttpAnswer::header(std::string_view name) const {
  const auto place = head.find(fmt::format("\r\n{}: ", name));
  SFN_CHECK(place != std::string::npos);
  const auto begin = place + name.size() + 4;
  return head.substr(begin, head.find('\r', begin) - begin);
}

HttpAnswer HttpConnection::get(const std::string& path) {
  send(fmt::format("GET {} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n", path));
  return wait_for_answer();
}

HttpAnswer HttpConnection::post(const std::string& path, const std::string& body) {
  send(post_text(path, "Content-Type: application/json\r\n", body));
  return wait_for_answer();
}

Json HttpConnection::call(const std::string& action, const Json& parameters) {
  send_call(action, parameters);
  const auto answer = wait_for_answer();
  if (answer.status == 200) return parse_json(answer.body).value();
  throw std::runtime_error(fmt::format("{}: {} {}", action, answer.status, answer.body));
}

HttpAnswer HttpConnection::wait_for_answer() {
  for (;;) {
    if (auto answer = receive()) return std::move(*answer);
  }
}

void HttpConnection::send_call(const std::string& action, const Json& parameters) {
  const auto headers = fmt::format(
      "Content-Type: application/x-amz-json-1.0\r\nX-Amz-Target: AWSStepFunctions.{}\r\n", action);
  send(post_text("/", headers, to_text(parameters)));
}

std::optional<HttpAnswer> HttpConnection::receive() {
  read_some();
  return take_answer();
}

void HttpConnection::open_stream(const std::string& path) {
  send(fmt::format("GET {} HTTP/1.0\r\nHost: 127.0.0.1\r\n\r\n", path));
}

std::string HttpConnection::receive_lines() {
  read_some();
  const auto end = received_.rfind('\n') + 1;
  auto lines = received_.substr(0, end);
  received_.erase(0, end);
  return lines;
}

void HttpConnection::send(const std::string& bytes) {
  std::string_view left = bytes;
  while (!left.empty()) {
    const auto count = ::send(fd_, left.data(), left.size(), MSG_NOSIGNAL);
    if (count <= 0) throw std::runtime_error("the daemon has closed the connection");
    left.remove_prefix(static_cast<std::size_t>(count));
  }
}

void HttpConnection::read_some() {
  char bytes[64 * 1024];
  const auto count = ::read(fd_, bytes, sizeof bytes);
  if (count <= 0) throw std::runtime_error("the daemon has closed the connection");
  received_.append(bytes, static_cast<std::size_t>(count));
}

std::optional<HttpAnswer> HttpConnection::take_answer() {
  constexpr std::string_view kEnd = "\r\n\r\n";
  const auto end = received_.find(kEnd);
  if (end == std::string::npos) return std::nullopt;
  HttpAnswer answer{std::stoi(received_.substr(9, 3)), received_.substr(0, end + 2), {}};
  const auto body = end + kEnd.size();
  const auto size = std::stoul(answer.header("Content-Length"));
  if (received_.size() < body + size) return std::nullopt;
  answer.body = received_.substr(body, size);
  received_.erase(0, body + size);
  return answer;
}

}  // namespace sfn::bench
