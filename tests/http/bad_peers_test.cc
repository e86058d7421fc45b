// Peers that send nonsense, too much, too slowly, or stop halfway.
#include "http/server_fixture.h"

namespace sfn::http {
namespace {

using testing::EndsWith;
using testing::HasSubstr;
using testing::StartsWith;

struct BadPeers : ServerTest {};

TEST_F(BadPeers, AreToldInOneLineWhatWasWrong) {
  start();
  const std::string received = dialogue("NONSENSE\r\n\r\n");
  EXPECT_THAT(received, StartsWith("HTTP/1.1 400 Bad Request\r\n"));
  EXPECT_THAT(received, HasSubstr("Connection: close\r\n"));
  EXPECT_THAT(received, HasSubstr("Content-Type: text/plain"));
  EXPECT_THAT(received, HasSubstr("\r\n\r\nthis is not an HTTP/1.1 request: "));
  EXPECT_THAT(received, EndsWith("\n"));
  EXPECT_TRUE(requests.empty());
}

TEST_F(BadPeers, AreAnsweredWhatTheyAskedBeforeTheNonsense) {
  start();
  const std::string received = dialogue(std::string(kGet) + "NONSENSE\r\n\r\n");
  EXPECT_LT(received.find("HTTP/1.1 200 OK"), received.find("HTTP/1.1 400 Bad Request"));
}

TEST_F(BadPeers, MaySendOnlySoLargeAHead) {
  start();
  TcpClient client(port);
  client.send("GET / HTTP/1.1\r\nHost: a\r\nX: " + std::string(65 * 1'024, 'x'));
  await_end(client);
  EXPECT_THAT(client.received(), StartsWith("HTTP/1.1 431 Request Header Fields Too Large\r\n"));
}

TEST_F(BadPeers, MaySendOnlySoLargeABodyByRoute) {
  options.body_limit = [](std::string_view method, std::string_view path) {
    return method == "PUT" && path == "/zip" ? 5U : 4U;
  };
  start();
  const std::string rest =
      " HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Length: 5\r\n\r\nfive!";
  EXPECT_THAT(dialogue("PUT /zip" + rest), StartsWith("HTTP/1.1 200 OK"));
  EXPECT_THAT(dialogue("PUT /other" + rest), StartsWith("HTTP/1.1 413 Content Too Large"));
  EXPECT_THAT(dialogue("POST /zip" + rest), StartsWith("HTTP/1.1 413 Content Too Large"));
}

TEST_F(BadPeers, CanReadTheRefusalOfABodyThatTheyAreStillSending) {
  options.body_limit = [](std::string_view, std::string_view) { return 10U; };
  start();
  TcpClient client(port);
  const std::string bytes =
      "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 9000000\r\n\r\n" + std::string(9'000'000, 'x');
  std::string_view left = bytes;
  run_until(loop, [&] {
    left.remove_prefix(client.send(left));
    return left.empty();
  });
  await_end(client);
  EXPECT_FALSE(client.reset());
  EXPECT_THAT(client.received(), StartsWith("HTTP/1.1 413 "));
}

TEST_F(BadPeers, DoNotHoldAConnectionThatLingers) {
  options.linger_timeout = milliseconds(5);
  start();
  TcpClient client(port);
  client.send("NONSENSE\r\n\r\n");
  await_text(client, "400");
  run_until(loop, [&] { return server->connections() == 0; });
}

TEST_F(BadPeers, AreClosedWhenIdle) {
  options.idle_timeout = milliseconds(5);
  start();
  TcpClient silent(port);
  await_end(silent);
  EXPECT_EQ(silent.received(), "");

  TcpClient done(port);
  done.send(kGet);
  await_end(done);
  EXPECT_THAT(done.received(), EndsWith("ok"));
}

TEST_F(BadPeers, MustSendAHeadInTime) {
  options.header_timeout = milliseconds(5);
  start();
  const std::string received = dialogue("GET / HT");
  EXPECT_THAT(received, StartsWith("HTTP/1.1 408 Request Timeout\r\n"));
  EXPECT_THAT(received, EndsWith("the head of the request took too long to arrive\n"));
}

TEST_F(BadPeers, CannotStretchTheTimeForAHeadByTrickling) {
  options.header_timeout = milliseconds(30);
  start();
  TcpClient client(port);
  client.send("GET / HTTP/1.1\r\nHost: a\r\n");
  loop::Timer trickle(loop);
  std::function<void()> drip = [&] {
    client.send("X: 1\r\n");
    trickle.start(milliseconds(5), drip);
  };
  drip();
  await_text(client, "HTTP/1.1 408 ");
}

TEST_F(BadPeers, MustSendABodyWithoutLongGaps) {
  options.body_timeout = milliseconds(5);
  start();
  const std::string received =
      dialogue("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\nhalf");
  EXPECT_THAT(received, StartsWith("HTTP/1.1 408 "));
  EXPECT_THAT(received, EndsWith("the body of the request took too long to arrive\n"));
  EXPECT_TRUE(requests.empty());
}

TEST_F(BadPeers, DoNotRunOutOfTimeWhileTheServerDoesNotListen) {
  options.header_timeout = milliseconds(5);
  options.idle_timeout = milliseconds(5);
  start();
  TcpClient client(port);
  client.send("GET / HT");
  run_until(loop, [&] { return server->connections() == 1; });
  server->pause_reading();
  bool passed = false;
  loop::Timer timer(loop);
  timer.start(milliseconds(20), [&] { passed = true; });
  run_until(loop, [&] { return passed; });
  client.send("TP/1.1\r\nHost: a\r\n\r\n");
  server->resume_reading();
  await_text(client, "ok");
}

TEST_F(BadPeers, AreNotLateWhenItWasTheServerThatTookLong) {
  options.header_timeout = milliseconds(300);
  start();
  TcpClient client(port);
  client.send("GET / HTTP/1.1\r\n");
  run_until(loop, [&] { return server->connections() == 1; });
  run_what_is_ready(loop);
  loop.post([&] {
    client.send("Host: a\r\n\r\n");
    const auto end = std::chrono::steady_clock::now() + milliseconds(400);
    while (std::chrono::steady_clock::now() < end) {
    }
  });
  await_text(client, "HTTP/1.1 ");
  EXPECT_THAT(client.received(), StartsWith("HTTP/1.1 200 OK"));
}

TEST_F(BadPeers, AreCutOffWhenTheyNeverReadTheirAnswer) {
  options.write_timeout = milliseconds(20);
  std::optional<bool> written;
  answer = [&](const Request&, Responder responder) {
    responder.respond({200, {}, std::string(std::size_t{32} << 20, 'x')},
                      [&](bool whole) { written = whole; });
  };
  start();
  TcpClient client(port);
  client.send(kGet);
  run_until(loop, [&] { return written.has_value(); });
  EXPECT_EQ(written, false);
  EXPECT_EQ(server->connections(), 0U);
}

TEST_F(BadPeers, MayReadTheirAnswerSlowly) {
  options.write_timeout = milliseconds(20);
  constexpr std::size_t kBytes = std::size_t{16} << 20;
  answer = [](const Request&, Responder responder) {
    responder.respond({200, {}, std::string(kBytes, 'x')});
  };
  start();
  TcpClient client(port);
  client.send(kLastGet);
  // A gulp now and then, with pauses near the time-out, for several times as long.
  loop::Timer sip(loop);
  int sips = 0;
  std::function<void()> drink = [&] {
    client.received();
    if (++sips < 6) sip.start(milliseconds(10), drink);
  };
  sip.start(milliseconds(10), drink);
  run_until(loop, [&] { return sips == 6; });
  await_end(client);
  EXPECT_TRUE(client.received().size() > kBytes) << client.received().size();
}

}  // namespace
}  // namespace sfn::http
