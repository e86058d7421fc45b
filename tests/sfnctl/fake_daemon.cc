#include "sfnctl/fake_daemon.h"

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/check.h"
#include "base/text.h"

namespace sfn::sfnctl {
namespace {

std::string key_of(const SeenRequest& request) {
  const auto target = request.headers.find("x-amz-target");
  return target != request.headers.end() ? target->second : request.method + " " + request.path;
}

/// Reads on until the whole request is there; false where the peer is gone.
bool receive(int connection, std::string& buffer) {
  char bytes[4096];
  const auto count = ::recv(connection, bytes, sizeof bytes, 0);
  if (count <= 0) return false;
  buffer.append(bytes, static_cast<std::size_t>(count));
  return true;
}

void parse_head(const std::string& head, SeenRequest& request) {
  const auto lines = split(head, '\n');
  const auto words = split(lines[0], ' ');
  request.method = words.at(0);
  const auto question = words.at(1).find('?');
  request.path = words[1].substr(0, question);
  if (question != std::string::npos) request.query = words[1].substr(question + 1);
  for (std::size_t i = 1; i < lines.size(); ++i) {
    const auto colon = lines[i].find(':');
    if (colon == std::string::npos) continue;
    request.headers[to_lower(lines[i].substr(0, colon))] = trim(lines[i].substr(colon + 1));
  }
}

bool read_request(int connection, std::string& buffer, SeenRequest& request) {
  std::size_t end = 0;
  while ((end = buffer.find("\r\n\r\n")) == std::string::npos) {
    if (!receive(connection, buffer)) return false;
  }
  parse_head(buffer.substr(0, end), request);
  buffer.erase(0, end + 4);
  const auto length = parse_integer(request.headers["content-length"]).value_or(0);
  while (buffer.size() < static_cast<std::size_t>(length)) {
    if (!receive(connection, buffer)) return false;
  }
  request.body = buffer.substr(0, static_cast<std::size_t>(length));
  buffer.erase(0, static_cast<std::size_t>(length));
  return true;
}

void write_answer(int connection, const Answer& answer) {
  auto text = fmt::format("HTTP/1.1 {} Answer\r\n", answer.status);
  for (const auto& [name, value] : answer.headers) text += name + ": " + value + "\r\n";
  if (answer.headers.count("Content-Type") == 0) {
    text += fmt::format("Content-Length: {}\r\n", answer.body.size());
  }
  text += "\r\n" + answer.body;
  (void)!::send(connection, text.data(), text.size(), MSG_NOSIGNAL);
}

}  // namespace

Answer json_answer(const Json& body, int status) { return {status, {}, to_text(body)}; }

Answer aws_error(std::string_view code, std::string_view message) {
  return json_answer({{"__type", fmt::format("com.amazonaws.swf.service.v2.model#{}", code)},
                      {"message", std::string(message)}},
                     400);
}

Answer lambda_error(int status, std::string_view code, std::string_view message) {
  auto answer = json_answer({{"Type", "User"}, {"Message", std::string(message)}}, status);
  answer.headers["x-amzn-ErrorType"] = code;
  return answer;
}

Answer stream_answer(const std::vector<std::pair<std::string, Json>>& events, bool hold_open) {
  Answer answer{200, {{"Content-Type", "text/event-stream"}}, ": hello\n\n", hold_open};
  int id = 0;
  for (const auto& [type, data] : events) {
    answer.body += fmt::format("id: {}\nevent: {}\ndata: {}\n\n", ++id, type, to_text(data));
  }
  return answer;
}

FakeDaemon::FakeDaemon() {
  listener_ = ::socket(AF_INET, SOCK_STREAM, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  auto* generic = reinterpret_cast<sockaddr*>(&address);
  socklen_t length = sizeof address;
  SFN_CHECK(::bind(listener_, generic, length) == 0 && ::listen(listener_, 16) == 0);
  SFN_CHECK(::getsockname(listener_, generic, &length) == 0);
  port_ = ntohs(address.sin_port);
  acceptor_ = std::thread([this] { accept_all(); });
}

FakeDaemon::~FakeDaemon() {
  ::shutdown(listener_, SHUT_RDWR);
  acceptor_.join();
  {
    const std::lock_guard lock(mutex_);
    for (const int connection : connections_) ::shutdown(connection, SHUT_RDWR);
  }
  for (auto& thread : threads_) thread.join();
  ::close(listener_);
}

std::string FakeDaemon::endpoint() const { return fmt::format("http://127.0.0.1:{}", port_); }

void FakeDaemon::answer(const std::string& key, Answer answer) {
  const std::lock_guard lock(mutex_);
  answers_[key].push_back(std::move(answer));
}

std::vector<SeenRequest> FakeDaemon::seen(const std::string& key) const {
  const std::lock_guard lock(mutex_);
  std::vector<SeenRequest> requests;
  for (const auto& [seen_key, request] : seen_) {
    if (seen_key == key) requests.push_back(request);
  }
  return requests;
}

SeenRequest FakeDaemon::only(const std::string& key) const {
  auto requests = seen(key);
  EXPECT_EQ(requests.size(), 1U) << key;
  return requests.empty() ? SeenRequest{} : requests.front();
}

void FakeDaemon::accept_all() {
  for (;;) {
    const int connection = ::accept(listener_, nullptr, nullptr);
    if (connection < 0) return;
    const std::lock_guard lock(mutex_);
    connections_.insert(connection);
    threads_.emplace_back([this, connection] { serve(connection); });
  }
}

void FakeDaemon::serve(int connection) {
  std::string buffer;
  for (SeenRequest request; read_request(connection, buffer, request); request = {}) {
    const auto answer = next_answer(request);
    write_answer(connection, answer);
    if (answer.after) answer.after();
    // A body without a length ends with the connection.
    if (answer.headers.count("Content-Type") != 0 && !answer.hold_open) break;
  }
  const std::lock_guard lock(mutex_);
  connections_.erase(connection);
  ::close(connection);
}

Answer FakeDaemon::next_answer(const SeenRequest& request) {
  const std::lock_guard lock(mutex_);
  const auto key = key_of(request);
  seen_.emplace_back(key, request);
  auto& answers = answers_[key];
  if (answers.empty()) return aws_error("NoAnswerRegistered", key);
  auto answer = answers.front();
  if (answers.size() > 1) answers.erase(answers.begin());
  return answer;
}

}  // namespace sfn::sfnctl
