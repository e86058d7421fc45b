#include "api/gateway.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

#include "api/support/simulated_runtime.h"
#include "base/text.h"
#include "http/server.h"
#include "support/run_until.h"
#include "support/tcp_client.h"

namespace sfn::api {
namespace {

using testing::HasSubstr;

struct Answer {
  int status = 0;
  std::string head;
  std::string body;
};

// The gateway behind a real server; the test is the client.
class GatewayTest : public testing::Test {
 protected:
  GatewayTest() { port = server.listen({"127.0.0.1", 0}).value(); }

  Answer request(const std::string& line, const std::string& headers = "",
                 const std::string& body = "") {
    TcpClient client(port);
    client.send(line + " HTTP/1.0\r\n" + headers +
                "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body);
    run_until(loop, [&] { return client.ended(); });
    const auto& received = client.received();
    const auto end = received.find("\r\n\r\n");
    if (end == std::string::npos) return {};
    return {std::stoi(received.substr(9, 3)), received.substr(0, end), received.substr(end + 4)};
  }

  Answer aws(const std::string& target, const std::string& body = "{}",
             const std::string& headers = "") {
    return request("POST /", "X-Amz-Target: " + target + "\r\n" + headers, body);
  }

  static std::string signed_for(const std::string& region, const std::string& service) {
    return "Authorization: AWS4-HMAC-SHA256 Credential=AKIA/a/20261122/" + region + "/" + service +
           "/aws4_request, SignedHeaders=host, Signature=0\r\n";
  }

  static std::function<void(std::function<void()>)> poster(loop::Loop& to) {
    return [&to](std::function<void()> turn) { to.post(std::move(turn)); };
  }

  const Place home{"eu-west-3", "123456789012"};
  loop::Loop loop;
  SimulatedRuntime world{poster(loop)};
  telemetry::Logger logger{telemetry::LogLevel::Off};
  telemetry::Metrics metrics;
  logs::LogStore log_store{{.path = ":memory:",
                            .post = poster(loop),
                            .now = [] { return from_epoch_ms(1'700'000'000'000); }},
                           logger,
                           metrics};
  States states{world.runtime, world.activities};
  Functions functions{world.runtime,
                      {.spec = {}, .put_code = {}, .read_code = {}, .invoke = {}, .retire = {}}};
  CloudWatchLogs cloud_watch_logs{log_store, world.runtime.offload()};
  Iam iam{world.runtime.catalogue(), world.runtime.commits()};
  Sts sts;
  OwnApi own{loop,
             world.runtime,
             log_store,
             {.version = "1.2.3",
              .account = home.account,
              .region = home.region,
              .data_dir = "/data",
              .started_at = {}}};
  Gateway gateway{{.place = home,
                   .entropy = world.entropy,
                   .now = [this] { return world.clock.now(); },
                   .metrics = [] { return std::string("sfn_up 1\n"); },
                   .own_names = {},
                   .offload = world.runtime.offload()},
                  {states, functions, cloud_watch_logs, iam, sts, own}};
  static http::ServerOptions server_options(const Gateway& refusing) {
    http::ServerOptions options;
    options.body_limit = &Gateway::body_limit;
    options.reword_refusal = [&refusing](const http::Request& so_far, http::Response plain) {
      return refusing.reword_refusal(so_far, std::move(plain));
    };
    return options;
  }
  http::Server server{loop, server_options(gateway),
                      [this](http::Request asked, http::Responder responder) {
                        gateway.handle(std::move(asked), std::move(responder));
                      }};
  std::uint16_t port = 0;
};

TEST_F(GatewayTest, TellsTheServicesApart) {
  EXPECT_EQ(aws("AWSStepFunctions.ListStateMachines").body, R"({"stateMachines":[]})");
  EXPECT_THAT(aws("Logs_20140328.DescribeLogGroups").body, HasSubstr("logGroups"));
  EXPECT_EQ(request("GET /2015-03-31/functions/").body, R"({"Functions":[]})");
  const std::string form = "Content-Type: application/x-www-form-urlencoded; charset=utf-8\r\n";
  EXPECT_THAT(request("POST /", form, "Action=GetCallerIdentity&Version=2011-06-15").body,
              HasSubstr("<Account>123456789012</Account>"));
  EXPECT_THAT(request("POST /", form + signed_for("us-east-1", "iam"),
                      "Action=GetRole&RoleName=R&Version=2010-05-08")
                  .body,
              HasSubstr("<Code>NoSuchEntity</Code>"));
  EXPECT_THAT(request("GET /?Action=GetCallerIdentity&Version=2011-06-15").body,
              HasSubstr("<Account>123456789012</Account>"));
  EXPECT_EQ(request("GET /_sfn/v1/info").status, 200);
}

TEST_F(GatewayTest, NoticesAWorkerThatHangsUpDuringItsPoll) {
  aws("AWSStepFunctions.CreateActivity", R"({"name":"A"})", signed_for("eu-west-3", "states"));
  const std::string body = R"({"activityArn":"arn:aws:states:eu-west-3:123456789012:activity:A"})";
  auto client = std::make_unique<TcpClient>(port);
  client->send(
      "POST / HTTP/1.0\r\nX-Amz-Target: AWSStepFunctions.GetActivityTask\r\n"
      "Content-Length: " +
      std::to_string(body.size()) + "\r\n\r\n" + body);
  run_until(loop, [&] { return world.activities.waiting_pollers() == 1; });
  ASSERT_EQ(world.activities.waiting_pollers(), 1U);
  client.reset();
  run_until(loop, [&] { return world.activities.waiting_pollers() == 0; });
  EXPECT_EQ(world.activities.waiting_pollers(), 0U);
}

TEST_F(GatewayTest, AnswersAPollThatIsOver) {
  aws("AWSStepFunctions.CreateActivity", R"({"name":"A"})", signed_for("eu-west-3", "states"));
  const std::string body = R"({"activityArn":"arn:aws:states:eu-west-3:123456789012:activity:A"})";
  TcpClient client(port);
  client.send(
      "POST / HTTP/1.0\r\nX-Amz-Target: AWSStepFunctions.GetActivityTask\r\n"
      "Content-Length: " +
      std::to_string(body.size()) + "\r\n\r\n" + body);
  run_until(loop, [&] { return world.activities.waiting_pollers() == 1; });
  world.poll_clock.set(world.poll_clock.now() + seconds(55));
  world.poll_clock.wake_due();
  run_until(loop, [&] { return client.ended(); });
  EXPECT_THAT(client.received(), HasSubstr("HTTP/1.1 200"));
  EXPECT_THAT(client.received(), testing::EndsWith("\r\n\r\n{}"));
}

TEST_F(GatewayTest, ServesThoseWhoWatch) {
  EXPECT_EQ(request("GET /health").body, R"({"status":"ok"})");
  const auto answer = request("GET /metrics");
  EXPECT_EQ(answer.body, "sfn_up 1\n");
  EXPECT_THAT(answer.head, HasSubstr("Content-Type: text/plain; version=0.0.4"));
}

TEST_F(GatewayTest, TheRegionIsThatOfTheSignature) {
  const auto region_of = [&](const std::string& headers) {
    const auto answer = request("GET /2015-03-31/functions/f", headers);
    EXPECT_EQ(answer.status, 404);
    return split(parse_json(answer.body).value()["message"].get<std::string>(), ':')[4];
  };
  EXPECT_EQ(region_of(""), "eu-west-3");
  EXPECT_EQ(region_of(signed_for("us-west-2", "lambda")), "us-west-2");
  EXPECT_EQ(region_of("Authorization: Bearer x\r\n"), "eu-west-3");
  EXPECT_EQ(region_of("Authorization: AWS4-HMAC-SHA256 Credential=AKIA, x\r\n"), "eu-west-3");
  EXPECT_EQ(region_of("Authorization: AWS4-HMAC-SHA256 Credential=\r\n"), "eu-west-3");
}

TEST_F(GatewayTest, WhatIsNotServedIsToldWhatIs) {
  const auto target = aws("DynamoDB_20120810.ListTables");
  EXPECT_EQ(target.status, 400);
  EXPECT_THAT(target.body, HasSubstr("The service 'DynamoDB_20120810' is not served here; served "
                                     "are AWS Step Functions"));
  const auto empty = aws("");
  EXPECT_EQ(empty.status, 400);
  const auto path = request("GET /nowhere");
  EXPECT_EQ(path.status, 404);
  EXPECT_THAT(path.body, HasSubstr("GET /nowhere speaks no API that is served here; served are"));
  EXPECT_THAT(path.head, HasSubstr("x-amzn-ErrorType: UnknownOperationException"));
}

TEST_F(GatewayTest, EveryAnswerOfAwsHasARequestId) {
  std::set<std::string> ids;
  for (const auto& answer :
       {aws("AWSStepFunctions.ListStateMachines"), aws("AWSStepFunctions.Nothing"), aws("x.y"),
        aws("AWSStepFunctions.ListStateMachines", "["), request("GET /2015-03-31/functions"),
        request("GET /nowhere"), request("GET /health"), request("POST /", "", "Action=Nothing"),
        request("GET /_sfn/v1/info"), request("GET /_sfn/v1/nothing"),
        request("GET /_sfn/v1/functions/f/code"),
        request("GET /health", "Origin: https://evil.example\r\n")}) {
    const auto at = answer.head.find("x-amzn-RequestId: ");
    ASSERT_NE(at, std::string::npos) << answer.head;
    ids.insert(answer.head.substr(at, 54));
  }
  EXPECT_EQ(ids.size(), 12U) << "an id was given twice";
}

TEST_F(GatewayTest, PagesOfOtherSitesCallNothing) {
  const std::string evil = "Host: localhost\r\nOrigin: https://evil.example\r\n";
  const auto lambda =
      request("POST /2015-03-31/functions", evil + "Content-Type: text/plain\r\n", "{}");
  EXPECT_EQ(lambda.status, 403);
  EXPECT_THAT(lambda.head, HasSubstr("x-amzn-ErrorType: AccessDeniedException"));
  EXPECT_EQ(aws("AWSStepFunctions.ListStateMachines", "{}", evil).status, 403);
  EXPECT_EQ(request("POST /_sfn/v1/purge", evil, "{}").status, 403);
  EXPECT_EQ(request("POST /?Action=GetCallerIdentity", evil).status, 403);
  EXPECT_EQ(request("OPTIONS /2015-03-31/functions", evil).status, 403);
  EXPECT_EQ(request("GET /_sfn/v1/info", "Host: localhost\r\nOrigin: http://localhost\r\n").status,
            200);
}

TEST_F(GatewayTest, WhatIsTooLargeIsRefusedInTheWordsOfItsApi) {
  // No byte of the body is sent: its length is enough.
  const auto announce = [&](const std::string& line, const std::string& headers) {
    TcpClient client(port);
    client.send(line + " HTTP/1.0\r\n" + headers + "Content-Length: 999999999\r\n\r\n");
    run_until(loop, [&] { return client.received().find("\r\n\r\n") != std::string::npos; });
    return client.received();
  };
  const auto invoke = announce("POST /2015-03-31/functions/f/invocations", "");
  EXPECT_THAT(invoke, testing::StartsWith("HTTP/1.1 413 "));
  EXPECT_THAT(invoke, HasSubstr("x-amzn-ErrorType: RequestEntityTooLargeException"));
  EXPECT_THAT(invoke, HasSubstr("x-amzn-RequestId: "));
  EXPECT_THAT(invoke, HasSubstr("may have 6292480 bytes"));
  const auto start = announce("POST /",
                              "X-Amz-Target: AWSStepFunctions.StartExecution\r\n"
                              "Content-Type: application/x-amz-json-1.0\r\n");
  EXPECT_THAT(start, testing::StartsWith("HTTP/1.1 400 "));
  EXPECT_THAT(start, HasSubstr(R"({"__type":"ValidationException")"));
  EXPECT_THAT(start, HasSubstr("x-amzn-RequestId: "));
  EXPECT_THAT(announce("POST /_sfn/v1/purge", ""), HasSubstr("RequestEntityTooLargeException"));
}

TEST_F(GatewayTest, TheCodeOfNoFunctionIsRefusedInTheWordsOfOurOwnApi) {
  const auto answer = request("GET /_sfn/v1/functions/f/code");
  EXPECT_EQ(answer.status, 404);
  EXPECT_THAT(answer.body, HasSubstr(R"({"__type":"ResourceNotFoundException")"));
}

TEST_F(GatewayTest, ABodyThatIsNoObjectIsRefused) {
  for (const std::string body : {"null", "[]", "7", "{"}) {
    const auto answer = aws("AWSStepFunctions.ListStateMachines", body);
    EXPECT_EQ(answer.status, 400);
    EXPECT_THAT(answer.body, HasSubstr(R"("__type":"SerializationException")"));
  }
  EXPECT_EQ(aws("AWSStepFunctions.ListStateMachines", "").status, 200);
}

TEST_F(GatewayTest, ARepeatedUnnamedStartIsOneExecution) {
  const auto create = aws("AWSStepFunctions.CreateStateMachine",
                          R"({"name":"M","roleArn":"arn:aws:iam::123456789012:role/R",)"
                          R"("definition":"{\"StartAt\":\"S\",)"
                          R"(\"States\":{\"S\":{\"Type\":\"Succeed\"}}}"})");
  ASSERT_EQ(create.status, 200) << create.body;
  const auto start = [&](const std::string& invocation) {
    return aws("AWSStepFunctions.StartExecution",
               R"({"stateMachineArn":"arn:aws:states:eu-west-3:123456789012:stateMachine:M"})",
               "amz-sdk-invocation-id: " + invocation + "\r\n")
        .body;
  };
  const auto first = start("a");
  EXPECT_THAT(first, HasSubstr("executionArn"));
  EXPECT_EQ(start("a"), first);
  EXPECT_NE(start("b"), first);
}

TEST(GatewayBodyLimit, DependsOnTheRoute) {
  EXPECT_EQ(Gateway::body_limit("POST", "/"), 2'097'152U);
  EXPECT_EQ(Gateway::body_limit("GET", ""), 2'097'152U);
  EXPECT_EQ(Gateway::body_limit("POST", "/2015-03-31/functions/f/invocations"), 6'292'480U);
  // A package of 50 MB in Base64.
  EXPECT_GT(Gateway::body_limit("PUT", "/2015-03-31/functions/f/code"), 52'428'800U / 3 * 4);
  EXPECT_GT(Gateway::body_limit("POST", "/2015-03-31/functions"), 52'428'800U / 3 * 4);
  EXPECT_EQ(Gateway::body_limit("PUT", "/2015-03-31/functions/f/configuration"), 131'072U);
}

}  // namespace
}  // namespace sfn::api
