// A Server on a loopback port, driven by the test's own thread.
#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "http/server.h"
#include "support/run_until.h"
#include "support/tcp_client.h"

namespace sfn::http {

/// Keeps what it is asked, and answers by `answer`, or keeps the Responder where that is empty.
struct ServerTest : testing::Test {
  loop::Loop loop;
  ServerOptions options;
  std::vector<Request> requests;
  std::vector<Responder> kept;
  std::function<void(const Request&, Responder)> answer = [](const Request&, Responder responder) {
    responder.respond({200, {}, "ok"});
  };
  std::optional<Server> server;
  std::uint16_t port = 0;

  /// Set `options` before.
  void start() {
    server.emplace(loop, options, [this](Request request, Responder responder) {
      requests.push_back(std::move(request));
      if (answer) return answer(requests.back(), std::move(responder));
      kept.push_back(std::move(responder));
    });
    auto listening = server->listen({"127.0.0.1", 0});
    ASSERT_TRUE(listening);
    port = *listening;
  }

  void keep_responders() { answer = nullptr; }

  void await_requests(std::size_t count) {
    run_until(loop, [&] { return requests.size() >= count; });
  }
  void await_text(TcpClient& client, std::string_view text) {
    run_until(loop, [&] { return client.received().find(text) != std::string::npos; });
  }
  void await_end(TcpClient& client) {
    run_until(loop, [&] { return client.ended(); });
  }

  /// All that the server says to these bytes until it closes.
  std::string dialogue(std::string_view bytes) {
    TcpClient client(port);
    client.send(bytes);
    await_end(client);
    EXPECT_FALSE(client.reset()) << "the peer may lose the answer";
    return client.received();
  }
};

/// A response without its Date, which moves.
inline std::string without_date(const std::string& response) {
  const std::size_t begin = response.find("Date: ");
  if (begin == std::string::npos) return response;
  return response.substr(0, begin) + response.substr(response.find("\r\n", begin) + 2);
}

inline constexpr std::string_view kGet = "GET / HTTP/1.1\r\nHost: sfn\r\n\r\n";
inline constexpr std::string_view kLastGet =
    "GET / HTTP/1.1\r\nHost: sfn\r\nConnection: close\r\n\r\n";

}  // namespace sfn::http
