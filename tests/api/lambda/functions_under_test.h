// FunctionsUnderTest: AWS Lambda's actions over a simulated runtime. Packages are kept in memory,
// and calls of functions end when the test says so.
#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "api/lambda/function_spec.h"
#include "api/lambda/functions.h"
#include "api/support/simulated_runtime.h"
#include "base/text.h"
#include "support/test_loop.h"

namespace sfn::api {

inline const std::string kZip = "a package";
inline const std::string kFunctionArn = "arn:aws:lambda:eu-west-3:123456789012:function:f";
inline const std::string kFunctionPath = "/2015-03-31/functions/f";

/// A call that was made of a function.
struct FunctionCall {
  tasks::FunctionSpecPtr spec;
  tasks::Invocation invocation;
  std::function<void(Result<tasks::InvocationResult>)> done;
};

class FunctionsUnderTest : public testing::Test {
 protected:
  using Answers = std::shared_ptr<std::vector<http::Response>>;

  /// Nothing is settled by this.
  Answers ask(const std::string& method, const std::string& target, const std::string& body = "",
              const http::Headers& headers = {}) {
    auto answers = std::make_shared<std::vector<http::Response>>();
    const auto question = target.find('?');
    http::Request request;
    request.method = method;
    request.target = target;
    request.path = target.substr(0, question);
    request.query = question == std::string::npos ? "" : target.substr(question + 1);
    request.headers = headers;
    request.body = body;
    const RequestContext context{.place = place,
                                 .request_id = "r-1",
                                 .now = world.clock.now(),
                                 .invocation_id = {},
                                 .entropy = world.entropy};
    functions.handle(request, context,
                     [answers](http::Response answer) { answers->push_back(std::move(answer)); });
    return answers;
  }

  http::Response call(const std::string& method, const std::string& target,
                      const std::string& body = "", const http::Headers& headers = {}) {
    const auto answers = ask(method, target, body, headers);
    loop.run();
    EXPECT_EQ(answers->size(), 1U) << method << " " << target << " was not answered once";
    return answers->empty() ? http::Response{} : answers->front();
  }

  /// The body of an answer with this status.
  static Json body_of(const http::Response& answer, int status = 200) {
    EXPECT_EQ(answer.status, status) << answer.body;
    return parse_json(answer.body).value();
  }

  /// `STATUS NAME: MESSAGE` of an error.
  static std::string error_of(const http::Response& answer) {
    const auto body = parse_json(answer.body);
    if (!body || !body->contains("message")) return "no error but " + answer.body;
    return std::to_string(answer.status) + " " +
           std::string(answer.headers.get("x-amzn-ErrorType")) + ": " +
           (*body)["message"].get<std::string>();
  }

  static Json creation(const std::string& name) {
    Json asked = Json::object();
    asked["FunctionName"] = name;
    asked["Role"] = "arn:aws:iam::123456789012:role/R";
    asked["Runtime"] = "python3.11";
    asked["Handler"] = "f.lambda_handler";
    asked["Code"]["ZipFile"] = base64_encode(kZip);
    return asked;
  }

  Json create(const std::string& name = "f") {
    return body_of(call("POST", "/2015-03-31/functions", to_text(creation(name))), 201);
  }

  LambdaParts parts() {
    return {
        .spec =
            [](const store::FunctionRow& row) {
              return function_spec(row, tasks::CodeStore("/code"), nullptr);
            },
        .put_code =
            [this](const std::string& zip, std::function<void(Result<tasks::StoredCode>)> done) {
              loop.post([this, zip, done = std::move(done)] {
                if (zip == "broken") {
                  return done(Error{"InvalidParameterValueException", "not a zip"});
                }
                const auto digest = tasks::sha256(zip);
                packages[digest.hex] = zip;
                done(tasks::StoredCode{digest, static_cast<std::int64_t>(zip.size())});
              });
            },
        .read_code =
            [this](const std::string& hex, std::function<void(Result<std::string>)> done) {
              loop.post([this, hex, done = std::move(done)] { done(packages.at(hex)); });
            },
        .invoke =
            [this](tasks::FunctionSpecPtr spec, tasks::Invocation invocation,
                   std::function<void(Result<tasks::InvocationResult>)> done) {
              calls.push_back({std::move(spec), std::move(invocation), std::move(done)});
            },
        .retire = [this](const store::FunctionRow& was) { retired.push_back(was.arn); }};
  }

  support::TestLoop loop;
  SimulatedRuntime world{[this](std::function<void()> turn) { loop.post(std::move(turn)); }};
  std::map<std::string, std::string> packages;  ///< By digest.
  std::vector<FunctionCall> calls;
  std::vector<std::string> retired;
  Functions functions{world.runtime, parts()};
  Place place{"eu-west-3", "123456789012"};
};

}  // namespace sfn::api
