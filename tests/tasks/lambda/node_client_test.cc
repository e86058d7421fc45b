// Our Node client, seen through functions that run on it. Skipped where there is no Node.
#include <filesystem>

#include "base/text.h"
#include "tasks/support/function_test.h"

namespace sfn::tasks {
namespace {

using testing::HasSubstr;
using testing::MatchesRegex;

bool node_is_here() {
  for (const auto& directory : split(std::getenv("PATH"), ':')) {
    if (std::filesystem::exists(directory + "/node")) return true;
  }
  return false;
}

struct NodeClient : FunctionTest {
  void SetUp() override {
    if (!node_is_here()) GTEST_SKIP() << "there is no node on the PATH";
  }
  std::shared_ptr<FunctionSpec> module(const std::string& source) {
    return function("index.mjs", source, "nodejs20.x", "index.handler");
  }
  std::shared_ptr<FunctionSpec> common_js(const std::string& source) {
    return function("index.js", source, "nodejs20.x", "index.handler");
  }
};

TEST_F(NodeClient, RunsAnAsyncHandlerOfAnEsModule) {
  const auto spec = module("let n = 0; export const handler = async (event) => [event.a, ++n];");
  EXPECT_EQ(invoke(spec, {{"a", 1.5}}).payload, "[1.5,1]");
  EXPECT_EQ(invoke(spec, {{"a", "ü"}}).payload, "[\"ü\",2]");
}

TEST_F(NodeClient, RunsACommonJsHandlerWithACallback) {
  const auto spec = common_js(
      "exports.handler = (event, context, callback) => {"
      "  setTimeout(() => callback(null, {late: true}), 1); };");
  EXPECT_EQ(invoke(spec).payload, R"({"late":true})");
  EXPECT_EQ(invoke(spec).payload, R"({"late":true})");
}

TEST_F(NodeClient, FindsExportsThatAreMadeAtRunTime) {
  EXPECT_EQ(
      invoke(common_js("module.exports = Object.assign({}, {handler: async () => 7});")).payload,
      "7");
}

TEST_F(NodeClient, AnswersNullWhenAHandlerLeavesNothingToWaitFor) {
  EXPECT_EQ(invoke(common_js("exports.handler = () => {};")).payload, "null");
  EXPECT_EQ(invoke(module("export const handler = async () => undefined;")).payload, "null");
}

TEST_F(NodeClient, ReportsAnErrorAsLambdaDoes) {
  const auto result = invoke(module(
      "class OutOfStock extends Error { constructor(m) { super(m); this.name = 'OutOfStock'; } }\n"
      "export const handler = async () => { throw new OutOfStock('none left'); };"));
  EXPECT_EQ(result.error_type, "OutOfStock");
  const Json error = *parse_json(result.payload);
  EXPECT_EQ(error["errorMessage"], "none left");
  EXPECT_EQ(error["trace"][0], "OutOfStock: none left");
  EXPECT_THAT(error["trace"][1].get<std::string>(), HasSubstr("at handler"));
}

TEST_F(NodeClient, ReportsAnErrorGivenToTheCallback) {
  const auto result =
      invoke(common_js("exports.handler = (e, c, done) => done(new TypeError('bad'));"));
  EXPECT_EQ(result.error_type, "TypeError");
}

TEST_F(NodeClient, ReportsAnErrorThrownBeforeAnyPromise) {
  EXPECT_EQ(invoke(common_js("exports.handler = () => { throw 'text'; };")).error_type, "string");
}

TEST_F(NodeClient, ReportsWhatWasThrownOutsideOfTheHandlersPromise) {
  const auto result =
      invoke(module("export const handler = () => new Promise(() => setTimeout(() => { throw new "
                    "RangeError('lost'); }, 1));"));
  EXPECT_EQ(result.error_type, "RangeError");
  run_until(loop, [this] { return pool().processes() == 0; });
}

struct NodeLoadCase {
  std::string name;
  std::string source;
  std::string handler;
  std::string type;
};

void PrintTo(const NodeLoadCase& c, std::ostream* out) { *out << c.name; }

struct NodeLoad : NodeClient, testing::WithParamInterface<NodeLoadCase> {};

TEST_P(NodeLoad, FailsTheInvocation) {
  auto spec = module(GetParam().source);
  spec->handler = GetParam().handler;
  EXPECT_EQ(invoke(spec).error_type, GetParam().type);
}

INSTANTIATE_TEST_SUITE_P(
    Rows, NodeLoad,
    testing::Values(NodeLoadCase{"NoSuchFile", "", "missing.handler", "Runtime.ImportModuleError"},
                    NodeLoadCase{"NoSuchImport", "import 'nothing-of-this-name';", "index.handler",
                                 "Runtime.ImportModuleError"},
                    NodeLoadCase{"NoSuchExport", "", "index.handler", "Runtime.HandlerNotFound"},
                    NodeLoadCase{"NoFunctionName", "", "index", "Runtime.MalformedHandlerName"},
                    NodeLoadCase{"SyntaxError", "export const = 1;", "index.handler",
                                 "Runtime.UserCodeSyntaxError"},
                    NodeLoadCase{"ErrorInTheModule", "null.x;", "index.handler", "TypeError"}),
    [](const auto& test) { return test.param.name; });

TEST_F(NodeClient, GivesTheHandlerItsContext) {
  auto spec = module(
      "export const handler = async (event, context) => [context.awsRequestId, "
      "context.functionName, context.invokedFunctionArn, context.memoryLimitInMB, "
      "context.getRemainingTimeInMillis() > 0, process.cwd() === process.env.LAMBDA_TASK_ROOT];");
  EXPECT_EQ(invoke(spec).payload,
            R"(["request-1","fn","arn:aws:lambda:eu-west-3:123456789012:function:fn","128",)"
            R"(true,true])");
}

TEST_F(NodeClient, LogsThroughTheConsoleInLambdasForm) {
  invoke(module("export const handler = async () => { console.log('a %d', 1, {b: 2}); };"));
  const auto texts = messages();
  const auto start = std::find_if(texts.begin(), texts.end(),
                                  [](const auto& text) { return starts_with(text, "START"); });
  EXPECT_THAT(start[1], MatchesRegex("....-..-..T.*Z\trequest-1\tINFO\ta 1 \\{ b: 2 \\}"));
}

}  // namespace
}  // namespace sfn::tasks
