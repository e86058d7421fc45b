#include "tasks/lambda/runtime_api.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <optional>

#include "base/text.h"
#include "support/run_until.h"
#include "support/tcp_client.h"

namespace sfn::tasks {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::StartsWith;

constexpr char kNext[] = "GET /2018-06-01/runtime/invocation/next";

struct RuntimeApiTest : testing::Test {
  loop::Loop loop;
  std::vector<RuntimeCall> calls;
  RuntimeApi api{loop, [this](RuntimeCall call) { calls.push_back(std::move(call)); }};
  std::uint16_t port = static_cast<std::uint16_t>(
      *parse_integer(api.listen().value().substr(std::string("127.0.0.1:").size())));
  std::optional<TcpClient> connection;

  void send(const std::string& line, const std::string& body = "",
            const std::string& headers = "") {
    connection.emplace(port);
    connection->send(fmt::format("{} HTTP/1.1\r\nHost: x\r\n{}Content-Length: {}\r\n\r\n{}", line,
                                 headers, body.size(), body));
  }
  std::string answer_to(const std::string& line, const std::string& body = "",
                        const std::string& headers = "") {
    send(line, body, headers);
    run_until(loop,
              [this] { return connection->received().find("\r\n\r\n") != std::string::npos; });
    return connection->received();
  }
  // Leaves the API with work under way.
  void deliver_work() {
    send(kNext);
    run_until(loop, [this] { return !calls.empty(); });
    api.deliver({"the-id", Payload::trusted("{\"a\":1}"), from_epoch_ms(1'234'567), "arn:f",
                 "Root=1", "{}"});
    run_until(loop, [this] { return !connection->received().empty(); });
  }
};

TEST_F(RuntimeApiTest, HoldsTheRuntimeUntilThereIsWork) {
  send(kNext);
  run_until(loop, [this] { return !calls.empty(); });
  EXPECT_TRUE(std::holds_alternative<RuntimeReady>(calls[0]));
  EXPECT_EQ(connection->received(), "");
  api.deliver({"the-id", Payload::trusted("{\"a\":1}"), from_epoch_ms(1'234'567), "arn:f", "Root=1",
               "{\"c\":1}"});
  run_until(loop, [this] { return !connection->received().empty(); });
  EXPECT_THAT(connection->received(),
              AllOf(StartsWith("HTTP/1.1 200 OK\r\n"),
                    HasSubstr("Lambda-Runtime-Aws-Request-Id: the-id\r\n"),
                    HasSubstr("Lambda-Runtime-Deadline-Ms: 1234567\r\n"),
                    HasSubstr("Lambda-Runtime-Invoked-Function-Arn: arn:f\r\n"),
                    HasSubstr("Lambda-Runtime-Trace-Id: Root=1\r\n"),
                    HasSubstr("Lambda-Runtime-Client-Context: {\"c\":1}\r\n"),
                    HasSubstr("\r\n\r\n{\"a\":1}")));
}

TEST_F(RuntimeApiTest, TakesAResponse) {
  deliver_work();
  EXPECT_THAT(answer_to("POST /2018-06-01/runtime/invocation/the-id/response", "[1]"),
              StartsWith("HTTP/1.1 202 "));
  EXPECT_EQ(std::get<RuntimeResponse>(calls.at(1)).body, "[1]");
}

TEST_F(RuntimeApiTest, TakesAnError) {
  deliver_work();
  EXPECT_THAT(answer_to("POST /2018-06-01/runtime/invocation/the-id/error", "{}",
                        "Lambda-Runtime-Function-Error-Type: Oops\r\n"),
              StartsWith("HTTP/1.1 202 "));
  EXPECT_EQ(std::get<RuntimeFailure>(calls.at(1)).type, "Oops");
}

TEST_F(RuntimeApiTest, TakesAnErrorOfTheInitialisation) {
  EXPECT_THAT(answer_to("POST /2018-06-01/runtime/init/error", "{\"e\":1}"),
              StartsWith("HTTP/1.1 202 "));
  EXPECT_EQ(std::get<RuntimeInitFailure>(calls.at(0)).body, "{\"e\":1}");
}

TEST_F(RuntimeApiTest, RefusesAnAnswerToAnythingButTheWorkUnderWay) {
  deliver_work();
  EXPECT_THAT(answer_to("POST /2018-06-01/runtime/invocation/other/response", "1"),
              AllOf(StartsWith("HTTP/1.1 400 "), HasSubstr("InvalidRequestID")));
  answer_to("POST /2018-06-01/runtime/invocation/the-id/response", "1");
  EXPECT_THAT(answer_to("POST /2018-06-01/runtime/invocation/the-id/response", "2"),
              StartsWith("HTTP/1.1 400 "))
      << "answered twice";
  EXPECT_EQ(calls.size(), 2U);
}

TEST_F(RuntimeApiTest, RefusesToHandOutWorkBeforeTheLastIsAnswered) {
  deliver_work();
  EXPECT_THAT(answer_to(kNext), AllOf(StartsWith("HTTP/1.1 403 "), HasSubstr("the-id")));
}

TEST_F(RuntimeApiTest, RefusesAnErrorOfTheInitialisationThatIsOver) {
  deliver_work();
  EXPECT_THAT(answer_to("POST /2018-06-01/runtime/init/error"), StartsWith("HTTP/1.1 403 "));
}

TEST_F(RuntimeApiTest, NamesWhatItDoesNotServe) {
  EXPECT_THAT(answer_to("GET /2018-06-01/runtime/other"),
              AllOf(StartsWith("HTTP/1.1 404 "),
                    HasSubstr("GET /2018-06-01/runtime/other is not part of")));
}

TEST_F(RuntimeApiTest, AnswersARuntimeThatAsksAgainOnANewConnection) {
  send(kNext);
  run_until(loop, [this] { return !calls.empty(); });
  send(kNext);  // The first connection is closed by this.
  run_what_is_ready(loop);
  api.deliver({"the-id", Payload::trusted("7"), {}, "arn:f", "Root=1", ""});
  run_until(loop, [this] { return !connection->received().empty(); });
  EXPECT_THAT(connection->received(), HasSubstr("\r\n\r\n7"));
  EXPECT_EQ(calls.size(), 1U) << "ready twice";
}

}  // namespace
}  // namespace sfn::tasks
