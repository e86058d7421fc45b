#include "http/server.h"

#include "http/server_fixture.h"

namespace sfn::http {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

TEST_F(ServerTest, AnswersARequest) {
  start();
  TcpClient client(port);
  client.send("POST /path?q=1 HTTP/1.1\r\nHost: sfn\r\nContent-Length: 4\r\n\r\nbody");
  await_text(client, "ok");
  EXPECT_EQ(without_date(client.received()), "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
  EXPECT_THAT(client.received(), HasSubstr("\r\nDate: "));

  ASSERT_EQ(requests.size(), 1U);
  EXPECT_EQ(requests[0].path, "/path");
  EXPECT_EQ(requests[0].body, "body");
  EXPECT_THAT(requests[0].remote, StartsWith("127.0.0.1:"));
}

TEST_F(ServerTest, AnswersManyRequestsOnOneConnection) {
  start();
  TcpClient client(port);
  for (std::size_t i = 1; i <= 3; ++i) {
    client.send(kGet);
    await_requests(i);
  }
  EXPECT_EQ(server->connections(), 1U);
  EXPECT_FALSE(client.ended());
}

TEST_F(ServerTest, ClosesWhenThePeerAsksForIt) {
  start();
  EXPECT_EQ(without_date(dialogue(kLastGet)),
            "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\nok");
}

TEST_F(ServerTest, AnswersPipelinedRequestsInOrderThoughOneIsAnsweredLate) {
  std::optional<Responder> first;
  answer = [&](const Request& request, Responder responder) {
    if (request.path == "/1") {
      first.emplace(std::move(responder));
    } else {
      responder.respond({200, {}, "two"});
    }
  };
  start();
  TcpClient client(port);
  client.send("GET /1 HTTP/1.1\r\nHost: a\r\n\r\nGET /2 HTTP/1.1\r\nHost: a\r\n\r\n");
  await_requests(1);
  run_what_is_ready(loop);
  EXPECT_EQ(client.received(), "");

  first->respond({200, {}, "one"});
  await_text(client, "two");
  EXPECT_LT(client.received().find("one"), client.received().find("two"));
}

TEST_F(ServerTest, AnswersHundredsOfPipelinedRequests) {
  start();
  TcpClient client(port);
  constexpr std::size_t kRequests = 500;
  std::string bytes;
  for (std::size_t i = 0; i < kRequests; ++i) bytes += kGet;
  EXPECT_EQ(client.send(bytes), bytes.size());
  await_requests(kRequests);
}

TEST_F(ServerTest, ReadsNoMoreFromAPeerThatSendsFarAhead) {
  keep_responders();
  start();
  TcpClient client(port);
  client.send(kGet);
  await_requests(1);
  // What the kernel holds on both sides of a connection is a few MiB; the server takes 64 KiB.
  const std::string ahead(std::size_t{64} << 10, 'x');
  std::size_t sent = 0;
  for (int i = 0; i < 1'000; ++i) {
    sent += client.send(ahead);
    run_what_is_ready(loop);
    if (client.send("") != 0) break;
  }
  EXPECT_LT(sent, std::size_t{32} << 20);
}

TEST_F(ServerTest, AnswersPipelinedRequestsOfAPeerThatFinishedSending) {
  start();
  TcpClient client(port);
  client.send(std::string(kGet) + std::string(kGet));
  client.finish_sending();
  await_end(client);
  EXPECT_EQ(requests.size(), 2U);
  const std::string received = client.received();
  EXPECT_NE(received.find("ok"), received.rfind("ok"));
}

TEST_F(ServerTest, ReadsARequestThatComesByteByByte) {
  start();
  TcpClient client(port);
  for (const char byte : kGet) {
    client.send({&byte, 1});
    run_what_is_ready(loop);
  }
  await_text(client, "ok");
}

TEST_F(ServerTest, ReadsAChunkedBody) {
  start();
  dialogue(
      "POST / HTTP/1.1\r\nHost: a\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n"
      "3\r\none\r\n4\r\n two\r\n0\r\n\r\n");
  ASSERT_EQ(requests.size(), 1U);
  EXPECT_EQ(requests[0].body, "one two");
}

TEST_F(ServerTest, CarriesLargeBodiesBothWays) {
  options.body_limit = [](std::string_view, std::string_view) { return std::size_t{8} << 20; };
  answer = [](const Request& request, Responder responder) {
    responder.respond({200, {}, request.body});
  };
  start();
  TcpClient client(port);
  std::string body(std::size_t{8} << 20, 'x');
  body.back() = '!';
  std::string bytes = "POST / HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Length: " +
                      std::to_string(body.size()) + "\r\n\r\n" + body;
  std::string_view left = bytes;
  run_until(loop, [&] {
    left.remove_prefix(client.send(left));
    return client.ended();
  });
  EXPECT_TRUE(client.received().ends_with("\r\n\r\n" + body));
}

TEST_F(ServerTest, TellsAPeerThatWaitsToGoOn) {
  start();
  TcpClient client(port);
  client.send("POST / HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 4\r\n\r\n");
  await_text(client, "HTTP/1.1 100 Continue\r\n\r\n");
  EXPECT_TRUE(requests.empty());
  client.send("body");
  await_text(client, "HTTP/1.1 200 OK");
  EXPECT_EQ(requests[0].body, "body");
}

TEST_F(ServerTest, DoesNotTellAPeerToGoOnWithABodyThatIsTooLarge) {
  start();
  const std::string received = dialogue(
      "POST / HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 9999999\r\n\r\n");
  EXPECT_THAT(received, StartsWith("HTTP/1.1 413 "));
}

TEST_F(ServerTest, SendsOnlyTheHeadToHead) {
  start();
  EXPECT_EQ(without_date(dialogue("HEAD / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")),
            "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\n");
}

TEST_F(ServerTest, ClosesAfterAnAnswerToAnOldPeerUnlessItAsksOtherwise) {
  start();
  EXPECT_THAT(dialogue("GET / HTTP/1.0\r\n\r\n"), testing::EndsWith("ok"));

  TcpClient client(port);
  client.send("GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
  await_text(client, "ok");
  EXPECT_THAT(client.received(), HasSubstr("Connection: keep-alive\r\n"));
  client.send("GET / HTTP/1.0\r\n\r\n");
  await_end(client);
  EXPECT_EQ(requests.size(), 3U);
}

TEST_F(ServerTest, ListensOnSeveralAddresses) {
  start();
  const auto second = server->listen({"127.0.0.1", 0});
  ASSERT_TRUE(second);
  EXPECT_NE(*second, port);
  TcpClient client(*second);
  client.send(kGet);
  await_text(client, "ok");
}

TEST_F(ServerTest, SaysWhyItCannotListen) {
  start();
  const auto again = server->listen({"127.0.0.1", port});
  ASSERT_FALSE(again);
  EXPECT_EQ(again.error().name, "AddressInUse");
}

TEST_F(ServerTest, HoldsNoMoreConnectionsThanItMay) {
  options.connections_max = 2;
  start();
  TcpClient first(port);
  TcpClient second(port);
  TcpClient third(port);
  for (auto* client : {&first, &second, &third}) client->send(kGet);
  await_requests(2);
  run_what_is_ready(loop);
  EXPECT_EQ(server->connections(), 2U);
  EXPECT_EQ(third.received(), "");

  first.close();
  await_text(third, "ok");
  EXPECT_EQ(server->connections(), 2U);
}

TEST_F(ServerTest, LetsANewPeerInWhereOthersSayNothing) {
  options.connections_max = 2;
  options.idle_grace = milliseconds(1);
  start();
  TcpClient silent(port);
  run_until(loop, [&] { return server->connections() == 1; });
  bool idle_for_longer = false;
  loop::Timer later(loop);
  later.start(milliseconds(2), [&] { idle_for_longer = true; });
  run_until(loop, [&] { return idle_for_longer; });
  TcpClient answered(port);
  answered.send(kGet);
  await_text(answered, "ok");

  TcpClient third(port);
  third.send(kGet);
  await_text(third, "ok");
  await_end(silent);
  EXPECT_FALSE(answered.ended()) << "it has been idle for less time";
}

TEST_F(ServerTest, ShutsOutNobodyWhoIsServed) {
  options.connections_max = 2;
  options.idle_grace = milliseconds(300);
  keep_responders();
  start();
  TcpClient waiting(port);
  TcpClient sending(port);
  waiting.send(kGet);
  await_requests(1);
  sending.send("GET / HTTP/1.1\r\n");
  run_until(loop, [&] { return server->connections() == 2; });
  TcpClient third(port);
  third.send(kGet);
  run_what_is_ready(loop);
  EXPECT_EQ(requests.size(), 1u);

  kept.at(0).respond({200, {}, "ok"});
  await_text(waiting, "ok");
  await_requests(2);  // The third's: who was answered made room for it.
  EXPECT_FALSE(sending.ended());
}

TEST_F(ServerTest, ForgetsPeersThatGo) {
  start();
  TcpClient polite(port);
  TcpClient rude(port);
  TcpClient halfway(port);
  polite.send(kGet);
  rude.send(kGet);
  halfway.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\nhalf");
  await_requests(2);
  run_until(loop, [&] { return server->connections() == 3; });
  polite.close();
  rude.abort();
  halfway.close();
  run_until(loop, [&] { return server->connections() == 0; });
  EXPECT_EQ(requests.size(), 2U);
}

TEST_F(ServerTest, ReadsAndAcceptsNothingWhilePaused) {
  start();
  TcpClient old(port);
  old.send(kGet);
  await_requests(1);
  server->pause_reading();
  TcpClient fresh(port);
  old.send(kGet);
  fresh.send(kGet);
  run_what_is_ready(loop);
  EXPECT_EQ(requests.size(), 1U);

  server->resume_reading();
  await_requests(3);
}

TEST_F(ServerTest, StillAnswersWhilePaused) {
  keep_responders();
  start();
  TcpClient client(port);
  client.send(std::string(kGet) + std::string(kGet));
  await_requests(1);
  server->pause_reading();
  kept[0].respond({200, {}, "meanwhile"});
  await_text(client, "meanwhile");
  run_what_is_ready(loop);
  EXPECT_EQ(requests.size(), 1U) << "what was read ahead is not begun";

  server->resume_reading();
  EXPECT_EQ(requests.size(), 1U) << "begun within the call";
  await_requests(2);
}

TEST_F(ServerTest, NoticesAfterAPauseThatAPeerHasGone) {
  keep_responders();
  start();
  TcpClient client(port);
  client.send(kGet);
  client.finish_sending();
  await_requests(1);
  run_until(loop, [&] { return !kept[0].alive(); });
  server->pause_reading();
  kept[0].respond({200, {}, "for netcat"});
  await_text(client, "for netcat");
  run_what_is_ready(loop);
  server->resume_reading();
  run_until(loop, [&] { return server->connections() == 0; });
}

TEST_F(ServerTest, MayBeDestroyedByItsHandler) {
  answer = [this](const Request&, Responder responder) {
    server.reset();
    EXPECT_FALSE(responder.alive());
    responder.respond({200, {}, "to nobody"});
  };
  start();
  TcpClient client(port);
  client.send(std::string(kGet) + std::string(kGet));
  await_end(client);
  EXPECT_EQ(requests.size(), 1U);
}

TEST_F(ServerTest, MayBeDestroyedWhenAnAnswerIsWritten) {
  bool destroyed = false;
  answer = [&](const Request&, Responder responder) {
    responder.respond({200, {}, "bye"}, [&](bool) {
      server.reset();
      destroyed = true;
    });
  };
  start();
  TcpClient client(port);
  client.send(std::string(kGet) + std::string(kGet));
  await_end(client);
  EXPECT_TRUE(destroyed);
  EXPECT_EQ(requests.size(), 1U);
}

TEST_F(ServerTest, IsCheapToHaveInHundreds) {
  std::vector<Server> servers;
  for (int i = 0; i < 200; ++i) {
    servers.emplace_back(loop, ServerOptions{}, [](Request, Responder responder) {
      responder.respond({200, {}, "ok"});
    });
    ASSERT_TRUE(servers.back().listen({"127.0.0.1", 0}));
  }
  servers.clear();
  run_what_is_ready(loop);
}

}  // namespace
}  // namespace sfn::http
