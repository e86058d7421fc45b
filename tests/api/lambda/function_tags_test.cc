// Tags: given with the function, changed by its ARN, shown where AWS shows them.
#include "api/lambda/functions_under_test.h"
#include "base/text.h"

namespace sfn::api {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

const std::string kTags = "/2017-03-31/tags/" + kFunctionArn;

class FunctionTags : public FunctionsUnderTest {
 protected:
  void create_tagged(const Json& tags) {
    auto asked = creation("f");
    asked["Tags"] = tags;
    made = body_of(call("POST", "/2015-03-31/functions", to_text(asked)), 201);
  }
  std::string tags() { return to_text(body_of(call("GET", kTags))["Tags"]); }
  void tag(const std::string& tags) {
    EXPECT_EQ(call("POST", kTags, R"({"Tags":)" + tags + "}").status, 204);
  }
  bool is_once() { return !world.runtime.catalogue().once_functions()->empty(); }

  Json made;
};

TEST_F(FunctionTags, AreListed) {
  create_tagged({{"team", "a"}, {"empty", ""}});
  EXPECT_EQ(tags(), R"({"team":"a","empty":""})");
}

TEST_F(FunctionTags, AreNoneAtFirst) {
  create();
  EXPECT_EQ(tags(), "{}");
  EXPECT_FALSE(body_of(call("GET", kFunctionPath)).contains("Tags"));
}

TEST_F(FunctionTags, AreShownBesideTheConfigurationAndNotInIt) {
  create_tagged({{"team", "a"}});
  EXPECT_FALSE(made.contains("Tags"));
  const auto shown = body_of(call("GET", kFunctionPath));
  EXPECT_EQ(to_text(shown["Tags"]), R"({"team":"a"})");
  EXPECT_EQ(shown["Configuration"], made);
  EXPECT_EQ(body_of(call("GET", kFunctionPath + "/configuration")), made);
  EXPECT_EQ(body_of(call("GET", "/2015-03-31/functions"))["Functions"][0], made);
}

TEST_F(FunctionTags, AreAddedAndReplaced) {
  create_tagged({{"team", "a"}});
  tag(R"({"team":"b","stage":"test"})");
  EXPECT_EQ(tags(), R"({"team":"b","stage":"test"})");
}

TEST_F(FunctionTags, AreTakenAway) {
  create_tagged({{"a", "1"}, {"b c", "2"}, {"d", "3"}});
  EXPECT_EQ(call("DELETE", kTags + "?tagKeys=a&tagKeys=b%20c&tagKeys=unknown").status, 204);
  EXPECT_EQ(tags(), R"({"d":"3"})");
}

TEST_F(FunctionTags, StayWhenTheFunctionChanges) {
  create_tagged({{"team", "a"}});
  const auto changed =
      body_of(call("PUT", kFunctionPath + "/configuration", R"({"MemorySize":256})"));
  EXPECT_FALSE(changed.contains("Tags"));
  EXPECT_EQ(tags(), R"({"team":"a"})");
}

TEST_F(FunctionTags, EndNoProcess) {
  create();
  tag(R"({"team":"a"})");
  EXPECT_TRUE(retired.empty());
}

TEST_F(FunctionTags, GoWithTheFunction) {
  create_tagged({{"sfn:at-most-once", ""}});
  EXPECT_TRUE(is_once());
  call("DELETE", kFunctionPath);
  EXPECT_FALSE(is_once());
  create();
  EXPECT_EQ(tags(), "{}");
}

TEST_F(FunctionTags, AreFoundByAnEncodedArn) {
  create_tagged({{"team", "a"}});
  const auto encoded = "/2017-03-31/tags/" + replace_all(kFunctionArn, ":", "%3A");
  EXPECT_EQ(to_text(body_of(call("GET", encoded))["Tags"]), R"({"team":"a"})");
}

TEST_F(FunctionTags, SayThatAFunctionIsCalledAtMostOnce) {
  for (const auto* value : {"", "true", "yes"}) {
    create_tagged({{"sfn:at-most-once", value}});
    EXPECT_TRUE(is_once()) << value;
    call("DELETE", kFunctionPath);
  }
  create();
  tag(R"({"sfn:at-most-once":"true"})");
  EXPECT_TRUE(is_once());
  tag(R"({"sfn:at-most-once":"false"})");
  EXPECT_FALSE(is_once());
  tag(R"({"sfn:at-most-once":"1"})");
  call("DELETE", kTags + "?tagKeys=sfn:at-most-once");
  EXPECT_FALSE(is_once());
}

struct WrongTags {
  const char* name;
  const char* method;
  std::string target;
  std::string body;
  const char* error;
};

void PrintTo(const WrongTags& c, std::ostream* out) { *out << c.name; }

struct TagsRefused : FunctionTags, testing::WithParamInterface<WrongTags> {};

TEST_P(TagsRefused, LeaveTheFunctionAsItWas) {
  create_tagged({{"team", "a"}});
  EXPECT_THAT(error_of(call(GetParam().method, GetParam().target, GetParam().body)),
              HasSubstr(GetParam().error));
  EXPECT_EQ(tags(), R"({"team":"a"})");
}

std::string many_tags() {
  Json asked = Json::object();
  for (int i = 0; i < 50; ++i) asked["Tags"]["t" + std::to_string(i)] = "";
  return to_text(asked);
}

const std::string kOther = "/2017-03-31/tags/arn:aws:lambda:eu-west-3:123456789012:function:g";
const auto kWrongTags = std::vector<WrongTags>{
    {"OfNoFunction", "POST", kOther, R"({"Tags":{"a":"b"}})", "404 ResourceNotFoundException"},
    {"OfNoFunctionWhenListed", "GET", kOther, "", "404 ResourceNotFoundException"},
    {"ByName", "POST", "/2017-03-31/tags/f", R"({"Tags":{"a":"b"}})",
     "400 InvalidParameterValueException: 'f' is not the ARN of a function"},
    {"OfAVersion", "POST", kTags + ":1", R"({"Tags":{"a":"b"}})", "without a version"},
    {"None", "POST", kTags, "{}", "Tags are required"},
    {"NoKeys", "DELETE", kTags, "", "tagKeys are required"},
    {"NoObject", "POST", kTags, R"({"Tags":["a"]})", "SerializationException"},
    {"NoText", "POST", kTags, R"({"Tags":{"a":1}})", "SerializationException"},
    {"Null", "POST", kTags, R"({"Tags":{"a":null}})", "tags.a"},
    {"LongValue", "POST", kTags, R"({"Tags":{"a":")" + std::string(257, 'x') + R"("}})",
     "less than or equal to 256"},
    {"LongKey", "POST", kTags, R"({"Tags":{")" + std::string(129, 'x') + R"(":""}})",
     "1 to 128 characters"},
    {"Reserved", "POST", kTags, R"({"Tags":{"aws:a":""}})", "reserved: 'aws:a'"},
    {"TooMany", "POST", kTags, many_tags(), "A function may have 50 tags, this one would have 51"},
    {"AnotherMethod", "PUT", kTags, "", "404 UnknownOperationException"},
};
INSTANTIATE_TEST_SUITE_P(Lambda, TagsRefused, testing::ValuesIn(kWrongTags),
                         [](const auto& test) { return std::string(test.param.name); });

TEST_F(FunctionTags, ThatAreWrongMakeNoFunction) {
  auto asked = creation("f");
  asked["Tags"]["aws:x"] = "";
  EXPECT_THAT(error_of(call("POST", "/2015-03-31/functions", to_text(asked))),
              StartsWith("400 InvalidParameterValueException"));
  EXPECT_THAT(error_of(call("GET", kFunctionPath)), StartsWith("404"));
}

}  // namespace
}  // namespace sfn::api
