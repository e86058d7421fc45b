#include "loop/tcp.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <memory>
#include <numeric>
#include <optional>
#include <vector>

#include "loop/signal.h"
#include "support/run_until.h"
#include "support/tcp_client.h"

namespace sfn::loop {
namespace {

using testing::HasSubstr;

const Address kAnyPort{"127.0.0.1", 0};

// A listener that keeps what it accepts, and the one connection that most tests need.
struct TcpTest : testing::Test {
  Loop loop;
  std::vector<std::unique_ptr<Connection>> accepted;
  std::optional<Listener> listener = listen();
  std::uint16_t port = listener->address().port;
  std::string data;
  int ends = 0;

  std::optional<Listener> listen() {
    auto result = Listener::listen(loop, kAnyPort, [this](Connection connection) {
      accepted.push_back(std::make_unique<Connection>(std::move(connection)));
    });
    EXPECT_TRUE(result);
    return std::move(result).value();
  }

  Connection& accept() {
    const std::size_t before = accepted.size();
    run_until(loop, [&] { return accepted.size() > before; });
    accepted.back()->start([this](std::string_view bytes) { data += bytes; }, [this] { ++ends; });
    return *accepted.back();
  }
};

TEST_F(TcpTest, TellsThePortThatTheSystemChose) {
  EXPECT_EQ(listener->address().host, "127.0.0.1");
  EXPECT_NE(port, 0);
}

TEST_F(TcpTest, CarriesBytesBothWays) {
  TcpClient client(port);
  Connection& connection = accept();
  client.send("ping");
  run_until(loop, [&] { return data == "ping"; });

  std::optional<bool> written;
  connection.write("pong", [&](bool whole) { written = whole; });
  EXPECT_FALSE(written) << "told within the call";
  run_until(loop, [&] { return written.has_value(); });
  EXPECT_EQ(written, true);
  EXPECT_EQ(client.received(), "pong");
}

TEST_F(TcpTest, KnowsItsPeer) {
  const TcpClient client(port);
  EXPECT_EQ(accept().remote().host, "127.0.0.1");
  EXPECT_NE(accepted.back()->remote().port, 0);
}

TEST_F(TcpTest, SeesThePeerFinishAndCanStillAnswer) {
  TcpClient client(port);
  Connection& connection = accept();
  client.finish_sending();
  run_until(loop, [&] { return ends == 1; });
  connection.write("late answer");
  run_what_is_ready(loop);
  EXPECT_EQ(client.received(), "late answer");
}

TEST_F(TcpTest, SeesThePeerAbort) {
  TcpClient client(port);
  Connection& connection = accept();
  client.abort();
  run_until(loop, [&] { return ends == 1; });

  std::optional<bool> written;
  connection.write("to nobody", [&](bool whole) { written = whole; });
  EXPECT_FALSE(written) << "told within the call";
  run_until(loop, [&] { return written.has_value(); });
  EXPECT_EQ(written, false);
}

TEST_F(TcpTest, DropsTheReportOfARefusedWriteWhenClosed) {
  TcpClient client(port);
  Connection& connection = accept();
  client.abort();
  run_until(loop, [&] { return ends == 1; });
  connection.write("to nobody", [](bool) { FAIL() << "told after the close"; });
  accepted.clear();
  run_what_is_ready(loop);
}

// As long as a turn may take input, and a little.
void take_long() {
  const auto end = std::chrono::steady_clock::now() + Turn::kShare + milliseconds(1);
  while (std::chrono::steady_clock::now() < end) {
  }
}

TEST_F(TcpTest, ReadsFromManyInTurnsOfTheLoop) {
  constexpr std::size_t kMany = 5;
  std::vector<std::unique_ptr<TcpClient>> clients;
  std::vector<int> reads(kMany);
  for (std::size_t i = 0; i < kMany; ++i) {
    clients.push_back(std::make_unique<TcpClient>(port));
    accept();
    accepted.back()->start(
        [&reads, i](std::string_view) {
          ++reads[i];
          take_long();
        },
        [] {});
  }
  for (auto& client : clients) client->send("request");
  std::vector<int> at_the_end_of_turns;
  loop.run_until([&] {
    at_the_end_of_turns.push_back(std::accumulate(reads.begin(), reads.end(), 0));
    return at_the_end_of_turns.back() == static_cast<int>(kMany);
  });
  EXPECT_THAT(at_the_end_of_turns, testing::IsSupersetOf({1, 2, 3, 4, 5}));
  EXPECT_THAT(reads, testing::Each(1));
}

TEST_F(TcpTest, AcceptsManyInTurnsOfTheLoop) {
  listener.reset();
  listener.emplace(Listener::listen(loop, kAnyPort, [this](Connection connection) {
                     accepted.push_back(std::make_unique<Connection>(std::move(connection)));
                     take_long();
                   }).value());
  std::vector<std::unique_ptr<TcpClient>> clients;
  for (int i = 0; i < 3; ++i) {
    clients.push_back(std::make_unique<TcpClient>(listener->address().port));
  }
  std::vector<std::size_t> at_the_end_of_turns;
  loop.run_until([&] {
    at_the_end_of_turns.push_back(accepted.size());
    return accepted.size() == 3;
  });
  EXPECT_THAT(at_the_end_of_turns, testing::IsSupersetOf({1, 2, 3}));
}

TEST_F(TcpTest, ReadsNothingWhilePaused) {
  TcpClient client(port);
  Connection& connection = accept();
  connection.pause();
  client.send("waiting");
  run_what_is_ready(loop);
  EXPECT_EQ(data, "");
  connection.resume();
  run_until(loop, [&] { return data == "waiting"; });
}

TEST_F(TcpTest, ClosesWhenDestroyed) {
  TcpClient client(port);
  accept();
  accepted.clear();
  run_until(loop, [&] { return client.ended(); });
}

TEST_F(TcpTest, MayBeDestroyedByItsOwnCallbacks) {
  TcpClient first(port);
  accept().start([this](std::string_view) { accepted.clear(); }, [] { FAIL(); });
  first.send("x");
  run_until(loop, [&] { return accepted.empty(); });

  TcpClient second(port);
  accept().start([](std::string_view) {}, [this] { accepted.clear(); });
  second.close();
  run_until(loop, [&] { return accepted.empty(); });

  TcpClient third(port);
  accept().write("x", [this](bool) { accepted.clear(); });
  run_until(loop, [&] { return accepted.empty(); });
}

TEST_F(TcpTest, SaysGoodbyeOnlyAfterAllIsWritten) {
  TcpClient client(port);
  Connection& connection = accept();
  const std::string bytes(std::size_t{4} << 20, 'x');
  connection.write(bytes);
  connection.finish_writing();
  EXPECT_GT(connection.buffered_bytes(), 0U);
  run_until(loop, [&] { return client.ended(); });
  EXPECT_EQ(client.received().size(), bytes.size());
  EXPECT_FALSE(client.reset());
}

TEST_F(TcpTest, TakesASingleWriteOfAnySize) {
  TcpClient client(port);
  std::optional<bool> written;
  accept().write(std::string(kWriteQueueBytesMax + 1, 'x'), [&](bool whole) { written = whole; });
  run_until(loop, [&] {
    client.received();
    return written.has_value();
  });
  EXPECT_EQ(written, true);
}

TEST_F(TcpTest, CutsOffAPeerThatLetsTooMuchPileUp) {
  ignore_sigpipe();
  TcpClient client(port);
  Connection& connection = accept();
  std::vector<bool> written;
  for (int i = 0; i < 3; ++i) {
    connection.write(std::string(kWriteQueueBytesMax / 2, 'x'),
                     [&](bool whole) { written.push_back(whole); });
  }
  run_until(loop, [&] { return written.size() == 3 && ends == 1; });
  EXPECT_THAT(written, testing::Each(false));
}

TEST_F(TcpTest, LeavesConnectionsWaitingWhilePaused) {
  listener->pause();
  const TcpClient first(port);
  const TcpClient second(port);
  run_what_is_ready(loop);
  EXPECT_TRUE(accepted.empty());
  listener->resume();
  EXPECT_TRUE(accepted.empty()) << "accepted within the call";
  run_until(loop, [&] { return accepted.size() == 2; });
}

TEST_F(TcpTest, RefusesConnectionsOnceTheListenerIsDestroyed) {
  listener.reset();
  run_what_is_ready(loop);
  const int fd = ::socket(AF_INET, SOCK_STREAM, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  EXPECT_NE(::connect(fd, reinterpret_cast<const sockaddr*>(&address), sizeof address), 0);
  ::close(fd);
}

TEST_F(TcpTest, MayDestroyTheListenerAsItAccepts) {
  std::optional<Listener> self;
  auto result = Listener::listen(loop, kAnyPort, [&](Connection) { self.reset(); });
  self = std::move(result).value();
  const TcpClient client(self->address().port);
  run_until(loop, [&] { return !self; });
}

TEST_F(TcpTest, SaysThatAnAddressIsInUse) {
  const auto second = Listener::listen(loop, listener->address(), {});
  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().name, "AddressInUse");
  EXPECT_EQ(second.error().cause,
            "cannot listen on 127.0.0.1:" + std::to_string(port) + ": address already in use");
}

TEST_F(TcpTest, SaysThatAnAddressIsNotOurs) {
  for (const char* host : {"192.0.2.1", "no-such-host.invalid"}) {
    const auto elsewhere = Listener::listen(loop, {host, 0}, {});
    ASSERT_FALSE(elsewhere);
    EXPECT_EQ(elsewhere.error().name, "AddressNotAvailable");
    EXPECT_THAT(elsewhere.error().cause, HasSubstr(host));
  }
}

TEST_F(TcpTest, ListensOnANameOfThisMachine) {
  const auto named = Listener::listen(loop, {"localhost", 0}, {});
  ASSERT_TRUE(named);
  EXPECT_NE(named->address().port, 0);
}

TEST(Address, IsWrittenAsInAUrl) {
  EXPECT_EQ(to_text({"127.0.0.1", 8083}), "127.0.0.1:8083");
  EXPECT_EQ(to_text({"::1", 8083}), "[::1]:8083");
}

}  // namespace
}  // namespace sfn::loop
