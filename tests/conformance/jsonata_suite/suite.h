// The cases of the JSONata test suite: reading them and judging an interpreter by them.
//
// A directory has `groups/NAME.json`, arrays of cases, and `datasets/NAME.json`, the inputs that
// cases refer to by name. Its README tells what the members of a case mean.
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "jsonata/expression.h"

namespace sfn::jsonata_suite {

struct Verdict {
  enum class Kind { Passed, Failed, Skipped };
  Kind kind = Kind::Passed;
  std::string name;
  std::string why;  ///< Of a failure: expected and found. Of a skipped case: the reason.
};

struct GroupReport {
  std::string name;
  std::vector<Verdict> verdicts;
  int count(Verdict::Kind kind) const;
};

class Suite {
 public:
  /// Throws std::runtime_error where the directory or a file cannot be read.
  explicit Suite(const std::filesystem::path& directory);

  std::vector<std::string> groups() const;
  GroupReport run(const std::string& group) const;

 private:
  /// What is wrong with the case's result; empty where nothing is.
  std::string judge(const jsonata::Value& test) const;
  jsonata::Value input_of(const jsonata::Value& test) const;

  std::map<std::string, jsonata::Document> groups_;
  std::map<std::string, jsonata::Document> datasets_;
};

}  // namespace sfn::jsonata_suite
