// What is found in the definitions of tests/asl/definitions, and that all of it has a place.
#include "asl/definition_cases.h"

#include "asl/advice.h"
#include "base/json_positions.h"

namespace sfn::asl {
namespace {

Json shown(const Diagnostics& diagnostics) {
  Json all = Json::array();
  for (const auto& diagnostic : diagnostics) {
    Json item = {{"code", diagnostic.code}, {"message", diagnostic.message}};
    if (!diagnostic.location.empty()) item["location"] = diagnostic.location;
    if (diagnostic.severity == Diagnostic::Severity::Warning) item["severity"] = "WARNING";
    all.push_back(item);
  }
  return all;
}

Json shown_advice(const Diagnostics& advice) {
  Json all = Json::array();
  for (const auto& one : advice) {
    all.push_back({{"code", one.code}, {"location", one.location}});
  }
  return all;
}

class Definitions : public testing::TestWithParam<DefinitionCase> {};

TEST_P(Definitions, AreReportedOn) {
  const auto parsed = parse_definition(GetParam().text, GetParam().type);
  EXPECT_PRED2(same_json, shown(parsed.diagnostics), GetParam().row["diagnostics"])
      << to_pretty_text(shown(parsed.diagnostics));
  EXPECT_EQ(parsed.machine.has_value(), !has_errors(parsed.diagnostics, limits::Policy::Off));
  if (!GetParam().row.contains("advice")) return;
  ASSERT_TRUE(parsed.machine);
  EXPECT_PRED2(same_json, shown_advice(advise(*parsed.machine)), GetParam().row["advice"])
      << to_pretty_text(shown_advice(advise(*parsed.machine)));
}

TEST_P(Definitions, HaveAPlaceForEveryFinding) {
  const JsonPositions positions(GetParam().text);
  const auto parsed = parse_definition(GetParam().text, GetParam().type);
  auto findings = parsed.diagnostics;
  if (parsed.machine) {
    for (const auto& advice : advise(*parsed.machine)) findings.push_back(advice);
  }
  for (const auto& finding : findings) {
    const auto& location = finding.location.empty() ? finding.place : finding.location;
    EXPECT_TRUE(positions.find(location)) << location;
  }
}

INSTANTIATE_TEST_SUITE_P(File, Definitions, testing::ValuesIn(definition_cases()),
                         name_of_definition);

}  // namespace
}  // namespace sfn::asl
