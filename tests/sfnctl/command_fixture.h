// A fixture for commands: sfnctl as a whole against a FakeDaemon, at a fixed time, in UTC.
#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <ctime>
#include <sstream>

#include "sfnctl/app.h"
#include "sfnctl/fake_daemon.h"

namespace sfn::sfnctl {

inline constexpr const char* kMachine = "arn:aws:states:us-east-1:123456789012:stateMachine:orders";
inline constexpr const char* kExecution =
    "arn:aws:states:us-east-1:123456789012:execution:orders:first";
inline constexpr const char* kFunction =
    "arn:aws:lambda:us-east-1:123456789012:function:ValidateInput";
inline constexpr const char* kExecutionPath =
    "GET /_sfn/v1/executions/"
    "arn%3Aaws%3Astates%3Aus-east-1%3A123456789012%3Aexecution%3Aorders%3Afirst/";

struct Ran {
  ExitCode code;
  std::string out;
  std::string err;
};

class CommandTest : public testing::Test {
 protected:
  CommandTest() {
    in_time_zone("UTC");
    environment.variables = {{"SFN_ENDPOINT", daemon.endpoint()}, {"HOME", "/nonexistent"}};
    environment.now = [] { return *parse_iso8601("2026-11-22T18:00:00Z"); };
    daemon.answer("GET /_sfn/v1/info", {{"version", "0.1.0"},
                                        {"account", "123456789012"},
                                        {"region", "us-east-1"},
                                        {"regions", {"us-east-1"}}});
  }

  /// Of the people who read; POSIX counts the hours west of UTC.
  static void in_time_zone(const char* zone) {
    ::setenv("TZ", zone, 1);
    ::tzset();
  }

  Ran sfnctl(const std::vector<std::string>& words) {
    std::ostringstream out;
    std::ostringstream err;
    const auto code = run_sfnctl(words, environment, {out, err}, interrupt);
    return {code, out.str(), err.str()};
  }

  void know_machine() {
    daemon.answer("AWSStepFunctions.ListStateMachines",
                  {{"stateMachines", Json::array({{{"stateMachineArn", kMachine},
                                                   {"name", "orders"},
                                                   {"type", "STANDARD"},
                                                   {"creationDate", 1795370400.5}}})}});
  }

  void know_function() {
    daemon.answer("GET /2015-03-31/functions",
                  {{"Functions", Json::array({{{"FunctionName", "ValidateInput"},
                                               {"FunctionArn", kFunction},
                                               {"Runtime", "python3.11"},
                                               {"Handler", "ValidateInput.lambda_handler"},
                                               {"Timeout", 60},
                                               {"CodeSize", 2048}}})}});
  }

  FakeDaemon daemon;
  Environment environment;
  Interrupt interrupt;
};

}  // namespace sfn::sfnctl
