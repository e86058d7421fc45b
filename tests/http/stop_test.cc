// The graceful end of a server.
#include "http/server_fixture.h"

namespace sfn::http {
namespace {

using testing::EndsWith;
using testing::HasSubstr;

struct StopTest : ServerTest {
  bool stopped = false;

  void stop() {
    server->stop([this] { stopped = true; });
    EXPECT_FALSE(stopped) << "told within the call";
  }
  void await_stop() {
    run_until(loop, [&] { return stopped; });
  }
};

TEST_F(StopTest, IsDoneAtOnceWithoutConnections) {
  start();
  stop();
  await_stop();
}

TEST_F(StopTest, ClosesConnectionsThatAreIdleOrHaveOnlyBegun) {
  start();
  TcpClient idle(port);
  TcpClient begun(port);
  idle.send(kGet);
  await_text(idle, "ok");
  begun.send("GET / HT");
  run_until(loop, [&] { return server->connections() == 2; });
  stop();
  await_stop();
  await_end(idle);
  await_end(begun);
  EXPECT_EQ(server->connections(), 0U);
}

TEST_F(StopTest, WaitsForTheAnswersThatAreOwed) {
  keep_responders();
  start();
  TcpClient client(port);
  client.send(std::string(kGet) + std::string(kGet));
  await_requests(1);
  stop();
  run_what_is_ready(loop);
  EXPECT_FALSE(stopped);

  kept[0].respond({200, {}, "the last one"});
  await_stop();
  await_end(client);
  EXPECT_THAT(client.received(), HasSubstr("Connection: close\r\n"));
  EXPECT_THAT(client.received(), EndsWith("the last one"));
  EXPECT_EQ(requests.size(), 1U) << "what was pipelined behind it is not begun";
}

TEST_F(StopTest, ReadsTheRestOfARequestWhoseHeadIsIn) {
  start();
  TcpClient client(port);
  client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\nExpect: 100-continue\r\n\r\n");
  await_text(client, "100 Continue");
  stop();
  run_what_is_ready(loop);
  EXPECT_FALSE(stopped);
  client.send("body");
  await_stop();
  EXPECT_EQ(requests.size(), 1U);
}

TEST_F(StopTest, AcceptsNobody) {
  keep_responders();
  start();
  TcpClient client(port);
  client.send(kGet);
  await_requests(1);
  stop();
  run_what_is_ready(loop);
  const auto taken_over = loop::Listener::listen(loop, {"127.0.0.1", port}, {});
  EXPECT_TRUE(taken_over) << "the port is free for the next daemon";
}

TEST_F(StopTest, EndsStreamsAndTellsTheirWriters) {
  std::optional<Stream> stream;
  bool closed = false;
  answer = [&](const Request&, Responder responder) {
    stream.emplace(responder.stream(200, {}));
    stream->on_closed([&] { closed = true; });
  };
  start();
  TcpClient client(port);
  client.send(kGet);
  await_requests(1);
  stream->write("x");
  stop();
  EXPECT_FALSE(closed) << "told within the call";
  await_stop();
  EXPECT_TRUE(closed);
  EXPECT_FALSE(stream->alive());
  await_end(client);
  EXPECT_THAT(client.received(), EndsWith("1\r\nx\r\n0\r\n\r\n"));
}

TEST_F(StopTest, EndsStreamsThatAreOpenedMeanwhile) {
  keep_responders();
  start();
  TcpClient client(port);
  client.send(kGet);
  await_requests(1);
  stop();
  Stream stream = kept[0].stream(200, {});
  await_stop();
  await_end(client);
  EXPECT_THAT(client.received(), EndsWith("0\r\n\r\n"));
}

TEST_F(StopTest, DoesNotWaitForPeersThatLinger) {
  options.linger_timeout = seconds(60);
  start();
  TcpClient client(port);
  client.send(kLastGet);
  await_end(client);  // It could go now, and does not.
  EXPECT_EQ(server->connections(), 1U);
  stop();
  await_stop();
}

TEST_F(StopTest, MayDestroyTheServerWhenItIsDone) {
  start();
  server->stop([this] { server.reset(); });
  run_until(loop, [&] { return !server; });
}

TEST_F(StopTest, IsForgottenWhenTheServerIsDestroyed) {
  keep_responders();
  start();
  TcpClient client(port);
  client.send(kGet);
  await_requests(1);
  server->stop([] { FAIL() << "told after the server's end"; });
  server.reset();
  kept.clear();
  run_what_is_ready(loop);
}

}  // namespace
}  // namespace sfn::http
