#include "language/rule.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <regex>
#include <set>
#include <stdexcept>

namespace sfn::language {
namespace {

namespace fs = std::filesystem;

const std::set<std::string> kMembers{"rule",    "definition", "input", "calls",
                                     "history", "details",    "ends"};

std::vector<fs::path> files_in(const std::string& folder) {
  std::vector<fs::path> files;
  for (const auto& entry : fs::directory_iterator(folder)) files.push_back(entry.path());
  std::sort(files.begin(), files.end());
  return files;
}

Json content_of(const fs::path& file) {
  std::ifstream stream(file);
  const std::string text{std::istreambuf_iterator<char>(stream), {}};
  auto value = parse_json(text);
  if (!value) {
    throw std::runtime_error(file.filename().string() + ": " + value.error().cause);
  }
  return *std::move(value);
}

// A state alone is the machine's only one.
Json whole_machine(Json given) {
  if (find_member(given, "States") != nullptr) return given;
  static const std::set<std::string> kEndless{"Choice", "Succeed", "Fail"};
  const auto type = given.at("Type").get<std::string>();
  if (!kEndless.contains(type) && find_member(given, "Next") == nullptr) given["End"] = true;
  return {{"StartAt", "S"}, {"States", {{"S", std::move(given)}}}};
}

std::string definition_text(const Json& given) {
  static const std::regex kFunction(R"(\{\{(\w+)\}\})");
  return std::regex_replace(to_text(whole_machine(given)), kFunction,
                            "arn:aws:lambda:eu-west-3:123456789012:function:$1");
}

CallEnd call_end(const Json& told) {
  CallEnd end{.told = told};
  if (const auto* seconds = find_member(told, "seconds")) end.seconds = *seconds;
  end.never = find_member(told, "never") != nullptr;
  return end;
}

Rule rule_of(const std::string& file, const Json& row) {
  for (const auto& [name, member] : row.items()) {
    if (!kMembers.contains(name)) throw std::runtime_error("unknown member " + name);
  }
  Rule rule{.file = file,
            .sentence = row.at("rule").get<std::string>(),
            .definition = definition_text(row.at("definition")),
            .input = "{}",
            .calls = {},
            .history = {},
            .details = {},
            .ends = row.at("ends")};
  if (const auto* input = find_member(row, "input")) rule.input = to_text(*input);
  if (const auto* calls = find_member(row, "calls")) {
    for (const auto& [function, ends] : calls->items()) {
      for (const auto& end : ends) rule.calls[function].push_back(call_end(end));
    }
  }
  if (const auto* history = find_member(row, "history")) {
    rule.history = history->get<std::vector<std::string>>();
  }
  if (const auto* details = find_member(row, "details")) {
    for (const auto& [id, members] : details->items()) rule.details[id] = members;
  }
  return rule;
}

}  // namespace

void PrintTo(const Rule& rule, std::ostream* out) { *out << rule.file << ": " << rule.sentence; }

std::vector<Rule> read_rules(const std::string& folder) {
  std::vector<Rule> rules;
  for (const auto& file : files_in(folder)) {
    for (const auto& row : content_of(file)) {
      try {
        rules.push_back(rule_of(file.stem().string(), row));
      } catch (const std::exception& error) {
        throw std::runtime_error(fmt::format("{}: {} in {}", file.filename().string(), error.what(),
                                             to_text(row).substr(0, 200)));
      }
    }
  }
  return rules;
}

}  // namespace sfn::language
