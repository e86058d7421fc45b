// Where Path::assign puts a value, and what it refuses to go through.
#include <gtest/gtest.h>

#include "jsonpath/path.h"

namespace sfn::jsonpath {
namespace {

struct AssignCase {
  std::string name;
  std::string document;
  std::string path;
  std::string outcome;  ///< The document afterwards, or the cause of the refusal.
};

void PrintTo(const AssignCase& c, std::ostream* out) { *out << c.path << " in " << c.document; }

class Assigns : public testing::TestWithParam<AssignCase> {};

TEST_P(Assigns, OrRefuses) {
  const auto& c = GetParam();
  const auto result = Path::parse(c.path)->assign(*parse_json(c.document), "new");
  EXPECT_TRUE(result || result.error().name == "PathNotApplicable");
  EXPECT_EQ(result ? to_text(*result) : result.error().cause, c.outcome);
}

const auto kAssigns = std::vector<AssignCase>{
    {"TheWhole", R"({"a":1})", "$", R"("new")"},
    {"NewMember", R"({"a":1})", "$.b", R"({"a":1,"b":"new"})"},
    {"MemberInItsPlace", R"({"a":1,"b":2})", "$.a", R"({"a":"new","b":2})"},
    {"MissingObjectsAreMade", R"({})", "$.a.b['c d']", R"({"a":{"b":{"c d":"new"}}})"},
    {"Element", R"({"a":[1,2]})", "$.a[1]", R"({"a":[1,"new"]})"},
    {"MemberOfAnElement", R"([{"x":1}])", "$[0].y", R"([{"x":1,"y":"new"}])"},
    {"NegativeIndex", R"([1,2])", "$[-1]", R"([1,"new"])"},
    {"IndexOutOfRange", R"({"a":[1,2]})", "$.a[2]",
     "$['a'][2] is out of range: the array has 2 elements"},
    {"ThroughAScalar", R"({"a":1})", "$.a.b",
     "$['a']['b'] requires an object at $['a'] but found 'number'"},
    {"ThroughNull", R"({"a":null})", "$.a.b",
     "$['a']['b'] requires an object at $['a'] but found 'null'"},
    {"MemberOfAnArray", R"([])", "$.a", "$['a'] requires an object at $ but found 'array'"},
    {"ArraysAreNotMade", R"({})", "$.a[0]",
     "$['a'][0] requires an array at $['a'] but found 'object'"},
};
INSTANTIATE_TEST_SUITE_P(ReferencePath, Assigns, testing::ValuesIn(kAssigns),
                         [](const auto& test) { return test.param.name; });

}  // namespace
}  // namespace sfn::jsonpath
