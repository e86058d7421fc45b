// Our Python client, seen through functions that run on it.
#include "tasks/support/function_test.h"

namespace sfn::tasks {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::MatchesRegex;

struct PythonClient : FunctionTest {
  Json error_of(const InvocationResult& result) {
    EXPECT_TRUE(result.failed());
    return *parse_json(result.payload);
  }
  std::vector<std::string> members(const Json& object) {
    std::vector<std::string> names;
    for (const auto& [name, value] : object.items()) names.push_back(name);
    return names;
  }
};

TEST_F(PythonClient, ReportsAnErrorAsLambdaDoes) {
  const auto spec = python(
      "def fail():\n"
      "    raise ValueError('no good')\n"
      "def handler(event, context):\n"
      "    fail()\n");
  const auto result = invoke(spec);
  EXPECT_EQ(result.error_type, "ValueError");
  const std::string file = spec->code_dir + "/app.py";
  EXPECT_EQ(result.payload,
            R"({"errorMessage":"no good","errorType":"ValueError","requestId":"request-1",)"
            R"("stackTrace":["  File \")" +
                file + R"(\", line 4, in handler\n    fail()\n","  File \")" + file +
                R"(\", line 2, in fail\n    raise ValueError('no good')\n"]})");
  EXPECT_THAT(messages(), Contains("[ERROR] ValueError: no good"));
}

TEST_F(PythonClient, NamesAnErrorByItsClassAlone) {
  const auto spec = python(
      "class CustomException(Exception):\n    pass\n"
      "def handler(event, context):\n    raise CustomException()\n");
  const auto error = error_of(invoke(spec));
  EXPECT_EQ(error["errorType"], "CustomException");
  EXPECT_EQ(error["errorMessage"], "");
}

TEST_F(PythonClient, TakesBytesAsTheResult) {
  EXPECT_EQ(invoke(python("def handler(event, context):\n    return b'\"HelloWorld!\"'\n")).payload,
            "\"HelloWorld!\"");
}

TEST_F(PythonClient, ReportsAResultThatIsNotJson) {
  const auto error = error_of(invoke(python("def handler(event, context):\n    return {1, 2}\n")));
  EXPECT_EQ(error["errorType"], "Runtime.MarshalError");
  EXPECT_EQ(error["errorMessage"],
            "Unable to marshal response: Object of type set is not JSON serializable");
}

struct LoadCase {
  std::string name;
  std::string source;
  std::string handler;
  std::string type;
  std::string message;
};

void PrintTo(const LoadCase& c, std::ostream* out) { *out << c.name; }

struct PythonLoad : PythonClient, testing::WithParamInterface<LoadCase> {};

TEST_P(PythonLoad, FailsTheInvocation) {
  auto spec = python(GetParam().source);
  spec->handler = GetParam().handler;
  const auto result = invoke(spec);
  EXPECT_EQ(result.error_type, GetParam().type);
  const Json error = error_of(result);
  EXPECT_THAT(error["errorMessage"].get<std::string>(), HasSubstr(GetParam().message));
  EXPECT_THAT(members(error), ElementsAre("errorMessage", "errorType", "requestId", "stackTrace"));
  run_until(loop, [this] { return pool().processes() == 0; });
}

INSTANTIATE_TEST_SUITE_P(
    Rows, PythonLoad,
    testing::Values(LoadCase{"NoSuchModule", "", "missing.handler", "Runtime.ImportModuleError",
                             "Unable to import module 'missing': No module named 'missing'"},
                    LoadCase{"NoSuchImport", "import nothing_of_this_name", "app.handler",
                             "Runtime.ImportModuleError",
                             "Unable to import module 'app': No module named 'nothing_of_"},
                    LoadCase{"NoSuchFunction", "", "app.handler", "Runtime.HandlerNotFound",
                             "Handler 'handler' missing on module 'app'"},
                    LoadCase{"NoFunction", "", "app", "Runtime.MalformedHandlerName",
                             "Bad handler 'app': not enough values to unpack (expected 2, got 1)"},
                    LoadCase{"SyntaxError", "def handler(:", "app.handler",
                             "Runtime.UserCodeSyntaxError", "Syntax error in module 'app'"},
                    LoadCase{"ErrorInTheModule", "1 / 0", "app.handler", "ZeroDivisionError",
                             "division by zero"}),
    [](const auto& test) { return test.param.name; });

TEST_F(PythonClient, GivesTheHandlerItsContext) {
  auto spec = python(R"(
def handler(event, context):
    remaining = context.get_remaining_time_in_millis()
    return {
        "id": context.aws_request_id, "name": context.function_name,
        "version": context.function_version, "arn": context.invoked_function_arn,
        "memory": context.memory_limit_in_mb, "group": context.log_group_name,
        "identity": context.identity.cognito_identity_id,
        "custom": context.client_context.custom,
        "time": 0 < remaining <= 3000,
    }
)");
  Invocation invocation;
  invocation.request_id = "the-id";
  invocation.qualifier = "$LATEST";
  invocation.client_context = R"({"custom":{"k":"v"}})";
  const auto pending = begin_invocation(spec, invocation);
  await(pending);
  EXPECT_TRUE(same_json(*parse_json(pending.result().payload),
                        {{"id", "the-id"},
                         {"name", "fn"},
                         {"version", "$LATEST"},
                         {"arn", "arn:aws:lambda:eu-west-3:123456789012:function:fn:$LATEST"},
                         {"memory", "128"},
                         {"group", "/aws/lambda/fn"},
                         {"identity", nullptr},
                         {"custom", {{"k", "v"}}},
                         {"time", true}}))
      << pending.result().payload;
}

TEST_F(PythonClient, GivesTheFunctionLambdasEnvironmentAndNothingOfOurs) {
  options.endpoint_url = "http://127.0.0.1:8083";
  ::setenv("SECRET_OF_THE_DAEMON", "x", 1);
  auto spec = python("import os\ndef handler(event, context):\n    return dict(os.environ)\n");
  spec->environment = {{"MINE", "1"}, {"AWS_REGION", "elsewhere"}, {"TZ", "Europe/Paris"}};
  const Json seen = *parse_json(invoke(spec).payload);
  EXPECT_EQ(seen["MINE"], "1");
  EXPECT_EQ(seen["TZ"], "Europe/Paris");
  EXPECT_EQ(seen["AWS_REGION"], "eu-west-3") << "reserved";
  EXPECT_EQ(seen["LAMBDA_TASK_ROOT"], spec->code_dir);
  EXPECT_EQ(seen["AWS_EXECUTION_ENV"], "AWS_Lambda_python3.11");
  EXPECT_EQ(seen["AWS_ENDPOINT_URL_SFN"], "http://127.0.0.1:8083");
  EXPECT_FALSE(seen.contains("SECRET_OF_THE_DAEMON"));
  EXPECT_FALSE(seen.contains("HOME"));
}

TEST_F(PythonClient, RunsWhereTheCodeIs) {
  auto spec = function("pkg/sub/mod.py",
                       "import os, sys\nprint(sys.path[0])\n"
                       "def handler(event, context):\n    return [os.getcwd(), sys.path[0]]\n",
                       "python3.11", "pkg/sub/mod.handler");
  const Json seen = *parse_json(invoke(spec).payload);
  EXPECT_EQ(seen[0], spec->code_dir);
  EXPECT_EQ(seen[1], spec->code_dir);
}

TEST_F(PythonClient, LogsThroughTheRootLoggerInLambdasForm) {
  invoke(python(R"(
import logging
logger = logging.getLogger()
logger.setLevel(logging.INFO)
def handler(event, context):
    logger.info("hello")
    logger.debug("not shown")
)"));
  EXPECT_THAT(messages()[1],
              MatchesRegex("\\[INFO\\]\t....-..-..T..:..:..\\....Z\trequest-1\thello"));
  EXPECT_EQ(messages()[2], "END RequestId: request-1");
}

TEST_F(PythonClient, EndsWithItsStatusWhenTheFunctionExits) {
  EXPECT_THAT(invoke(python("import sys; sys.exit(4)")).payload,
              HasSubstr("Runtime exited with error: exit status 4"));
  EXPECT_THAT(invoke(python("import sys\ndef handler(event, context):\n    sys.exit(9)\n")).payload,
              HasSubstr("Runtime exited with error: exit status 9"));
}

}  // namespace
}  // namespace sfn::tasks
