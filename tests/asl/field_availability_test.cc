// Which fields each type of state has in each query language: a type's column of
// field_availability.json holds J for JSONPath alone, A for JSONata alone, B for both, - for
// neither. Developer guide, "State types"; the fields' values do not matter here.
#include <gmock/gmock.h>

#include "asl/definition_cases.h"

namespace sfn::asl {
namespace {

using testing::Contains;

enum class Standing { Allowed, OfTheOther, Unknown };

Standing standing_of(char letter, QueryLanguage language) {
  const char own = language == QueryLanguage::JsonPath ? 'J' : 'A';
  if (letter == 'B' || letter == own) return Standing::Allowed;
  return letter == '-' ? Standing::Unknown : Standing::OfTheOther;
}

std::vector<std::string> messages_about(const std::string& type, const std::string& field,
                                        QueryLanguage language) {
  Json state = {{"Type", type}};
  state["QueryLanguage"] = language == QueryLanguage::JsonPath ? "JSONPath" : "JSONata";
  if (field != "QueryLanguage") state[field] = 1;
  const Json machine = {{"StartAt", "S"}, {"States", {{"S", state}}}};
  std::vector<std::string> messages;
  for (const auto& finding : parse_definition(to_text(machine)).diagnostics) {
    messages.push_back(finding.message);
  }
  return messages;
}

void check(const std::string& type, const std::string& field, char letter, QueryLanguage language) {
  const bool jsonpath = language == QueryLanguage::JsonPath;
  const auto unknown = "Field '" + field + "' is not supported";
  const auto of_the_other = std::string("The QueryLanguage is set to '") +
                            (jsonpath ? "JSONPath" : "JSONata") + "', but field '" + field +
                            "' is only supported for the '" + (jsonpath ? "JSONata" : "JSONPath") +
                            "' QueryLanguage";
  const auto standing = standing_of(letter, language);
  const auto messages = messages_about(type, field, language);
  SCOPED_TRACE(type + " " + field + (jsonpath ? " in JSONPath" : " in JSONata"));
  if (standing == Standing::Unknown) {
    EXPECT_THAT(messages, Contains(unknown));
  } else {
    EXPECT_THAT(messages, testing::Not(Contains(unknown)));
  }
  if (standing == Standing::OfTheOther) {
    EXPECT_THAT(messages, Contains(of_the_other));
  } else {
    EXPECT_THAT(messages, testing::Not(Contains(of_the_other)));
  }
}

TEST(Fields, AreThereForTheirTypesAndQueryLanguages) {
  const auto table =
      read_json(std::filesystem::path(SFN_SOURCE_DIR) / "tests/asl/field_availability.json");
  const auto& types = table["types"];
  for (const auto& [field, letters] : table["fields"].items()) {
    const auto& row = letters.get_ref<const std::string&>();
    ASSERT_EQ(row.size(), types.size()) << field;
    for (std::size_t i = 0; i < row.size(); ++i) {
      check(types[i], field, row[i], QueryLanguage::JsonPath);
      check(types[i], field, row[i], QueryLanguage::Jsonata);
    }
  }
}

}  // namespace
}  // namespace sfn::asl
