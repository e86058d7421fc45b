// Answers that are sent piece by piece.
#include "http/server_fixture.h"

namespace sfn::http {
namespace {

using testing::EndsWith;
using testing::HasSubstr;

struct StreamTest : ServerTest {
  std::optional<Stream> stream;

  StreamTest() {
    answer = [this](const Request&, Responder responder) {
      stream.emplace(responder.stream(200, {{"Content-Type", "text/event-stream"}}));
    };
  }

  void open(TcpClient& client, std::string_view request = kGet) {
    client.send(request);
    await_requests(1);
  }
};

TEST_F(StreamTest, SendsEachPieceAtOnceAsAChunk) {
  start();
  TcpClient client(port);
  open(client);
  await_text(client, "\r\n\r\n");
  EXPECT_EQ(without_date(client.received()),
            "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n"
            "Transfer-Encoding: chunked\r\n\r\n");
  stream->write("data: 1\n\n");
  await_text(client, "9\r\ndata: 1\n\n\r\n");
  stream->write("");
  stream->write(std::string(26, 'x'));
  await_text(client, "1a\r\nxxx");
  EXPECT_EQ(client.received().find("0\r\n\r\n"), std::string::npos) << "it has not ended";
}

TEST_F(StreamTest, LeavesTheConnectionForTheNextRequestOnceEnded) {
  start();
  TcpClient client(port);
  open(client);
  stream->write("x");
  stream->end();
  EXPECT_FALSE(stream->alive());
  await_text(client, "1\r\nx\r\n0\r\n\r\n");
  client.send(kGet);
  await_requests(2);
}

TEST_F(StreamTest, EndsByTheCloseForAnOldPeer) {
  start();
  TcpClient client(port);
  open(client, "GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
  stream->write("plain");
  stream->end();
  await_end(client);
  EXPECT_THAT(client.received(), HasSubstr("Connection: close\r\n"));
  EXPECT_THAT(client.received(), EndsWith("\r\n\r\nplain"));
}

TEST_F(StreamTest, SendsOnlyTheHeadToHead) {
  start();
  TcpClient client(port);
  open(client, "HEAD / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
  stream->write("unseen");
  stream->end();
  await_end(client);
  EXPECT_THAT(client.received(), EndsWith("\r\n\r\n"));
}

TEST_F(StreamTest, IsCutWithoutAnEndWhenDropped) {
  start();
  TcpClient client(port);
  open(client);
  stream->write("half");
  stream.reset();
  await_end(client);
  EXPECT_EQ(client.received().find("0\r\n\r\n"), std::string::npos);
}

TEST_F(StreamTest, HearsThatThePeerHasGone) {
  start();
  TcpClient client(port);
  open(client);
  bool closed = false;
  stream->on_closed([&] { closed = true; });
  EXPECT_TRUE(stream->alive());
  client.close();
  run_until(loop, [&] { return closed; });
  EXPECT_FALSE(stream->alive());
  stream->write("to nobody");
  stream->end();
  EXPECT_EQ(server->connections(), 0U);
}

TEST_F(StreamTest, MayBeDestroyedWhenThePeerGoes) {
  start();
  TcpClient client(port);
  open(client);
  stream->on_closed([&] { stream.reset(); });
  client.abort();
  run_until(loop, [&] { return !stream; });
}

TEST_F(StreamTest, TellsHowMuchASlowReaderHasLeft) {
  options.stream_buffer_bytes_max = std::size_t{32} << 20;
  start();
  TcpClient client(port);
  open(client);
  for (int i = 0; i < 16; ++i) stream->write(std::string(std::size_t{1} << 20, 'x'));
  EXPECT_GT(stream->buffered_bytes(), 0U);
  run_until(loop, [&] {
    client.received();
    return stream->buffered_bytes() == 0;
  });
}

TEST_F(StreamTest, TellsWhenAPieceWasTaken) {
  start();
  TcpClient client(port);
  open(client);
  bool taken = false;
  stream->write(std::string(std::size_t{900} << 10, 'x'), [&] { taken = true; });
  EXPECT_FALSE(taken) << "told within the write";
  run_until(loop, [&] {
    client.received();
    return taken;
  });
  EXPECT_EQ(stream->buffered_bytes(), 0U);
}

TEST_F(StreamTest, TellsNobodyOfAPieceOnceEnded) {
  start();
  TcpClient client(port);
  open(client);
  stream->write("x", [] { FAIL() << "told of a stream that was ended"; });
  stream->end();
  await_text(client, "0\r\n\r\n");
}

TEST_F(StreamTest, MayBeDestroyedWhenAPieceWasTaken) {
  start();
  TcpClient client(port);
  open(client);
  stream->write("x", [&] { stream.reset(); });
  await_end(client);
  EXPECT_FALSE(stream);
}

TEST_F(StreamTest, CutsOffAReaderThatIsTooSlowAndHidesTheGap) {
  start();
  TcpClient client(port);
  open(client);
  bool closed = false;
  stream->on_closed([&] { closed = true; });
  for (int i = 0; i < 64 && stream->alive(); ++i) {
    stream->write(std::string(std::size_t{512} << 10, 'x'));
  }
  EXPECT_FALSE(stream->alive());
  EXPECT_FALSE(closed) << "told within a write";
  run_until(loop, [&] { return closed; });
  stream->end();
  await_end(client);
  EXPECT_EQ(client.received().find("0\r\n\r\n"), std::string::npos);
}

TEST_F(StreamTest, CutsOffAReaderThatTakesNothing) {
  options.write_timeout = milliseconds(20);
  options.stream_buffer_bytes_max = std::size_t{64} << 20;
  start();
  TcpClient client(port);
  open(client);
  bool closed = false;
  stream->on_closed([&] { closed = true; });
  stream->write(std::string(std::size_t{32} << 20, 'x'));
  run_until(loop, [&] { return closed; });
}

TEST_F(StreamTest, LivesWithoutAnythingToSay) {
  options.write_timeout = options.idle_timeout = milliseconds(2);
  start();
  TcpClient client(port);
  open(client);
  bool passed = false;
  loop::Timer timer(loop);
  timer.start(milliseconds(20), [&] { passed = true; });
  run_until(loop, [&] { return passed; });
  EXPECT_TRUE(stream->alive());
  stream->write("still here");
  await_text(client, "still here");
}

TEST_F(StreamTest, EndsAtOnceForAPeerThatHadGone) {
  start();
  TcpClient client(port);
  client.send(std::string(kGet) + std::string(kGet));
  client.finish_sending();
  await_requests(1);
  run_until(loop, [&] { return server->connections() == 0; });
  EXPECT_FALSE(stream->alive());
}

TEST_F(StreamTest, MayOutliveTheServer) {
  start();
  TcpClient client(port);
  open(client);
  stream->on_closed([] { FAIL() << "told of a server's end"; });
  server.reset();
  EXPECT_FALSE(stream->alive());
  EXPECT_EQ(stream->buffered_bytes(), 0U);
  stream->write("to nobody");
  stream->end();
}

}  // namespace
}  // namespace sfn::http
