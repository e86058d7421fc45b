// bench_language: paths, payload templates and Choice rules, beside the JSONPath libraries of npm
// that look up the same paths in the same data, in one run.
//
// Paths are compared with paths. A template or a list of rules is the whole of an execution here
// (its one state is entered, worked out and left, with all its events), and on the other side only
// the paths of it, looked up. The libraries must be installed in build/bench/language
// (tools/bench/run does it).
#include <fmt/format.h>

#include <stdexcept>

#include "asl/parse.h"
#include "engine/decide.h"
#include "jsonpath/path.h"
#include "support/bench_main.h"
#include "support/node_reference.h"
#include "support/samples.h"
#include "support/timing.h"

namespace sfn::bench {
namespace {

using Paths = std::vector<std::string>;

struct Case {
  std::string name;
  Paths paths;
  std::string input;
  std::string state = {};  ///< The fields of the state that has these paths; empty: they are alone.
};

std::string order_text(int items) {
  Json lines = Json::array();
  for (int i = 0; i < items; ++i) {
    lines.push_back({{"sku", fmt::format("SKU-{}", i)},
                     {"price", i % 97 + 0.25},
                     {"quantity", i % 7 + 1},
                     {"tags", Json::array({"a", "b"})}});
  }
  return to_text(Json{{"order",
                       {{"id", 42},
                        {"total", 120.5},
                        {"status", "paid"},
                        {"customer", {{"name", "Ada Lovelace"}, {"country", "FR"}}},
                        {"lines", std::move(lines)}}}});
}

// Rules of which the last one matches.
std::string choice_state(int rules) {
  std::string text = R"("Type":"Choice","Choices":[)";
  for (int i = 0; i < rules; ++i) {
    text += fmt::format(R"({}{{"Variable":"$.order.total","NumericEquals":{},"Next":"T"}})",
                        i > 0 ? "," : "", i + 1 == rules ? "120.5" : std::to_string(i));
  }
  return text + "]";
}

std::vector<Case> cases() {
  const Paths of_template = {"$.order.id", "$.order.customer.name", "$.order.status",
                             "$.order.total", "$.order.lines[0].sku"};
  return {
      {"a member, three deep", {"$.order.customer.name"}, order_text(10)},
      {"an element", {"$.order.lines[3].sku"}, order_text(10)},
      {"a wildcard over 10 items", {"$.order.lines[*].price"}, order_text(10)},
      {"a wildcard over 1,000 items", {"$.order.lines[*].price"}, order_text(1'000)},
      {"a filter over 10 items", {"$.order.lines[?(@.price > 4)].sku"}, order_text(10)},
      {"a filter over 1,000 items", {"$.order.lines[?(@.price > 50)].sku"}, order_text(1'000)},
      {"recursive descent over 100 items", {"$..sku"}, order_text(100)},
      {"a slice", {"$.order.lines[2:6].sku"}, order_text(10)},
      {"a template of five paths", of_template, order_text(10),
       R"("Type":"Pass","Next":"T","Parameters":{"id.$":"$.order.id","name.$":"$.order.customer.name",)"
       R"("state.$":"$.order.status","sum":{"total.$":"$.order.total","first.$":"$.order.lines[0].sku"}})"},
      {"ten Choice rules", Paths(10, "$.order.total"), order_text(10), choice_state(10)},
  };
}

double time_paths(const Case& test, double ms, Json& answers) {
  const Json input = *parse_json(test.input);
  std::vector<jsonpath::Path> paths;
  for (const auto& text : test.paths) paths.push_back(*jsonpath::Path::parse(text));
  answers = Json::array();
  for (const auto& path : paths) {
    jsonpath::Budget budget;
    answers.push_back(path.find(input, budget)->value());
  }
  return nanoseconds(ms, [&] {
    for (const auto& path : paths) {
      jsonpath::Budget budget;
      SFN_CHECK(path.find(input, budget).has_value());
    }
  });
}

// An execution of the state and of a Succeed after it, from its start to its end.
double time_state(const Case& test, double ms) {
  const auto text = fmt::format(
      R"({{"StartAt":"S","States":{{"S":{{{}}},"T":{{"Type":"Succeed"}}}}}})", test.state);
  const auto machine = *asl::parse_definition(text).machine;
  const engine::Facts facts{Timestamp(), Entropy{}};
  const auto input = Payload::parse(test.input);
  SFN_CHECK(input.has_value());
  return nanoseconds(ms, [&] {
    engine::Execution execution;
    const engine::StartExecution start{"arn:e", "e", "arn:m", "m", "arn:r", *input};
    SFN_CHECK(engine::run(machine, execution, start, facts).has_value());
    SFN_CHECK(execution.status == engine::Status::Succeeded);
  });
}

Json reference_cases() {
  Json list = Json::array();
  for (const Case& test : cases()) {
    list.push_back({{"name", test.name}, {"paths", test.paths}, {"input", test.input}});
  }
  return list;
}

void bench(const Options& options, Report& report) {
  const double ms = options.choose(200.0, 20.0);
  report.progress("timing the libraries of npm");
  const auto reference = run_reference(options, "language", reference_cases(), ms);
  const auto all = cases();
  for (std::size_t i = 0; i < all.size(); ++i) {
    const Case& test = all[i];
    report.progress(test.name);
    Json answers;
    const double paths = time_paths(test, ms, answers);
    const auto expected = parse_json(reference[i]["answers"].get_ref<const std::string&>());
    if (!expected || !same_json(answers, *expected)) {
      throw std::runtime_error(test.name + ": the answers differ");
    }
    const double ours = test.state.empty() ? paths : time_state(test, ms);
    const auto library = reference[i]["library"].get<std::string>();
    report.tell(test.name + ", a second", 1e9 / ours, "");
    report.at_least(fmt::format("{}, times as fast as {}", test.name, library),
                    reference[i]["nanoseconds"].get<double>() / ours, "x", 1);
  }
}

}  // namespace
}  // namespace sfn::bench

int main(int argc, char** argv) {
  return sfn::bench::bench_main(argc, argv, "language", sfn::bench::bench);
}
