// The cases of cases/*.txt. A case is a block of lines: `< ` and the input, if it has one, the
// expression, `> ` and the answer. The answers are the reference implementation's.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <sstream>

#include "jsonata/answer.h"

namespace sfn::jsonata {
namespace {

struct Case {
  std::string name;
  std::string input;
  std::string expression;
  std::string expected;
};

void PrintTo(const Case& test, std::ostream* out) { *out << test.expression; }

std::vector<Case> read_cases(const std::string& name) {
  std::ifstream file(std::filesystem::path(SFN_SOURCE_DIR) / "tests/jsonata/cases" /
                     (name + ".txt"));
  std::vector<Case> cases;
  Case current;
  for (std::string line; std::getline(file, line);) {
    if (line.empty() || line[0] == '#') continue;
    if (line.rfind("< ", 0) == 0) {
      current.input = line.substr(2);
    } else if (line.rfind("> ", 0) == 0) {
      current.expected = line.substr(2);
      current.name = name + std::to_string(cases.size());
      cases.push_back(std::exchange(current, {}));
    } else {
      if (!current.expression.empty()) current.expression += '\n';
      current.expression += line;
    }
  }
  return cases;
}

class JsonataCases : public testing::TestWithParam<Case> {};

TEST_P(JsonataCases, AnswersAsExpected) {
  EXPECT_EQ(answer(GetParam().expression, GetParam().input), GetParam().expected)
      << GetParam().expression;
}

const auto kName = [](const auto& test) { return test.param.name; };
INSTANTIATE_TEST_SUITE_P(Language, JsonataCases, testing::ValuesIn(read_cases("language")), kName);
INSTANTIATE_TEST_SUITE_P(Functions, JsonataCases, testing::ValuesIn(read_cases("functions")),
                         kName);

}  // namespace
}  // namespace sfn::jsonata
