#include "http/responder.h"

#include "http/server_fixture.h"

namespace sfn::http {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

struct ResponderTest : ServerTest {
  ResponderTest() { keep_responders(); }

  // One request that waits for its answer.
  Responder& wait_for_one(TcpClient& client) {
    client.send(kGet);
    await_requests(1);
    return kept.back();
  }
};

TEST_F(ResponderTest, AnswersInALaterTurn) {
  start();
  TcpClient client(port);
  Responder& responder = wait_for_one(client);
  run_what_is_ready(loop);
  EXPECT_TRUE(responder.alive());
  std::optional<bool> written;
  responder.respond({200, {}, "late"}, [&](bool whole) { written = whole; });
  EXPECT_FALSE(written) << "told within the call";
  EXPECT_FALSE(responder.alive()) << "spent";
  run_until(loop, [&] { return written.has_value(); });
  EXPECT_EQ(written, true);
  EXPECT_THAT(client.received(), HasSubstr("late"));
}

TEST_F(ResponderTest, OutlivesTheTimeForIdleConnections) {
  options.idle_timeout = options.header_timeout = options.body_timeout = milliseconds(2);
  start();
  TcpClient client(port);
  Responder& responder = wait_for_one(client);
  bool passed = false;
  loop::Timer timer(loop);
  timer.start(milliseconds(20), [&] { passed = true; });
  run_until(loop, [&] { return passed; });
  EXPECT_TRUE(responder.alive());
  responder.respond({200, {}, "after a long poll"});
  await_text(client, "after a long poll");
}

TEST_F(ResponderTest, Answers500WhenDropped) {
  start();
  TcpClient client(port);
  wait_for_one(client);
  kept.clear();
  await_text(client, "the request was not answered\n");
  EXPECT_THAT(client.received(), StartsWith("HTTP/1.1 500 Internal Server Error\r\n"));
  client.send(kGet);
  await_requests(2);
}

TEST_F(ResponderTest, HearsThatThePeerHasGone) {
  start();
  TcpClient client(port);
  Responder& responder = wait_for_one(client);
  int closed = 0;
  responder.on_closed([&] { ++closed; });
  client.close();
  run_until(loop, [&] { return closed == 1; });
  EXPECT_FALSE(responder.alive());

  std::optional<bool> written;
  responder.respond({200, {}, "to nobody"}, [&](bool whole) { written = whole; });
  run_until(loop, [&] { return written.has_value(); });
  EXPECT_EQ(written, false) << "the answer was not taken by a living peer";
  run_until(loop, [&] { return server->connections() == 0; });
  EXPECT_EQ(closed, 1);
}

TEST_F(ResponderTest, HearsThatThePeerHasAborted) {
  start();
  TcpClient client(port);
  bool closed = false;
  wait_for_one(client).on_closed([&] { closed = true; });
  client.abort();
  run_until(loop, [&] { return closed; });
}

TEST_F(ResponderTest, HearsThatAPeerHasGoneThatSentAhead) {
  start();
  TcpClient client(port);
  client.send(std::string(kGet) + std::string(kGet));
  await_requests(1);
  client.close();
  run_until(loop, [&] { return !kept[0].alive(); });
}

TEST_F(ResponderTest, HearsItThoughThePeerHadGoneBeforeTheRequestWasHandled) {
  start();
  TcpClient client(port);
  client.send(std::string(kGet) + std::string(kGet));
  client.finish_sending();
  await_requests(1);
  run_until(loop, [&] { return !kept[0].alive(); });
  kept[0].respond({200, {}, "one"});
  await_requests(2);
  EXPECT_FALSE(kept[1].alive());
  bool closed = false;
  kept[1].on_closed([&] { closed = true; });
  EXPECT_FALSE(closed) << "told within the call";
  run_until(loop, [&] { return closed; });
}

TEST_F(ResponderTest, StillAnswersAPeerThatOnlyFinishedSending) {
  start();
  TcpClient client(port);
  Responder& responder = wait_for_one(client);
  client.finish_sending();
  run_until(loop, [&] { return !responder.alive(); });
  responder.respond({200, {}, "for netcat"});
  await_end(client);
  EXPECT_THAT(client.received(), HasSubstr("for netcat"));
}

TEST_F(ResponderTest, MayBeDestroyedWhenThePeerGoes) {
  start();
  TcpClient client(port);
  wait_for_one(client).on_closed([&] { kept.clear(); });
  client.close();
  run_until(loop, [&] { return server->connections() == 0; });
}

TEST_F(ResponderTest, MayDestroyTheServerWhenThePeerGoes) {
  start();
  TcpClient client(port);
  wait_for_one(client).on_closed([&] { server.reset(); });
  client.close();
  run_until(loop, [&] { return !server; });
}

TEST_F(ResponderTest, HearsNothingOnceItHasAnswered) {
  start();
  TcpClient client(port);
  Responder& responder = wait_for_one(client);
  responder.on_closed([] { FAIL() << "told after the answer"; });
  responder.respond({200, {}, "ok"});
  client.close();
  run_until(loop, [&] { return server->connections() == 0; });
}

TEST_F(ResponderTest, MayOutliveTheServer) {
  start();
  TcpClient client(port);
  Responder& responder = wait_for_one(client);
  responder.on_closed([] { FAIL() << "told of a server's end"; });
  server.reset();
  EXPECT_FALSE(responder.alive());
  responder.respond({200, {}, "to nobody"}, [](bool) { FAIL() << "told after the server's end"; });
  await_end(client);
  EXPECT_EQ(client.received(), "");
}

}  // namespace
}  // namespace sfn::http
