#include "api/members.h"

#include <gtest/gtest.h>

namespace sfn::api {
namespace {

// The members that a request of the tests has, all at once.
Result<void> read(const std::string& body) {
  const Json params = *parse_json(body);
  Members members(params);
  members.required_text("name", {1, 5});
  members.text("role", {1, 4});
  members.word("type", {"STANDARD", "EXPRESS"});
  members.integer("maxResults", {0, 1'000});
  members.boolean("publish");
  members.object("logging");
  members.array("tags");
  return members.verdict();
}

struct MembersCase {
  std::string name;
  std::string body;
  std::string error;  // Empty: all is well.
};

const auto kCases = std::vector<MembersCase>{
    {"Given", R"({"name":"n","role":"r","type":"EXPRESS","maxResults":0,"publish":true,
                  "logging":{},"tags":[]})",
     ""},
    {"LeftOut", R"({"name":"n"})", ""},
    {"NullIsLeftOut",
     R"({"name":"n","role":null,"type":null,"maxResults":null,"publish":null,"logging":null,
         "tags":null})",
     ""},
    {"UnknownMembersAreIgnored", R"({"name":"n","colour":7})", ""},
    {"LongestInCharacters", R"({"name":"ééééé","maxResults":1000})", ""},

    {"RequiredLeftOut", "{}",
     "ValidationException: 1 validation error detected: Value null at 'name' failed to satisfy "
     "constraint: Member must not be null"},
    {"RequiredNull", R"({"name":null})",
     "ValidationException: 1 validation error detected: Value null at 'name' failed to satisfy "
     "constraint: Member must not be null"},
    {"TooShort", R"({"name":""})",
     "ValidationException: 1 validation error detected: Value '' at 'name' failed to satisfy "
     "constraint: Member must have length greater than or equal to 1"},
    {"TooLong", R"({"name":"n","role":"abcde"})",
     "ValidationException: 1 validation error detected: Value 'abcde' at 'role' failed to satisfy "
     "constraint: Member must have length less than or equal to 4"},
    {"NotInTheSet", R"({"name":"n","type":"express"})",
     "ValidationException: 1 validation error detected: Value 'express' at 'type' failed to "
     "satisfy constraint: Member must satisfy enum value set: [STANDARD, EXPRESS]"},
    {"TooSmall", R"({"name":"n","maxResults":-1})",
     "ValidationException: 1 validation error detected: Value '-1' at 'maxResults' failed to "
     "satisfy constraint: Member must have value greater than or equal to 0"},
    {"TooLarge", R"({"name":"n","maxResults":1001})",
     "ValidationException: 1 validation error detected: Value '1001' at 'maxResults' failed to "
     "satisfy constraint: Member must have value less than or equal to 1000"},
    {"TooLargeForSigned64Bits", R"({"name":"n","maxResults":18446744073709551615})",
     "ValidationException: 1 validation error detected: Value '18446744073709551615' at "
     "'maxResults' failed to satisfy constraint: Member must have value less than or equal to "
     "1000"},
    {"SeveralAtOnce", R"({"role":"","maxResults":-1})",
     "ValidationException: 3 validation errors detected: Value null at 'name' failed to satisfy "
     "constraint: Member must not be null; Value '' at 'role' failed to satisfy constraint: Member "
     "must have length greater than or equal to 1; Value '-1' at 'maxResults' failed to satisfy "
     "constraint: Member must have value greater than or equal to 0"},
    {"TooLongToBeShown", R"({"name":")" + std::string(5'000, 'x') + R"("})",
     "ValidationException: 1 validation error detected: Value at 'name' failed to satisfy "
     "constraint: Member must have length less than or equal to 5"},

    {"NumberForText", R"({"name":7})",
     "SerializationException: NUMBER_VALUE can not be converted to String at 'name'"},
    {"ListForText", R"({"name":["n"]})",
     "SerializationException: START_ARRAY can not be converted to String at 'name'"},
    {"ObjectForWord", R"({"name":"n","type":{}})",
     "SerializationException: START_OBJECT can not be converted to String at 'type'"},
    {"TextForInteger", R"({"name":"n","maxResults":"1"})",
     "SerializationException: STRING_VALUE can not be converted to Integer at 'maxResults'"},
    {"FractionForInteger", R"({"name":"n","maxResults":1.5})",
     "SerializationException: DECIMAL_VALUE can not be converted to Integer at 'maxResults'"},
    {"IntegerBeyond64Bits", R"({"name":"n","maxResults":123456789012345678901234567890})",
     "SerializationException: DECIMAL_VALUE can not be converted to Integer at 'maxResults'"},
    {"TextForBoolean", R"({"name":"n","publish":"true"})",
     "SerializationException: STRING_VALUE can not be converted to Boolean at 'publish'"},
    {"BooleanForStructure", R"({"name":"n","logging":true})",
     "SerializationException: TRUE_VALUE can not be converted to Structure at 'logging'"},
    {"BooleanForList", R"({"name":"n","tags":false})",
     "SerializationException: FALSE_VALUE can not be converted to List at 'tags'"},
    {"AWrongTypeGoesBeforeAConstraint", R"({"name":"","maxResults":"1"})",
     "SerializationException: STRING_VALUE can not be converted to Integer at 'maxResults'"},
};

class MembersVerdict : public testing::TestWithParam<MembersCase> {};

TEST_P(MembersVerdict, Says) {
  const auto verdict = read(GetParam().body);
  const auto said = verdict ? "" : verdict.error().name + ": " + verdict.error().cause;
  EXPECT_EQ(said, GetParam().error);
}

INSTANTIATE_TEST_SUITE_P(Api, MembersVerdict, testing::ValuesIn(kCases),
                         [](const auto& test) { return test.param.name; });

TEST(Members, NamesTheWholePathOfANestedMember) {
  const Json params = *parse_json(R"({"level":"LOUD"})");
  Members members(params, "loggingConfiguration.");
  members.word("level", {"ALL", "OFF"});
  EXPECT_EQ(members.verdict().error().cause,
            "1 validation error detected: Value 'LOUD' at 'loggingConfiguration.level' failed to "
            "satisfy constraint: Member must satisfy enum value set: [ALL, OFF]");
}

}  // namespace
}  // namespace sfn::api
