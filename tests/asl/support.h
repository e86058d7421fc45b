// Definitions in few words, and findings as texts.
#pragma once

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "asl/parse.h"

namespace sfn::asl {

/// A machine of the one state S.
inline std::string machine_of(const std::string& state) {
  return fmt::format(R"({{"StartAt":"S","States":{{"S":{}}}}})", state);
}

/// A machine of the state S, which ends it, with these further members.
inline std::string ending(const std::string& members) {
  return machine_of(fmt::format(R"({{{},"End":true}})", members));
}

inline std::string text_of(const Diagnostic& diagnostic) {
  const bool schema = diagnostic.code == "SCHEMA_VALIDATION_FAILED";
  return fmt::format("{}{} at {}", schema ? "" : diagnostic.code + ": ", diagnostic.message,
                     diagnostic.location.empty() ? "null" : diagnostic.location);
}

/// Every finding as `CODE: message at location`, without the code SCHEMA_VALIDATION_FAILED.
inline std::vector<std::string> findings(const std::string& definition,
                                         MachineType type = MachineType::Standard) {
  std::vector<std::string> texts;
  for (const auto& diagnostic : parse_definition(definition, type).diagnostics) {
    texts.push_back(text_of(diagnostic));
  }
  return texts;
}

/// A definition and all that is to be found in it.
struct FindingCase {
  std::string name;
  std::string definition;
  std::vector<std::string> findings;
  MachineType type = MachineType::Standard;
};
inline void PrintTo(const FindingCase& c, std::ostream* out) { *out << c.definition; }
inline std::string name_of(const testing::TestParamInfo<FindingCase>& test) {
  return test.param.name;
}

/// The kind of the state S of a definition, which must be valid.
template <typename Kind>
Kind state_of(const std::string& definition) {
  const auto parsed = parse_definition(definition);
  SFN_CHECK(parsed.machine.has_value());
  return std::get<Kind>(parsed.machine->graph.state("S").kind);
}

}  // namespace sfn::asl
