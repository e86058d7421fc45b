#include "conformance/jsonata_suite/suite.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <fstream>
#include <iterator>
#include <stdexcept>

#include "jsonata/json_text.h"

namespace sfn::jsonata_suite {
namespace {

using jsonata::Document;
using jsonata::Error;
using jsonata::Expression;
using jsonata::Outcome;
using jsonata::Value;

// Steps for each millisecond that a case grants: about what this machine's like do in one.
constexpr std::int64_t kStepsPerMs = 20'000;

Document read(const std::filesystem::path& file) {
  std::ifstream stream(file, std::ios::binary);
  if (!stream) throw std::runtime_error("cannot read " + file.string());
  auto parsed = Document::parse({std::istreambuf_iterator<char>(stream), {}});
  if (const auto* const error = std::get_if<JsonError>(&parsed)) {
    throw std::runtime_error(file.string() + ": " + error->text());
  }
  return std::get<Document>(std::move(parsed));
}

std::map<std::string, Document> read_all(const std::filesystem::path& directory) {
  std::map<std::string, Document> documents;
  if (!std::filesystem::is_directory(directory)) return documents;
  for (const auto& entry : std::filesystem::directory_iterator(directory)) {
    if (entry.path().extension() != ".json") continue;
    documents.emplace(entry.path().stem().string(), read(entry.path()));
  }
  return documents;
}

Value member(const Value& object, std::string_view name) {
  const Value* const found = object.is_object() ? object.object().find(name) : nullptr;
  return found == nullptr ? Value() : *found;
}

std::string text_of(const Value& value) {
  return value.is_string() ? std::string(value.text()) : std::string();
}

bool same(const Value& a, const Value& b) {
  std::int64_t steps = INT64_MAX;
  return jsonata::deep_equal(a, b, steps);
}

bool same_in_any_order(const Value& a, const Value& b) {
  if (!a.is_list() || !b.is_list()) return same(a, b);
  std::vector<Value> left(b.items().begin(), b.items().end());
  for (const Value& item : a.items()) {
    const auto found = std::find_if(left.begin(), left.end(),
                                    [&](const Value& other) { return same(item, other); });
    if (found == left.end()) return false;
    left.erase(found);
  }
  return left.empty();
}

struct Expectation {
  std::string code;
  std::string token;
  std::string message;
};

std::string compare_error(const Expectation& expected, const Error& found) {
  if (expected.code != found.code) {
    return fmt::format("expected error {}, found {}", expected.code, found.text());
  }
  if (!expected.token.empty() && expected.token != found.token) {
    return fmt::format("expected token {}, found {}", expected.token, found.token);
  }
  if (!expected.message.empty() && expected.message != found.message) {
    return fmt::format("expected message {}, found {}", expected.message, found.message);
  }
  return {};
}

std::string compare_outcome(const Value& test, const Outcome& found) {
  const bool expects_nothing = !member(test, "undefinedResult").is_nothing();
  const auto text = found.text();
  const std::string shown = found.is_nothing() ? "nothing"
                            : std::holds_alternative<std::string>(text)
                                ? std::get<std::string>(text)
                                : std::get<Error>(text).text();
  const Value expected = member(test, "result");
  if (expects_nothing) return found.is_nothing() ? "" : "expected nothing, found " + shown;
  const bool unordered =
      member(test, "unordered").is_boolean() && member(test, "unordered").truth();
  // Infinity has no JSON; the suite writes null for it.
  const bool is_unwritable = found.value().is_number() && !std::isfinite(found.value().number());
  const bool equal = unordered
                         ? same_in_any_order(expected, found.value())
                         : same(expected, found.value()) || (is_unwritable && expected.is_null());
  if (equal) return {};
  return fmt::format("expected {}, found {}", jsonata::preview(expected, 2'000), shown);
}

// Cases whose expectation is not of the language, each with its reason.
struct Exception {
  std::string_view group;
  std::string_view name;
  std::string_view reason;
};
constexpr std::array<Exception, 0> kSkipped{};

std::string_view reason_to_skip(std::string_view group, std::string_view name) {
  for (const auto& exception : kSkipped) {
    if (exception.group == group && exception.name == name) return exception.reason;
  }
  return {};
}

Expectation expectation_of(const Value& test) {
  Expectation expected{text_of(member(test, "code")), text_of(member(test, "token")), {}};
  const Value error = member(test, "error");
  if (!error.is_object()) return expected;
  expected.code = text_of(member(error, "code"));
  if (const std::string token = text_of(member(error, "token")); !token.empty()) {
    expected.token = token;
  }
  expected.message = text_of(member(error, "message"));
  return expected;
}

std::string judge_error(const Expectation& expected, const Error& error) {
  if (expected.code.empty() && expected.token.empty()) return "found error " + error.text();
  if (expected.code.empty()) return {};
  return compare_error(expected, error);
}

}  // namespace

int GroupReport::count(Verdict::Kind kind) const {
  return static_cast<int>(std::count_if(verdicts.begin(), verdicts.end(),
                                        [kind](const Verdict& v) { return v.kind == kind; }));
}

Suite::Suite(const std::filesystem::path& directory)
    : groups_(read_all(directory / "groups")), datasets_(read_all(directory / "datasets")) {
  if (groups_.empty()) throw std::runtime_error("no groups of cases in " + directory.string());
}

std::vector<std::string> Suite::groups() const {
  std::vector<std::string> names;
  for (const auto& [name, document] : groups_) names.push_back(name);
  return names;
}

Value Suite::input_of(const Value& test) const {
  const Value data = member(test, "data");
  if (!data.is_nothing()) return data;
  const std::string name = text_of(member(test, "dataset"));
  if (name.empty()) return {};
  const auto found = datasets_.find(name);
  if (found == datasets_.end()) throw std::runtime_error("no data set " + name);
  return found->second.value();
}

std::string Suite::judge(const Value& test) const {
  const Expectation expected = expectation_of(test);
  const auto parsed = Expression::parse(member(test, "expr").text());
  if (const auto* const error = std::get_if<Error>(&parsed)) return judge_error(expected, *error);

  std::vector<jsonata::Variable> variables;
  const Value bindings = member(test, "bindings");
  if (bindings.is_object()) {
    for (const auto& binding : bindings.object().all()) {
      variables.push_back({binding.key(), binding.value});
    }
  }
  jsonata::Environment environment;
  environment.variables = variables;
  environment.bounds.memory_bytes = std::size_t{1} << 30;
  environment.bounds.steps = 200'000'000;
  environment.bounds.depth = jsonata::Bounds::kDepthMax;
  const Value depth = member(test, "depth");
  if (depth.is_number()) environment.bounds.depth = static_cast<int>(depth.number());
  const Value limit = member(test, "timelimit");
  if (limit.is_number()) {
    environment.bounds.steps = static_cast<std::int64_t>(limit.number()) * kStepsPerMs;
  }
  const auto found = std::get<Expression>(parsed).evaluate(input_of(test), environment);
  if (const auto* const error = std::get_if<Error>(&found)) return judge_error(expected, *error);
  if (!expected.code.empty()) {
    const auto text = std::get<Outcome>(found).text();
    return "expected error " + expected.code + ", found " +
           (std::holds_alternative<std::string>(text) ? std::get<std::string>(text) : "a value");
  }
  return compare_outcome(test, std::get<Outcome>(found));
}

GroupReport Suite::run(const std::string& group) const {
  GroupReport report{group, {}};
  for (const Value& test : groups_.at(group).value().items()) {
    Verdict verdict;
    verdict.name = text_of(member(test, "name"));
    const std::string_view skipped = reason_to_skip(group, verdict.name);
    if (!skipped.empty()) {
      verdict.kind = Verdict::Kind::Skipped;
      verdict.why = skipped;
    } else {
      verdict.why = judge(test);
      if (!verdict.why.empty()) {
        verdict.kind = Verdict::Kind::Failed;
        verdict.why = fmt::format("{}\n    {}", member(test, "expr").text(), verdict.why);
      }
    }
    report.verdicts.push_back(std::move(verdict));
  }
  return report;
}

}  // namespace sfn::jsonata_suite
