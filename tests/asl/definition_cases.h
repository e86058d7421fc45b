// The definitions of tests/asl/definitions: rows of `name`, `definition` (a value, or a text),
// `type` where it is not STANDARD, the `diagnostics` that the API reports with the members that it
// has, and `advice` where that is looked at.
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "asl/parse.h"
#include "base/check.h"

namespace sfn::asl {

inline Json read_json(const std::filesystem::path& path) {
  std::ifstream file(path);
  auto parsed = parse_json(std::string(std::istreambuf_iterator<char>(file), {}));
  SFN_CHECK(parsed.has_value());
  return *std::move(parsed);
}

struct DefinitionCase {
  std::string name;
  std::string text;
  MachineType type = MachineType::Standard;
  Json row;
};
inline void PrintTo(const DefinitionCase& c, std::ostream* out) { *out << c.text; }

inline std::vector<DefinitionCase> definition_cases() {
  std::vector<DefinitionCase> cases;
  const auto folder = std::filesystem::path(SFN_SOURCE_DIR) / "tests/asl/definitions";
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    for (auto& row : read_json(entry.path())) {
      const auto& definition = row["definition"];
      cases.push_back(
          {entry.path().stem().string() + "_" + row["name"].get<std::string>(),
           definition.is_string() ? definition.get<std::string>() : to_text(definition),
           row.value("type", "") == "EXPRESS" ? MachineType::Express : MachineType::Standard, row});
    }
  }
  std::sort(cases.begin(), cases.end(),
            [](const auto& a, const auto& b) { return a.name < b.name; });
  return cases;
}

inline std::string name_of_definition(const testing::TestParamInfo<DefinitionCase>& test) {
  return test.param.name;
}

}  // namespace sfn::asl
