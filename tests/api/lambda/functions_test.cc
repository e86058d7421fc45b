#include "api/lambda/functions_under_test.h"

namespace sfn::api {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::StartsWith;

const std::string kFunctions = "/2015-03-31/functions";

class FunctionsTest : public FunctionsUnderTest {};

// ---- CreateFunction

TEST_F(FunctionsTest, AFunctionIsShownAsItWasMade) {
  const auto made = create();
  EXPECT_EQ(made["FunctionName"], "f");
  EXPECT_EQ(made["FunctionArn"], kFunctionArn);
  EXPECT_EQ(made["Runtime"], "python3.11");
  EXPECT_EQ(made["Handler"], "f.lambda_handler");
  EXPECT_EQ(made["Timeout"], 3);
  EXPECT_EQ(made["MemorySize"], 128);
  EXPECT_EQ(made["Version"], "$LATEST");
  EXPECT_EQ(made["CodeSha256"], tasks::sha256(kZip).base64);
  EXPECT_EQ(made["CodeSize"], kZip.size());
  EXPECT_EQ(made["LastModified"], "2023-11-14T22:13:20.000+0000");
  EXPECT_EQ(body_of(call("GET", kFunctionPath + "/configuration")), made);
  EXPECT_EQ(body_of(call("GET", kFunctionPath))["Configuration"], made);
  EXPECT_THAT(body_of(call("GET", kFunctions))["Functions"], ElementsAre(made));
}

TEST_F(FunctionsTest, AFunctionIsWhatWaitersWaitFor) {
  const auto made = create();
  EXPECT_EQ(made["State"], "Active");
  EXPECT_EQ(made["LastUpdateStatus"], "Successful");
}

TEST_F(FunctionsTest, WhatChangesNothingHereIsKeptAndShown) {
  auto asked = creation("f");
  asked["Publish"] = false;
  asked["Layers"] = Json::array();
  asked["EphemeralStorage"]["Size"] = 1'024;
  asked["TracingConfig"]["Mode"] = "Active";
  asked["LoggingConfig"]["LogFormat"] = "JSON";
  asked["LoggingConfig"]["LogGroup"] = "/aws/lambda/f";
  const auto made = body_of(call("POST", kFunctions, to_text(asked)), 201);
  EXPECT_EQ(made["EphemeralStorage"]["Size"], 1'024);
  EXPECT_EQ(made["TracingConfig"]["Mode"], "Active");
  EXPECT_EQ(to_text(made["LoggingConfig"]), R"({"LogFormat":"JSON","LogGroup":"/aws/lambda/f"})");
  const auto changed = body_of(call("PUT", kFunctionPath + "/configuration",
                                    R"({"LoggingConfig":{"SystemLogLevel":"WARN"}})"));
  EXPECT_EQ(to_text(changed["LoggingConfig"]),
            R"({"LogFormat":"JSON","LogGroup":"/aws/lambda/f","SystemLogLevel":"WARN"})");
  EXPECT_EQ(changed["EphemeralStorage"]["Size"], 1'024);
}

TEST_F(FunctionsTest, NoVersionIsPublishedWithNewCode) {
  create();
  EXPECT_EQ(error_of(call("PUT", kFunctionPath + "/code", R"({"ZipFile":"eA==","Publish":true})")),
            "400 InvalidParameterValueException: sfn does not have versions of functions: leave "
            "out 'Publish'");
}

TEST_F(FunctionsTest, AFunctionIsMadeOnce) {
  create();
  EXPECT_EQ(error_of(call("POST", kFunctions, to_text(creation("f")))),
            "409 ResourceConflictException: Function already exist: f");
  EXPECT_EQ(error_of(call("POST", kFunctions, to_text(creation(kFunctionArn)))),
            "409 ResourceConflictException: Function already exist: f");
}

TEST_F(FunctionsTest, OfTwoCreationsAtOnceTheFirstCounts) {
  const auto first = ask("POST", kFunctions, to_text(creation("f")));
  const auto second = ask("POST", kFunctions, to_text(creation("f")));
  loop.run();
  EXPECT_EQ(first->at(0).status, 201);
  EXPECT_EQ(second->at(0).status, 409);
}

struct Refusal {
  std::string name;
  std::string changes;  // To a creation that would succeed.
  std::string error;
};

class FunctionCreation : public FunctionsUnderTest, public testing::WithParamInterface<Refusal> {};

TEST_P(FunctionCreation, IsRefused) {
  auto asked = creation("f");
  const auto changes = parse_json(GetParam().changes);
  for (const auto& [name, value] : changes->items()) asked[name] = value;
  EXPECT_THAT(error_of(call("POST", kFunctions, to_text(asked))), StartsWith(GetParam().error));
  EXPECT_EQ(call("GET", kFunctionPath).status, 404);
}

INSTANTIATE_TEST_SUITE_P(
    Api, FunctionCreation,
    testing::ValuesIn(std::vector<Refusal>{
        {"WithoutName", R"({"FunctionName":null})",
         "400 ValidationException: 1 validation error detected: Value null at 'functionName'"},
        {"BadName", R"({"FunctionName":"a b"})", "400 ValidationException: 1 validation error"},
        {"WithoutRole", R"({"Role":null})",
         "400 ValidationException: 1 validation error detected: Value null at 'role'"},
        {"EmptyRole", R"({"Role":""})",
         "400 ValidationException: 1 validation error detected: Value '' at 'role'"},
        {"RoleThatIsNone", R"({"Role":"nope"})",
         "400 ValidationException: 1 validation error detected: Value 'nope' at 'role' failed to "
         "satisfy constraint: Member must satisfy regular expression pattern: "
         "arn:(aws[a-zA-Z-]*)?:iam::\\d{12}:role/?[a-zA-Z_0-9+=,.@\\-_/]+"},
        {"RoleOfNobody", R"({"Role":"arn:aws:iam::1:role/R"})",
         "400 ValidationException: 1 validation error detected: Value 'arn:aws:iam::1:role/R'"},
        {"WithoutRuntime", R"({"Runtime":null})",
         "400 InvalidParameterValueException: Runtime is mandatory"},
        {"UnknownRuntime", R"({"Runtime":"cobol1"})", "400 InvalidParameterValueException: "},
        {"WithoutHandler", R"({"Handler":null})",
         "400 InvalidParameterValueException: Handler is mandatory"},
        {"WithoutCode", R"({"Code":null})",
         "400 InvalidParameterValueException: Please provide a source for function code"},
        {"CodeInS3", R"({"Code":{"S3Bucket":"b","S3Key":"k"}})",
         "400 InvalidParameterValueException: Please provide a source for function code"},
        {"CodeAsText", R"({"Code":"x"})", "400 SerializationException: "},
        {"CodeNotBase64", R"({"Code":{"ZipFile":"?"}})",
         "400 SerializationException: 'ZipFile' is not Base64"},
        {"BrokenPackage", R"({"Code":{"ZipFile":"YnJva2Vu"}})",
         "400 InvalidParameterValueException: not a zip"},
        {"Image", R"({"PackageType":"Image"})", "400 InvalidParameterValueException: sfn runs"},
        {"TimeoutTooLong", R"({"Timeout":901})",
         "400 ValidationException: 1 validation error detected: Value '901' at 'timeout' failed to "
         "satisfy constraint: Member must have value less than or equal to 900"},
        {"TimeoutHuge", R"({"Timeout":18446744073709551615})",
         "400 ValidationException: 1 validation error detected: Value '18446744073709551615'"},
        {"TimeoutAsText", R"({"Timeout":"3"})", "400 SerializationException: STRING_VALUE"},
        {"MemoryTooSmall", R"({"MemorySize":127})", "400 ValidationException: 1 validation error"},
        {"EnvironmentAsText", R"({"Environment":"A=1"})", "400 SerializationException: "},
        {"VariablesAsText", R"({"Environment":{"Variables":"A=1"}})",
         "400 SerializationException: STRING_VALUE can not be converted to Structure at "
         "'environment.variables'"},
        {"VariablesAsList", R"({"Environment":{"Variables":["A"]}})",
         "400 SerializationException: START_ARRAY"},
        {"VariableAsNumber", R"({"Environment":{"Variables":{"A":1}}})",
         "400 SerializationException: The value of the environment variable 'A' must be a string"},
        {"EnvironmentTooLarge",
         R"({"Environment":{"Variables":{"AB":")" + std::string(4'096, 'x') + R"("}}})",
         "400 InvalidParameterValueException: Lambda was unable to configure your environment "
         "variables because the environment variables you have provided exceeded"},
        {"ReservedVariables",
         R"({"Environment":{"Variables":{"AWS_REGION":"x","MINE":"x","LAMBDA_TASK_ROOT":"x"}}})",
         "400 InvalidParameterValueException: Lambda was unable to configure your environment "
         "variables because the environment variables you have provided contains reserved keys "
         "that are currently not supported for modification. Reserved keys used in this request: "
         "AWS_REGION, LAMBDA_TASK_ROOT"},
        {"ReservedLogGroup", R"({"Environment":{"Variables":{"AWS_LAMBDA_LOG_GROUP_NAME":"x"}}})",
         "400 InvalidParameterValueException: Lambda was unable to configure your environment "
         "variables because the environment variables you have provided contains reserved"},
        {"VariableWithADash", R"({"Environment":{"Variables":{"A-B":"x"}}})",
         "400 ValidationException: 1 validation error detected: Value 'A-B' at "
         "'environment.variables' failed to satisfy constraint: Map keys must satisfy constraint: "
         "[Member must satisfy regular expression pattern: [a-zA-Z]([a-zA-Z0-9_])+]"},
        {"VariableOfOneLetter", R"({"Environment":{"Variables":{"A":"x"}}})",
         "400 ValidationException: 1 validation error detected: Value 'A' at"},
        {"Version", R"({"Publish":true})",
         "400 InvalidParameterValueException: sfn does not have versions of functions: leave out "
         "'Publish'"},
        {"Layers", R"({"Layers":["arn:aws:lambda:eu-west-3:123456789012:layer:l:1"]})",
         "400 InvalidParameterValueException: sfn does not have layers"},
        {"StorageTooSmall", R"({"EphemeralStorage":{"Size":511}})",
         "400 ValidationException: 1 validation error detected: Value '511' at "
         "'ephemeralStorage.size' failed"},
        {"StorageWithoutSize", R"({"EphemeralStorage":{}})",
         "400 ValidationException: 1 validation error detected: Value null at "
         "'ephemeralStorage.size' failed"},
        {"UnknownTracing", R"({"TracingConfig":{"Mode":"Loud"}})",
         "400 ValidationException: 1 validation error detected: Value 'Loud' at "
         "'tracingConfig.mode' failed"},
        {"UnknownLogFormat", R"({"LoggingConfig":{"LogFormat":"XML"}})",
         "400 ValidationException: 1 validation error detected: Value 'XML' at "
         "'loggingConfig.logFormat' failed"},
        {"AnotherLogGroup", R"({"LoggingConfig":{"LogGroup":"/mine"}})",
         "400 InvalidParameterValueException: sfn writes a function's log to the log group "
         "'/aws/lambda/f' and no other"},
    }),
    [](const auto& test) { return test.param.name; });

TEST_F(FunctionsTest, ABodyThatIsNoObjectIsRefused) {
  create();
  for (const std::string body : {"null", "[]", "7", "{", "\xff"}) {
    EXPECT_THAT(error_of(call("POST", kFunctions, body)),
                StartsWith("400 InvalidRequestContentException: Could not parse request body into "
                           "json: "));
    EXPECT_EQ(call("PUT", kFunctionPath + "/configuration", body).status, 400);
    EXPECT_EQ(call("PUT", kFunctionPath + "/code", body).status, 400);
  }
}

// ---- names

TEST_F(FunctionsTest, AFunctionAnswersToAllItsNames) {
  create();
  for (const std::string name :
       {"f", "f:$LATEST", "f%3A%24LATEST", "function:f", "123456789012:function:f",
        "arn:aws:lambda:eu-west-3:123456789012:function:f",
        "arn%3Aaws%3Alambda%3Aeu-west-3%3A123456789012%3Afunction%3Af"}) {
    EXPECT_EQ(call("GET", kFunctions + "/" + name + "/configuration").status, 200) << name;
  }
  EXPECT_EQ(call("GET", kFunctionPath + "?Qualifier=%24LATEST").status, 200);
  EXPECT_EQ(call("GET", kFunctionPath + "/").status, 200);
}

// AWS: the ARN has a qualifier where the caller gave one, and in no other answer.
TEST_F(FunctionsTest, AFunctionIsShownAsTheCallerNamedIt) {
  create();
  const auto qualified = kFunctionArn + ":$LATEST";
  const auto arn_at = [&](const std::string& path) {
    return body_of(call("GET", path))["FunctionArn"].get<std::string>();
  };
  EXPECT_EQ(arn_at(kFunctionPath + "/configuration"), kFunctionArn);
  EXPECT_EQ(arn_at(kFunctionPath + "/configuration?Qualifier=%24LATEST"), qualified);
  EXPECT_EQ(arn_at(kFunctionPath + ":$LATEST/configuration"), qualified);
  EXPECT_EQ(arn_at(kFunctions + "/" + qualified + "/configuration"), qualified);
  EXPECT_EQ(
      body_of(call("GET", kFunctionPath + "?Qualifier=$LATEST"))["Configuration"]["FunctionArn"],
      qualified);
  EXPECT_EQ(body_of(call("GET", kFunctionPath))["Configuration"]["FunctionArn"], kFunctionArn);
  EXPECT_EQ(body_of(call("GET", kFunctions))["Functions"][0]["FunctionArn"], kFunctionArn);
}

TEST_F(FunctionsTest, AFunctionThatIsNotThereIsToldByItsArn) {
  create();
  EXPECT_EQ(error_of(call("GET", kFunctions + "/g")),
            "404 ResourceNotFoundException: Function not found: "
            "arn:aws:lambda:eu-west-3:123456789012:function:g");
  EXPECT_EQ(error_of(call("GET", kFunctionPath + "?Qualifier=live")),
            "404 ResourceNotFoundException: Function not found: " + kFunctionArn + ":live");
  EXPECT_EQ(error_of(call("GET", kFunctions + "/f:1?Qualifier=2")).substr(0, 35),
            "400 InvalidParameterValueException:");
  place.region = "us-west-2";
  EXPECT_EQ(call("GET", kFunctionPath).status, 404);
  EXPECT_EQ(call("GET", kFunctions + "/" + kFunctionArn).status, 200);
}

TEST_F(FunctionsTest, AnErrorHasItsMessageInBothSpellings) {
  const auto answer = call("GET", kFunctions + "/g");
  const auto body = body_of(answer, 404);
  EXPECT_EQ(body["Type"], "User");
  EXPECT_EQ(body["message"], body["Message"]);
  EXPECT_EQ(answer.headers.get("x-amzn-ErrorType"), "ResourceNotFoundException");
}

// ---- paths

TEST_F(FunctionsTest, WhatIsNoActionIsToldWhatIsServed) {
  create();
  const auto refused = [&](const std::string& method, const std::string& path) {
    EXPECT_THAT(error_of(call(method, path)),
                testing::AllOf(StartsWith("404 UnknownOperationException: " + method + " " + path),
                               HasSubstr("served are CreateFunction, DeleteFunction")));
  };
  refused("POST", kFunctionPath + "/versions");
  refused("GET", kFunctionPath + "/invocations");
  refused("PATCH", kFunctionPath);
  refused("GET", kFunctionPath + "/code/more");
  refused("PUT", kFunctions);
  refused("GET", kFunctions + "X");
  refused("GET", "/2017-10-31" + kFunctionPath.substr(11) + "/concurrency");
}

TEST(FunctionsPaths, BeginWithADate) {
  for (const std::string path : {"/2015-03-31/functions", "/2017-10-31/x", "/2015-03-31/"}) {
    EXPECT_TRUE(Functions::serves(path)) << path;
  }
  const std::string full = "/2015-03-31/";
  for (std::size_t size = 0; size < full.size(); ++size) {
    EXPECT_FALSE(Functions::serves(full.substr(0, size)));
  }
  EXPECT_FALSE(Functions::serves("/_sfn/v1/functions"));
}

// ---- ListFunctions

TEST_F(FunctionsTest, AreListedByRegionPageByPage) {
  for (const std::string name : {"c", "a", "b"}) create(name);
  const auto names = [](const Json& page) {
    std::vector<std::string> found;
    for (const auto& item : page["Functions"]) found.push_back(item["FunctionName"]);
    return found;
  };
  const auto first = body_of(call("GET", kFunctions + "/?MaxItems=2"));
  EXPECT_THAT(names(first), ElementsAre("a", "b"));
  const std::string marker = replace_all(first["NextMarker"].get<std::string>(), "=", "%3D");
  const auto second = body_of(call("GET", kFunctions + "?MaxItems=2&Marker=" + marker));
  EXPECT_THAT(names(second), ElementsAre("c"));
  EXPECT_FALSE(second.contains("NextMarker"));
  EXPECT_EQ(error_of(call("GET", kFunctions + "?Marker=x")),
            "400 InvalidParameterValueException: Invalid Marker");
  place.region = "us-west-2";
  EXPECT_THAT(names(body_of(call("GET", kFunctions))), IsEmpty());
}

// ---- UpdateFunctionConfiguration, UpdateFunctionCode

TEST_F(FunctionsTest, AnUpdateChangesWhatItNames) {
  const auto made = create();
  world.clock.set(world.clock.now() + seconds(5));
  const auto changed =
      body_of(call("PUT", kFunctionPath + "/configuration",
                   R"({"Timeout":60,"Handler":null,"Environment":{"Variables":{"AB":"1"}}})"));
  EXPECT_EQ(changed["Timeout"], 60);
  EXPECT_EQ(changed["Handler"], made["Handler"]);
  EXPECT_EQ(changed["Environment"]["Variables"]["AB"], "1");
  EXPECT_EQ(changed["CodeSha256"], made["CodeSha256"]);
  EXPECT_EQ(changed["LastModified"], "2023-11-14T22:13:25.000+0000");
  EXPECT_NE(changed["RevisionId"], made["RevisionId"]);
  EXPECT_EQ(body_of(call("GET", kFunctionPath + "/configuration")), changed);
  EXPECT_THAT(retired, ElementsAre(kFunctionArn));
}

TEST_F(FunctionsTest, NewCodeIsShownAndSent) {
  const auto made = create();
  const auto changed = body_of(
      call("PUT", kFunctionPath + "/code", R"({"ZipFile":")" + base64_encode("another") + R"("})"));
  EXPECT_EQ(changed["CodeSha256"], tasks::sha256("another").base64);
  EXPECT_EQ(changed["CodeSize"], 7);
  EXPECT_NE(changed["RevisionId"], made["RevisionId"]);
  EXPECT_THAT(retired, ElementsAre(kFunctionArn));

  std::vector<Result<std::string>> answers;
  functions.read_code(
      kFunctionArn, {place, "r-2", world.clock.now()},
      [&answers](Result<std::string> answer) { answers.push_back(std::move(answer)); });
  loop.run();
  EXPECT_EQ(answers.at(0).value(), "another");
}

TEST_F(FunctionsTest, CodeMayBeTriedWithoutBeingKept) {
  const auto made = create();
  const auto tried =
      body_of(call("PUT", kFunctionPath + "/code",
                   R"({"DryRun":true,"ZipFile":")" + base64_encode("another") + R"("})"));
  EXPECT_EQ(tried["CodeSize"], 7);
  EXPECT_EQ(body_of(call("GET", kFunctionPath + "/configuration")), made);
  EXPECT_THAT(retired, IsEmpty());
  EXPECT_EQ(call("PUT", kFunctions + "/f:live/code", R"({"DryRun":true,"ZipFile":"eA=="})").status,
            404);
}

TEST_F(FunctionsTest, WhetherToTryIsYesOrNo) {
  create();
  for (const std::string dry : {R"("yes")", "1", "{}"}) {
    EXPECT_THAT(error_of(call("PUT", kFunctionPath + "/code",
                              R"({"ZipFile":"eA==","DryRun":)" + dry + "}")),
                HasSubstr("can not be converted to Boolean at 'dryRun'"));
  }
  EXPECT_EQ(call("PUT", kFunctionPath + "/code", R"({"ZipFile":"eA==","DryRun":null})").status,
            200);
}

TEST_F(FunctionsTest, AnUpdateOfAnOldRevisionIsRefused) {
  const auto old = to_text(create()["RevisionId"]);
  const auto asked = [](const std::string& revision) {
    return R"({"Timeout":60,"ZipFile":"eA==","RevisionId":)" + revision + "}";
  };
  const auto current =
      body_of(call("PUT", kFunctionPath + "/configuration", asked(old)))["RevisionId"];
  for (const std::string part : {"/configuration", "/code"}) {
    EXPECT_THAT(error_of(call("PUT", kFunctionPath + part, asked(old))),
                StartsWith("412 PreconditionFailedException: The Revision Id provided does not"));
  }
  EXPECT_EQ(call("PUT", kFunctionPath + "/code", asked(to_text(current))).status, 200);
}

TEST_F(FunctionsTest, AnUpdateOfNothingIsRefused) {
  EXPECT_EQ(call("PUT", kFunctions + "/g/configuration", "{}").status, 404);
  EXPECT_EQ(call("PUT", kFunctions + "/g/code", R"({"ZipFile":"eA=="})").status, 404);
  EXPECT_THAT(retired, IsEmpty());
}

// ---- DeleteFunction

TEST_F(FunctionsTest, AFunctionThatIsDeletedIsGone) {
  create();
  EXPECT_EQ(error_of(call("DELETE", kFunctionPath + "?Qualifier=live")).substr(0, 35),
            "400 InvalidParameterValueException:");
  EXPECT_EQ(call("DELETE", kFunctionPath).status, 204);
  EXPECT_THAT(retired, ElementsAre(kFunctionArn));
  EXPECT_EQ(call("GET", kFunctionPath).status, 404);
  EXPECT_EQ(call("DELETE", kFunctionPath).status, 404);
  EXPECT_THAT(retired, ElementsAre(kFunctionArn));
}

// ---- nothing before the commit

TEST_F(FunctionsTest, NothingIsAnsweredOrEndedBeforeItsCommit) {
  create();
  world.store.hold_commits();
  const std::vector<Answers> asked = {
      ask("PUT", kFunctionPath + "/configuration", R"({"Timeout":60})"),
      ask("GET", kFunctionPath),
      ask("DELETE", kFunctionPath),
      ask("GET", kFunctionPath),
      ask("POST", kFunctions, to_text(creation("g"))),
      ask("GET", kFunctions),
      ask("POST", kFunctionPath + "/invocations"),
  };
  loop.run();
  for (std::size_t i = 0; i < asked.size(); ++i) EXPECT_EQ(asked[i]->size(), 0U) << i;
  EXPECT_THAT(retired, IsEmpty());
  world.store.release_commits();
  loop.run();
  for (std::size_t i = 0; i < asked.size(); ++i) EXPECT_EQ(asked[i]->size(), 1U) << i;
  EXPECT_THAT(retired, ElementsAre(kFunctionArn, kFunctionArn));
  EXPECT_EQ(asked[3]->front().status, 404);
}

}  // namespace
}  // namespace sfn::api
