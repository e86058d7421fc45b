#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <deque>

#include "api/own/live_streams.h"
#include "http/server.h"
#include "support/run_until.h"
#include "support/tcp_client.h"

namespace sfn::api {
namespace {

using testing::HasSubstr;
using testing::Not;

/// What a test has a source give.
struct Script {
  std::deque<std::optional<std::string>> pieces;
  Source::Wake wake;
  int asked = 0;
  bool is_open = false;
};

class ScriptedSource : public Source {
 public:
  ScriptedSource(Script& script, Wake wake) : script_(script) {
    script_.wake = std::move(wake);
    script_.is_open = true;
  }
  ~ScriptedSource() override { script_.is_open = false; }

  std::optional<std::string> take() override {
    ++script_.asked;
    if (script_.pieces.empty()) return "";
    auto piece = script_.pieces.front();
    script_.pieces.pop_front();
    return piece;
  }

 private:
  Script& script_;
};

class LiveStreamsTest : public testing::Test {
 protected:
  void open(milliseconds keep_alive = LiveStreams::kKeepAlive) {
    streams.emplace(loop, keep_alive);
    server.emplace(loop, http::ServerOptions{},
                   [this](const http::Request&, http::Responder responder) {
                     streams->open(responder.stream(200, {}), [this](Source::Wake wake) {
                       return std::make_unique<ScriptedSource>(script, std::move(wake));
                     });
                   });
    client.emplace(*server->listen({"127.0.0.1", 0}));
    client->send("GET / HTTP/1.1\r\nHost: sfn\r\n\r\n");
    await("retry: 1000\n\n");
  }

  void await(const std::string& text) {
    run_until(loop, [&] { return client->received().find(text) != std::string::npos; });
  }

  loop::Loop loop;
  Script script;
  std::optional<LiveStreams> streams;
  std::optional<http::Server> server;
  std::optional<TcpClient> client;
};

TEST_F(LiveStreamsTest, SendWhatTheSourceHasAndWhatItGets) {
  script.pieces = {"one\n\n"};
  open();
  await("one\n\n");
  script.pieces = {"two\n\n", "three\n\n"};
  script.wake();
  await("three\n\n");
}

TEST_F(LiveStreamsTest, AskForAPieceWhenTheLastWasTaken) {
  // More than the kernel keeps for a reader that rests, and far more than the server would.
  script.pieces.assign(40, std::string(700'000, 'x'));
  script.pieces.emplace_back("the end");
  open();
  run_what_is_ready(loop);
  script.wake();
  const auto asked = script.asked;
  run_what_is_ready(loop);
  script.wake();
  EXPECT_EQ(script.asked, asked) << "a piece is still on its way";
  EXPECT_LT(asked, 40);
  run_until(loop, [&] { return client->received().size() > 40 * 700'000 && script.asked == 42; });
  EXPECT_THAT(client->received(), HasSubstr("the end"));
}

TEST_F(LiveStreamsTest, EndWithTheirSource) {
  open();
  script.pieces = {std::nullopt};
  script.wake();
  await("0\r\n\r\n");
  EXPECT_FALSE(script.is_open);
  EXPECT_EQ(streams->size(), 0U);
}

TEST_F(LiveStreamsTest, LetGoOfTheSourceWhenThePeerGoes) {
  open();
  EXPECT_TRUE(script.is_open);
  client->close();
  run_until(loop, [&] { return !script.is_open; });
  EXPECT_EQ(streams->size(), 0U);
}

TEST_F(LiveStreamsTest, GiveASignOfLifeWhereThereIsNoNews) {
  open(milliseconds(2));
  await(": still here\n\n");
}

TEST_F(LiveStreamsTest, AreCutWhenTheDaemonDropsThem) {
  open();
  streams.reset();
  run_until(loop, [&] { return client->ended(); });
  EXPECT_THAT(client->received(), Not(HasSubstr("0\r\n\r\n")));
}

}  // namespace
}  // namespace sfn::api
