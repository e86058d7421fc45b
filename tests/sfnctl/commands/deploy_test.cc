#include <filesystem>
#include <fstream>

#include "base/digest.h"
#include "base/text.h"
#include "sfnctl/command_fixture.h"
#include "sfnctl/package.h"
#include "support/temporary_directory.h"

namespace sfn::sfnctl {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;
using testing::Not;

const std::string kConfiguration = "GET /2015-03-31/functions/ValidateInput/configuration";
const std::string kCreateFunction = "POST /2015-03-31/functions";
const std::string kUpdateCode = "PUT /2015-03-31/functions/ValidateInput/code";
const std::string kUpdateConfiguration = "PUT /2015-03-31/functions/ValidateInput/configuration";
const std::string kCreate = "AWSStepFunctions.CreateStateMachine";
const std::string kUpdate = "AWSStepFunctions.UpdateStateMachine";
const std::string kDescribe = "AWSStepFunctions.DescribeStateMachine";

const std::string kCode = "def lambda_handler(event, context): return event\n";
const std::string kDefinition =
    R"({"StartAt": "A", "States": {"A": {"Type": "Task", "End": true,
 "Resource": "arn:aws:lambda:eu-west-3:ACCOUNT_ID:function:ValidateInput"}}})";
const std::string kDeployed =
    R"({"StartAt": "A", "States": {"A": {"Type": "Task", "End": true,
 "Resource": "arn:aws:lambda:us-east-1:123456789012:function:ValidateInput"}}})";

class Deploy : public CommandTest {
 protected:
  Deploy() {
    fs::create_directories(folder / "functions");
    fs::create_directories(folder / "inputs");
    std::ofstream(folder / "workflow.asl.json") << kDefinition;
    std::ofstream(folder / "functions/ValidateInput.py") << kCode;
    std::ofstream(folder / "inputs/valid.json") << "{}";
    daemon.answer(kCreate, {{"stateMachineArn", kMachine}});
    daemon.answer(kUpdate, {{"updateDate", 1}});
    daemon.answer(kCreateFunction, json_answer({{"FunctionArn", kFunction}}, 201));
    daemon.answer(kUpdateCode, Json::object());
    daemon.answer(kUpdateConfiguration, Json::object());
  }

  void know_nothing() {
    daemon.answer(kConfiguration,
                  lambda_error(404, "ResourceNotFoundException", "Function not found: x"));
    daemon.answer(kDescribe, aws_error("StateMachineDoesNotExist", "no such machine"));
  }
  void know_function_as(const Json& more) {
    Json function = {{"FunctionArn", kFunction},
                     {"Runtime", "python3.11"},
                     {"Handler", "ValidateInput.lambda_handler"},
                     {"CodeSha256", sha256_base64(package)}};
    function.update(more);
    daemon.answer(kConfiguration, function);
  }

  support::TemporaryDirectory directory;
  fs::path folder = directory.file("orders");
  std::string package = make_zip({{"ValidateInput.py", kCode}});
};

TEST_F(Deploy, CreatesWhatIsNotThere) {
  know_nothing();
  const auto ran = sfnctl({"deploy", folder.string()});
  EXPECT_EQ(ran.code, ExitCode::Done) << ran.err;
  EXPECT_EQ(ran.out,
            "RESULT   KIND           NAME           ARN\n"
            "created  function       ValidateInput  " +
                std::string(kFunction) +
                "\n"
                "created  state machine  orders         " +
                std::string(kMachine) + "\n");
  EXPECT_THAT(ran.err, HasSubstr("sfnctl start orders --wait --input @" +
                                 (folder / "inputs/valid.json").string()));

  const auto function = daemon.only(kCreateFunction).json();
  EXPECT_EQ(function["FunctionName"], "ValidateInput");
  EXPECT_EQ(function["Runtime"], "python3.11");
  EXPECT_EQ(function["Handler"], "ValidateInput.lambda_handler");
  EXPECT_EQ(function["Role"], "arn:aws:iam::123456789012:role/sfn");
  EXPECT_EQ(base64_decode(function["Code"]["ZipFile"].get<std::string>()), package);
  const auto machine = daemon.only(kCreate).json();
  EXPECT_EQ(machine["name"], "orders");
  EXPECT_EQ(machine["definition"], kDeployed);
}

TEST_F(Deploy, LeavesAloneWhatIsAsItShouldBe) {
  know_function_as({{"Timeout", 900}});
  daemon.answer(kDescribe, {{"definition", kDeployed}});
  const auto ran = sfnctl({"deploy", folder.string(), "-o", "json"});
  EXPECT_EQ(ran.code, ExitCode::Done);
  const auto told = parse_json(ran.out).value();
  for (const auto& one : told.at("deployed")) EXPECT_EQ(one.at("result"), "unchanged");
  for (const auto& key : {kCreateFunction, kUpdateCode, kUpdateConfiguration, kCreate, kUpdate}) {
    EXPECT_TRUE(daemon.seen(key).empty()) << key;
  }
  EXPECT_EQ(ran.err, "");
}

TEST_F(Deploy, UpdatesOnlyWhatDiffers) {
  know_function_as({{"CodeSha256", "another"}});
  daemon.answer(kDescribe, {{"definition", "{}"}});
  const auto ran = sfnctl({"deploy", folder.string(), "-o", "text"});
  EXPECT_THAT(ran.out, HasSubstr("updated\tfunction\tValidateInput"));
  EXPECT_THAT(ran.out, HasSubstr("updated\tstate machine\torders"));
  EXPECT_EQ(daemon.seen(kUpdateCode).size(), 1U);
  EXPECT_TRUE(daemon.seen(kUpdateConfiguration).empty());
  EXPECT_EQ(daemon.only(kUpdate).json(),
            Json({{"stateMachineArn", kMachine}, {"definition", kDeployed}}));
}

TEST_F(Deploy, UpdatesARuntimeWithoutTheCode) {
  know_function_as({{"Runtime", "python3.9"}});
  daemon.answer(kDescribe, {{"definition", kDeployed}});
  EXPECT_EQ(sfnctl({"deploy", folder.string()}).code, ExitCode::Done);
  EXPECT_TRUE(daemon.seen(kUpdateCode).empty());
  EXPECT_EQ(daemon.only(kUpdateConfiguration).json()["Runtime"], "python3.11");
}

TEST_F(Deploy, GoesToTheRegionThatWasAskedFor) {
  know_nothing();
  const auto ran = sfnctl({"deploy", folder.string(), "--region", "ap-south-1", "--name", "other"});
  EXPECT_THAT(ran.err, HasSubstr("sfnctl start other --region ap-south-1 --wait"));
  EXPECT_THAT(daemon.only(kCreateFunction).headers.at("authorization"),
              HasSubstr("/ap-south-1/lambda/"));
  EXPECT_EQ(daemon.only(kCreate).json()["name"], "other");
  EXPECT_THAT(daemon.only(kCreate).json()["definition"].get<std::string>(),
              HasSubstr("arn:aws:lambda:ap-south-1:"));
}

TEST_F(Deploy, AnInvalidDefinitionIsAFailureOfWhatWasAskedAbout) {
  FakeDaemon strict;
  strict.answer("GET /_sfn/v1/info", {{"account", "123456789012"}, {"region", "us-east-1"}});
  strict.answer(kConfiguration, {{"FunctionArn", kFunction},
                                 {"Runtime", "python3.11"},
                                 {"Handler", "ValidateInput.lambda_handler"},
                                 {"CodeSha256", sha256_base64(package)}});
  strict.answer(kDescribe, aws_error("StateMachineDoesNotExist", "no such machine"));
  strict.answer(kCreate, aws_error("InvalidDefinition", "SCHEMA_VALIDATION_FAILED: …"));
  const auto ran = sfnctl({"deploy", folder.string(), "--endpoint", strict.endpoint()});
  EXPECT_EQ(ran.code, ExitCode::Failed);
  EXPECT_EQ(ran.err, "sfnctl: InvalidDefinition: SCHEMA_VALIDATION_FAILED: …\n");
}

TEST_F(Deploy, FindsABadPlaceholderBeforeItRegistersAnything) {
  std::ofstream(folder / "workflow.asl.json") << R"({"a": "${Absent}"})";
  const auto ran = sfnctl({"deploy", folder.string()});
  EXPECT_EQ(ran.code, ExitCode::Misused);
  EXPECT_THAT(ran.err, HasSubstr("${Absent}"));
  EXPECT_TRUE(daemon.seen(kConfiguration).empty());
}

TEST_F(Deploy, TheOrderWorkflowOfTheRepositoryIsAWorkflowFolder) {
  FakeDaemon fresh;
  fresh.answer("GET /_sfn/v1/info", {{"account", "123456789012"}, {"region", "us-east-1"}});
  for (const char* name : {"ValidateInput", "ProcessData", "SendNotification", "HandleError"}) {
    fresh.answer(fmt::format("GET /2015-03-31/functions/{}/configuration", name),
                 lambda_error(404, "ResourceNotFoundException", "Function not found"));
  }
  fresh.answer(kCreateFunction, json_answer({{"FunctionArn", kFunction}}, 201));
  fresh.answer(kDescribe, aws_error("StateMachineDoesNotExist", "no such machine"));
  fresh.answer(kCreate, {{"stateMachineArn", kMachine}});
  const auto ran = sfnctl(
      {"deploy", SFN_SOURCE_DIR "/workflows/order-processing", "--endpoint", fresh.endpoint()});
  EXPECT_EQ(ran.code, ExitCode::Done) << ran.err;
  const auto machine = fresh.only(kCreate).json();
  EXPECT_EQ(machine["name"], "order-processing");
  EXPECT_THAT(machine["definition"].get<std::string>(),
              testing::AllOf(Not(HasSubstr("ACCOUNT_ID")), Not(HasSubstr("eu-west-3"))));
}

TEST_F(Deploy, TheTypeIsChosen) {
  know_nothing();
  sfnctl({"deploy", folder.string(), "--type", "EXPRESS"});
  EXPECT_EQ(daemon.only(kCreate).json()["type"], "EXPRESS");
}

TEST_F(Deploy, TheTypeCannotBeChanged) {
  know_function_as(Json::object());
  daemon.answer(kDescribe, {{"type", "STANDARD"}, {"definition", kDeployed}});
  const auto ran = sfnctl({"deploy", folder.string(), "--type", "EXPRESS"});
  EXPECT_EQ(ran.code, ExitCode::Misused);
  EXPECT_THAT(ran.err, HasSubstr("is of type STANDARD, which cannot be changed"));
}

}  // namespace
}  // namespace sfn::sfnctl
