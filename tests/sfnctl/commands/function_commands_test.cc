// invoke, functions, logs: what is about functions.
#include "base/text.h"
#include "sfnctl/command_fixture.h"

namespace sfn::sfnctl {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

const std::string kInvoke =
    "POST /2015-03-31/functions/"
    "arn%3Aaws%3Alambda%3Aus-east-1%3A123456789012%3Afunction%3AValidateInput/invocations";
const std::string kFilter = "Logs_20140328.FilterLogEvents";
const std::string kGroups = "Logs_20140328.DescribeLogGroups";
const std::string kLogStream = "GET /_sfn/v1/stream";

class FunctionCommands : public CommandTest {
 protected:
  FunctionCommands() { know_function(); }
};

TEST_F(FunctionCommands, InvokePrintsTheResult) {
  daemon.answer(kInvoke,
                Answer{200, {{"X-Amz-Log-Result", base64_encode("START\nhello\n")}}, "{\"a\":1}"});
  const auto ran = sfnctl({"invoke", "ValidateInput", "-i", "{\"b\":2}", "--logs"});
  EXPECT_EQ(ran.code, ExitCode::Done);
  EXPECT_EQ(ran.out, "{\n  \"a\": 1\n}\n");
  EXPECT_EQ(ran.err, "START\nhello\n");
  const auto request = daemon.only(kInvoke);
  EXPECT_EQ(request.body, "{\"b\":2}");
  EXPECT_EQ(request.headers.at("x-amz-invocation-type"), "RequestResponse");
  EXPECT_EQ(request.headers.at("x-amz-log-type"), "Tail");
  EXPECT_THAT(request.headers.at("authorization"), HasSubstr("/us-east-1/lambda/aws4_request"));
}

TEST_F(FunctionCommands, AFunctionThatFailsExitsWithItsError) {
  daemon.answer(kInvoke, Answer{200,
                                {{"X-Amz-Function-Error", "Unhandled"}},
                                "{\"errorType\":\"TypeError\",\"errorMessage\":\"no number\"}"});
  const auto ran = sfnctl({"invoke", "ValidateInput", "-o", "json"});
  EXPECT_EQ(ran.code, ExitCode::Failed);
  EXPECT_THAT(ran.out, StartsWith("{\"errorType\""));
  EXPECT_EQ(ran.err, "ValidateInput failed: TypeError: no number\n");
}

TEST_F(FunctionCommands, ARefusedInvocationIsARefusal) {
  daemon.answer(kInvoke, lambda_error(429, "TooManyRequestsException", "Rate Exceeded."));
  const auto ran = sfnctl({"invoke", "ValidateInput"});
  EXPECT_EQ(ran.code, ExitCode::Refused);
  EXPECT_EQ(ran.err, "sfnctl: TooManyRequestsException: Rate Exceeded.\n");
}

TEST_F(FunctionCommands, AsyncDoesNotWait) {
  daemon.answer(kInvoke, Answer{202, {}, ""});
  const auto ran = sfnctl({"invoke", "ValidateInput", "--async"});
  EXPECT_EQ(ran.code, ExitCode::Done);
  EXPECT_EQ(ran.out, "");
  EXPECT_EQ(daemon.only(kInvoke).headers.at("x-amz-invocation-type"), "Event");
}

TEST_F(FunctionCommands, AStringAsTextIsBare) {
  daemon.answer(kInvoke, Answer{200, {}, "\"done\""});
  EXPECT_EQ(sfnctl({"invoke", "ValidateInput", "-o", "text"}).out, "done\n");
  EXPECT_EQ(sfnctl({"invoke", "ValidateInput"}).out, "\"done\"\n");
}

TEST_F(FunctionCommands, FunctionsAreATable) {
  EXPECT_EQ(
      sfnctl({"functions"}).out,
      "NAME           RUNTIME     HANDLER                       TIMEOUT     CODE  REGION\n"
      "ValidateInput  python3.11  ValidateInput.lambda_handler     60 s  2.0 KiB  us-east-1\n");
}

TEST_F(FunctionCommands, StateMachinesAreATable) {
  know_machine();
  EXPECT_EQ(sfnctl({"state-machines"}).out,
            "NAME    TYPE      CREATED              REGION\n"
            "orders  STANDARD  2026-11-22 18:00:00  us-east-1\n");
}

TEST_F(FunctionCommands, ListsAreBareValuesForPrograms) {
  in_time_zone("UTC-2");
  know_machine();
  EXPECT_EQ(sfnctl({"functions", "-o", "text"}).out,
            "ValidateInput\tpython3.11\tValidateInput.lambda_handler\t60\t2048\tus-east-1\n");
  EXPECT_EQ(sfnctl({"state-machines", "-o", "text"}).out,
            "orders\tSTANDARD\t2026-11-22T18:00:00.500Z\tus-east-1\n");
}

class Logs : public FunctionCommands {
 protected:
  void know_stored(const std::vector<std::string>& messages) {
    Json events = Json::array();
    for (const auto& message : messages) {
      events.push_back({{"timestamp", 1795370399000},
                        {"message", message + "\n"},
                        {"logStreamName", "s"},
                        {"eventId", message}});
    }
    daemon.answer(kFilter, {{"events", std::move(events)}});
  }
  static std::pair<std::string, Json> live(const std::string& message, const std::string& group,
                                           const std::string& region = "us-east-1") {
    return {"log",
            {{"region", region},
             {"logGroup", group},
             {"logStream", "s"},
             {"timestamp", "2026-11-22T17:59:59.000Z"},
             {"message", message}}};
  }
};

TEST_F(Logs, OfAFunctionAreThoseOfADay) {
  know_stored({"one", "two"});
  EXPECT_EQ(sfnctl({"logs", "ValidateInput"}).out,
            "2026-11-22 17:59:59.000  one\n2026-11-22 17:59:59.000  two\n");
  EXPECT_EQ(daemon.only(kFilter).json(),
            Json({{"logGroupName", "/aws/lambda/ValidateInput"}, {"startTime", 1795284000000}}));
}

TEST_F(Logs, OfAFunctionThatNeverRanAreNoMistake) {
  daemon.answer(kFilter, aws_error("ResourceNotFoundException", "no such group"));
  const auto ran = sfnctl({"logs", "ValidateInput"});
  EXPECT_EQ(ran.code, ExitCode::Done);
  EXPECT_THAT(ran.err, HasSubstr("Nothing within that time"));
}

TEST_F(Logs, FollowedComeOnceEachAndOnlyThoseOfTheFunction) {
  know_stored({"one"});
  know_stored({"one", "two"});
  daemon.answer(kLogStream, stream_answer({live("two", "/aws/lambda/ValidateInput"),
                                           live("other", "/aws/lambda/Other"),
                                           live("three", "/aws/lambda/ValidateInput")},
                                          false));
  auto again = json_answer({{"events", Json::array()}});
  again.after = [this] { interrupt.raise(); };
  daemon.answer(kFilter, again);
  const auto ran = sfnctl({"logs", "ValidateInput", "-f"});
  EXPECT_EQ(ran.code, ExitCode::Interrupted);
  EXPECT_EQ(ran.out,
            "2026-11-22 17:59:59.000  one\n"
            "2026-11-22 17:59:59.000  two\n"
            "2026-11-22 17:59:59.000  three\n");
}

TEST_F(Logs, FollowedAreThoseOfTheFunctionsRegion) {
  know_stored({});
  daemon.answer(kLogStream,
                stream_answer({live("here", "/aws/lambda/ValidateInput"),
                               live("elsewhere", "/aws/lambda/ValidateInput", "eu-west-3")},
                              false));
  know_stored({});
  auto again = json_answer({{"events", Json::array()}});
  again.after = [this] { interrupt.raise(); };
  daemon.answer(kFilter, again);
  EXPECT_EQ(sfnctl({"logs", "ValidateInput", "-f"}).out, "2026-11-22 17:59:59.000  here\n");
}

TEST_F(Logs, OfAGroupAreLookedForInAllRegions) {
  const std::string paris = "arn:aws:logs:eu-west-3:123456789012:log-group:/mine:*";
  daemon.answer(kGroups,
                {{"logGroups", Json::array({{{"logGroupName", "/mine"}, {"arn", paris}}})}});
  know_stored({"one"});
  EXPECT_EQ(sfnctl({"logs", "/mine"}).out, "2026-11-22 17:59:59.000  one\n");
  EXPECT_THAT(daemon.only(kFilter).headers.at("authorization"), HasSubstr("/eu-west-3/logs/"));
}

TEST_F(Logs, OfAGroupThatIsMisspeltAreAMistake) {
  daemon.answer(kGroups, {{"logGroups", Json::array()}});
  const auto ran = sfnctl({"logs", "/aws/lambda/ValidateInptu"});
  EXPECT_EQ(ran.code, ExitCode::Misused);
  EXPECT_THAT(ran.err, HasSubstr("no log group is called \"/aws/lambda/ValidateInptu\"; did you "
                                 "mean \"/aws/lambda/ValidateInput\"?"));
}

TEST_F(Logs, OfAFunctionsGroupThatIsStillToComeAreNone) {
  daemon.answer(kGroups, {{"logGroups", Json::array()}});
  daemon.answer(kFilter, aws_error("ResourceNotFoundException", "no such group"));
  EXPECT_EQ(sfnctl({"logs", "/aws/lambda/ValidateInput"}).code, ExitCode::Done);
}

TEST_F(Logs, OfAnExecutionNameTheState) {
  daemon.answer("GET /_sfn/v1/logs",
                {{"events", Json::array({{{"timestamp", "2026-11-22T17:59:59.000Z"},
                                          {"message", "one"},
                                          {"state", "Check"}}})}});
  EXPECT_EQ(sfnctl({"logs", kExecution}).out, "2026-11-22 17:59:59.000  Check  one\n");
  in_time_zone("UTC-2");
  EXPECT_EQ(sfnctl({"logs", kExecution, "-o", "text"}).out,
            "2026-11-22T17:59:59.000Z\tCheck\tone\n");
  EXPECT_EQ(
      sfnctl({"logs", kExecution, "-o", "json"}).out,
      "{\"timestamp\":\"2026-11-22T17:59:59.000Z\",\"message\":\"one\",\"state\":\"Check\"}\n");
}

TEST_F(Logs, OfAnExecutionAreFollowedToItsEnd) {
  daemon.answer("AWSStepFunctions.DescribeExecution", {{"status", "RUNNING"}});
  daemon.answer("AWSStepFunctions.DescribeExecution", {{"status", "RUNNING"}});
  daemon.answer("AWSStepFunctions.DescribeExecution", {{"status", "SUCCEEDED"}});
  daemon.answer("GET /_sfn/v1/logs", {{"events", Json::array()}});
  daemon.answer("GET /_sfn/v1/logs", {{"events", Json::array()}});
  daemon.answer(
      "GET /_sfn/v1/logs",
      {{"events",
        Json::array({{{"timestamp", "2026-11-22T17:59:59.000Z"}, {"message", "last"}}})}});
  daemon.answer(
      kLogStream,
      stream_answer({{"execution", {{"executionArn", kExecution}, {"status", "SUCCEEDED"}}}},
                    true));
  const auto ran = sfnctl({"logs", kExecution, "--follow"});
  EXPECT_EQ(ran.code, ExitCode::Done);
  EXPECT_EQ(ran.out, "2026-11-22 17:59:59.000  last\n");
}

}  // namespace
}  // namespace sfn::sfnctl
