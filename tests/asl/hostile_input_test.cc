// Definitions that are large or deep in one way or another end quickly, in a machine or in
// findings.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "asl/support.h"

namespace sfn::asl {
namespace {

using testing::ElementsAre;
using testing::EndsWith;
using testing::HasSubstr;
using testing::SizeIs;

std::string repeat(std::string_view text, int times) {
  std::string all;
  for (int i = 0; i < times; ++i) all += text;
  return all;
}

TEST(HostileDefinition, WithManyOpenBracketsIsNoJson) {
  for (const char* bracket : {"[", "{\"a\":", "{"}) {
    const auto diagnostics = parse_definition(repeat(bracket, 100'000)).diagnostics;
    ASSERT_THAT(diagnostics, SizeIs(1));
    EXPECT_EQ(diagnostics[0].code, "INVALID_JSON_DESCRIPTION");
    EXPECT_LT(diagnostics[0].message.size(), 2'000U);
  }
}

TEST(HostileDefinition, WithBytesThatAreNoJsonIsToldWhere) {
  const std::string valid = machine_of(R"({"Type":"Succeed"})");
  const std::vector<std::pair<std::string, std::string>> cases = {
      {"\xEF\xBB\xBF" + valid, "line: 1, column: 1]"},
      {valid + '\0', "line: 1, column: 50]"},
      {valid + "\n\n" + valid, "line: 3, column: 1]"},
      {machine_of("{\n\"Type\":\"\xff\"}"), "line: 2, column: 9]"},
      {machine_of("{\n\"Type\":\"\\ud800\"}"), "line: 2, column: 15]"},
      {machine_of("{\n\"Seconds\":" + std::string(1'000, '7') + "}"), "line: 2, column: 1010]"},
      {machine_of("{\n\"Comment\":\"" + std::string(500'000, 'x')), "line: 2, column: 500014]"},
  };
  for (const auto& [text, place] : cases) {
    const auto diagnostics = parse_definition(text).diagnostics;
    ASSERT_THAT(diagnostics, SizeIs(1)) << place;
    EXPECT_EQ(diagnostics[0].code, "INVALID_JSON_DESCRIPTION");
    EXPECT_THAT(diagnostics[0].location, EndsWith(place));
    EXPECT_LT(diagnostics[0].message.size(), 2'000U);
  }
}

TEST(HostileDefinition, WithManyUnknownFieldsStopsListingThem) {
  std::string members;
  for (int i = 0; i < 26'000; ++i) members += fmt::format(R"("k{}":{},)", i, i);
  EXPECT_THAT(findings("{" + members + R"("StartAt":"S","States":{"S":{"Type":"Succeed"}}})"),
              SizeIs(1'000));
}

TEST(HostileDefinition, WithManyStatesIsRead) {
  std::string states;
  for (int i = 0; i < 26'000; ++i) {
    states += fmt::format(R"("s{}":{{"Type":"Pass","Next":"s{}"}},)", i, i + 1);
  }
  const auto parsed = parse_definition(R"({"StartAt":"s0","States":{)" + states +
                                       R"("s26000":{"Type":"Succeed"}}})");
  ASSERT_TRUE(parsed.machine);
  EXPECT_EQ(parsed.machine->graph.states.size(), 26'001U);
}

TEST(HostileDefinition, WithALargeTemplateIsRead) {
  std::string members;
  for (int i = 0; i < 26'000; ++i) members += fmt::format(R"("k{}.$":"$.k{}",)", i, i);
  EXPECT_TRUE(
      parse_definition(ending(R"("Type":"Pass","Parameters":{)" + members + R"("x":0})")).machine);
}

TEST(HostileDefinition, WithADeepTemplateIsRead) {
  const auto deep = repeat(R"({"a":[)", 480) + R"({"b.$":"$"})" + repeat("]}", 480);
  const auto parsed = parse_definition(ending(R"("Type":"Pass","Parameters":)" + deep));
  EXPECT_TRUE(parsed.machine);
  const auto copy = parsed.machine;
  EXPECT_EQ(std::get<PassState>(copy->graph.state("S").kind).parameters,
            std::get<PassState>(parsed.machine->graph.state("S").kind).parameters);
}

std::string choosing(const std::string& condition) {
  return R"({"StartAt":"S","States":{"S":{"Type":"Choice","Choices":[{"Next":"E",)" + condition +
         R"(}]},"E":{"Type":"Succeed"}}})";
}

TEST(HostileDefinition, WithDeepConditionsIsRefused) {
  const std::string test = R"("Variable":"$.a","IsNull":true)";
  const auto nots = [&](int depth) {
    return choosing(repeat(R"("Not":{)", depth) + test + repeat("}", depth));
  };
  const auto ands = [&](int depth) {
    return choosing(repeat(R"("And":[{)", depth) + test + repeat("}]", depth));
  };
  EXPECT_TRUE(parse_definition(nots(100)).machine);
  EXPECT_TRUE(parse_definition(ands(100)).machine);
  EXPECT_THAT(findings(nots(900)), ElementsAre(HasSubstr("Conditions nest at most 100 levels")));
  EXPECT_THAT(findings(ands(400)), ElementsAre(HasSubstr("Conditions nest at most 100 levels")));
}

TEST(HostileDefinition, WithDeepGraphsIsRefused) {
  std::string state = R"({"Type":"Succeed"})";
  for (int i = 0; i < 150; ++i) {
    state = fmt::format(
        R"({{"Type":"Map","End":true,"ItemProcessor":{{"StartAt":"s{0}","States":{{"s{0}":{1}}}}}}})",
        i, state);
  }
  EXPECT_THAT(findings(machine_of(state)),
              ElementsAre(HasSubstr("TOO_DEEPLY_NESTED: States nest at most 100 levels")));
}

TEST(HostileDefinition, WithHugeNumbersIsRefused) {
  for (const char* number : {"1e400", "-1e400"}) {
    EXPECT_THAT(findings(ending(fmt::format(R"("Type":"Wait","Seconds":{})", number))), SizeIs(1));
  }
  for (const char* number : {"1e300", "123456789012345678901234567890", "0.5", "-0"}) {
    const auto found = findings(ending(fmt::format(R"("Type":"Wait","Seconds":{})", number)));
    EXPECT_EQ(found.size(), std::string(number) == "-0" ? 0U : 1U) << number;
  }
}

TEST(HostileDefinition, WithLongNamesAroundManyFaultsStaysSmall) {
  std::string faults;
  for (int i = 0; i < 20'000; ++i) faults += R"({"a.$":1},)";
  const auto name = std::string(500'000, 'n');
  const auto parsed =
      parse_definition(ending(R"("Type":"Pass","Parameters":{")" + name + "\":[" + faults + "1]}"));
  std::size_t bytes = 0;
  for (const auto& diagnostic : parsed.diagnostics) bytes += diagnostic.location.size();
  EXPECT_LT(bytes, 6'000'000U);
  EXPECT_FALSE(parsed.machine);
}

TEST(HostileDefinition, WithManyWarningsStillShowsItsError) {
  std::string members;
  for (int i = 0; i < 2'000; ++i) members += fmt::format(R"("k{}":"$.x",)", i);
  EXPECT_FALSE(parse_definition(ending(R"("Type":"Pass","Parameters":{)" + members + R"("x.$":0})"))
                   .machine);
}

}  // namespace
}  // namespace sfn::asl
