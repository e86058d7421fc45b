// The bodies that a server holds in sum, as peers see it.
#include <fmt/format.h>

#include "http/server_fixture.h"

namespace sfn::http {
namespace {

struct BodyRoomTest : ServerTest {
  BodyRoomTest() {
    options.bodies_bytes_max = 100'000;
    options.small_body_bytes_max = 1'000;
    options.body_limit = [](std::string_view, std::string_view) { return std::size_t{1'000'000}; };
    keep_responders();
  }

  static std::string head(std::size_t body_bytes, std::string_view more = "") {
    return fmt::format("POST / HTTP/1.1\r\nHost: sfn\r\nContent-Length: {}\r\n{}\r\n", body_bytes,
                       more);
  }
  static std::string request(std::size_t body_bytes) {
    return head(body_bytes) + std::string(body_bytes, 'x');
  }
  /// Begins a request: its head and the first bytes of its body.
  void begin(TcpClient& client, std::size_t body_bytes) {
    client.send(head(body_bytes) + std::string(10, 'x'));
    run_what_is_ready(loop);
  }
  static void finish(TcpClient& client, std::size_t body_bytes) {
    client.send(std::string(body_bytes - 10, 'x'));
  }
  void expect_no_more_than(std::size_t count) {
    run_what_is_ready(loop);
    EXPECT_EQ(requests.size(), count);
  }
};

TEST_F(BodyRoomTest, APeerThatFindsNoneWaitsUntilAnotherIsAnswered) {
  start();
  TcpClient first(port);
  TcpClient second(port);
  begin(first, 60'000);
  begin(second, 60'000);
  finish(second, 60'000);
  expect_no_more_than(0);
  finish(first, 60'000);
  await_requests(1);
  expect_no_more_than(1);  // Room is taken until the answer.
  kept[0].respond({200, {}, "first"});
  await_requests(2);
  EXPECT_EQ(requests[1].body.size(), 60'000U);
  kept[1].respond({200, {}, "second"});
  await_text(first, "first");
  await_text(second, "second");
}

TEST_F(BodyRoomTest, IsGivenInTheOrderOfAsking) {
  start();
  TcpClient first(port);
  TcpClient large(port);
  TcpClient fitting(port);
  begin(first, 60'000);
  begin(large, 90'000);
  begin(fitting, 30'000);
  finish(fitting, 30'000);
  finish(large, 90'000);
  expect_no_more_than(0);  // There would be room, but somebody was there before.
  finish(first, 60'000);
  await_requests(1);
  kept[0].respond({200, {}, "ok"});
  await_requests(2);
  EXPECT_EQ(requests[1].body.size(), 90'000U);
  kept[1].respond({200, {}, "ok"});
  await_requests(3);
}

TEST_F(BodyRoomTest, IsThereForSmallBodiesAlways) {
  start();
  TcpClient large(port);
  begin(large, 100'000);
  TcpClient small(port);
  small.send(request(1'000));
  await_requests(1);
  TcpClient none(port);
  none.send(kGet);
  await_requests(2);
}

TEST_F(BodyRoomTest, IsGivenToABodyThatIsLargerThanAllOfIt) {
  start();
  TcpClient client(port);
  begin(client, 200'000);
  finish(client, 200'000);
  await_requests(1);
  EXPECT_EQ(requests[0].body.size(), 200'000U);
}

TEST_F(BodyRoomTest, IsGivenBackByPeersThatGo) {
  start();
  TcpClient gone(port);
  TcpClient gone_too(port);
  TcpClient next(port);
  begin(gone, 90'000);
  begin(gone_too, 90'000);
  begin(next, 90'000);
  finish(next, 90'000);
  gone_too.abort();
  gone.abort();
  await_requests(1);
}

TEST_F(BodyRoomTest, IsAskedForBeforeThePeerIsToldToGoOn) {
  start();
  TcpClient first(port);
  begin(first, 90'000);
  TcpClient polite(port);
  polite.send(head(90'000, "Expect: 100-continue\r\n"));
  run_what_is_ready(loop);
  EXPECT_EQ(polite.received(), "");
  first.abort();
  await_text(polite, "100 Continue");
}

TEST_F(BodyRoomTest, IsTakenByChunksAsMuchAsTheyMayBecome) {
  options.body_limit = [](std::string_view, std::string_view) { return std::size_t{80'000}; };
  start();
  TcpClient chunked(port);
  chunked.send("POST / HTTP/1.1\r\nHost: sfn\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\n");
  run_what_is_ready(loop);
  TcpClient next(port);
  begin(next, 30'000);
  finish(next, 30'000);
  expect_no_more_than(0);
  chunked.send("0\r\n\r\n");
  await_requests(1);
  kept[0].respond({200, {}, "ok"});
  await_requests(2);
}

TEST_F(BodyRoomTest, DoesNotMakeThoseLateWhoWaitForIt) {
  options.body_timeout = milliseconds(50);
  start();
  TcpClient first(port);
  first.send(request(90'000));
  await_requests(1);
  TcpClient next(port);
  begin(next, 90'000);
  bool over = false;
  loop::Timer timer(loop);
  timer.start(milliseconds(150), [&over] { over = true; });
  run_until(loop, [&over] { return over; });
  EXPECT_EQ(next.received(), "");
  kept[0].respond({200, {}, "ok"});
  finish(next, 90'000);
  await_requests(2);
}

TEST_F(BodyRoomTest, IsGivenToThoseInLineWhileTheServerStops) {
  start();
  TcpClient first(port);
  TcpClient second(port);
  first.send(request(90'000));
  await_requests(1);
  begin(second, 90'000);
  finish(second, 90'000);
  bool stopped = false;
  server->stop([&stopped] { stopped = true; });
  kept[0].respond({200, {}, "ok"});
  await_requests(2);
  kept[1].respond({200, {}, "ok"});
  run_until(loop, [&stopped] { return stopped; });
  await_text(second, "ok");
}

TEST_F(BodyRoomTest, MayBeWaitedForWhenTheServerGoes) {
  start();
  TcpClient first(port);
  TcpClient second(port);
  begin(first, 90'000);
  begin(second, 90'000);
  server.reset();
  await_end(first);
  await_end(second);
}

}  // namespace
}  // namespace sfn::http
