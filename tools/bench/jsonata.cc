// bench_jsonata: our JSONata beside the reference implementation under Node, in one run, with the
// same expressions and data, parsing and evaluating apart.
//
// The reference must be installed in build/bench/jsonata (tools/bench/run does it).
#include <fmt/format.h>

#include <stdexcept>

#include "jsonata/expression.h"
#include "support/bench_main.h"
#include "support/node_reference.h"
#include "support/samples.h"
#include "support/timing.h"

namespace sfn::bench {
namespace {

using jsonata::Document;
using jsonata::Expression;
using jsonata::Outcome;

constexpr double kTimesAsFast = 10;  // On the median expression; nowhere slower.

struct Case {
  std::string name;
  std::string expression;
  std::string input;
};

std::string rows(int count) {
  Json list = Json::array();
  for (int i = 0; i < count; ++i) {
    list.push_back({{"id", i},
                    {"name", fmt::format("item {}", i)},
                    {"price", i % 97 + 0.25},
                    {"quantity", i % 7 + 1},
                    {"tags", Json::array({"a", "b"})}});
  }
  return to_text(Json{{"rows", list}});
}

std::string text_of_words(int words) {
  std::string text;
  for (int i = 0; i < words; ++i)
    text += fmt::format("{}order {} of John Smith", i > 0 ? ", " : "", i);
  return to_text(Json{{"text", text}});
}

std::vector<Case> cases() {
  return {
      {"arithmetic on a field", "(order.total * 1.2 + 5) / 2 - order.discount",
       R"({"order":{"total":120.5,"discount":3}})"},
      {"$sum over 10 items", "$sum(rows.price)", rows(10)},
      {"$sum over 1,000 items", "$sum(rows.price)", rows(1'000)},
      {"$sum of products over 1,000 items", "$sum(rows.(price * quantity))", rows(1'000)},
      {"$map with $filter over 100 items",
       "$map($filter(rows, function($r){ $r.price > 20 }), function($r){ $r.price * $r.quantity })",
       rows(100)},
      {"string building",
       "'Order ' & id & ' for ' & customer.name & ': ' & $uppercase(status) & '!'",
       R"({"id":42,"customer":{"name":"Ada Lovelace"},"status":"shipped"})"},
      {"regular expression replace", R"($replace(text, /(\w+)\s(Smith)/, "$2, $1"))",
       text_of_words(20)},
      {"regular expression without a match", "$contains(text, /zebra[0-9]+x/)", text_of_words(200)},
      {"object transform over 1,000 rows",
       "rows.{'id': id, 'label': name & '/' & $string(quantity), 'total': price * quantity}",
       rows(1'000)},
      {"predicate over 1,000 rows", "rows[price > 50 and quantity < 4].name", rows(1'000)},
      {"order-by over 1,000 rows", "rows^(>price, name).id", rows(1'000)},
      {"group-by over 1,000 rows", "rows{$string(quantity): $sum(price)}", rows(1'000)},
      {"recursion", "($f := function($n){ $n < 2 ? $n : $f($n - 1) + $f($n - 2) }; $f(12))", "{}"},
      {"date", "$toMillis('2017-11-29T15:04:05.123Z') ~> $fromMillis('[D1o] [MNn] [Y]')", "{}"},
  };
}

struct Timing {
  double parse = 0;
  double evaluate = 0;
  Json answer;
};

Timing time_ours(const Case& test, double ms) {
  const auto document = Document::parse(test.input);
  const auto input = std::get<Document>(document).value();
  const auto parsed = Expression::parse(test.expression);
  const auto& expression = std::get<Expression>(parsed);
  jsonata::Environment environment;
  Timing timing;
  const auto outcome = expression.evaluate(input, environment);
  timing.answer = std::get<Json>(std::get<Outcome>(outcome).json());
  timing.parse =
      nanoseconds(ms, [&] { SFN_CHECK(Expression::parse(test.expression).index() == 0); });
  timing.evaluate =
      nanoseconds(ms, [&] { SFN_CHECK(expression.evaluate(input, environment).index() == 0); });
  return timing;
}

std::vector<Timing> time_reference(const Options& options, double ms) {
  Json list = Json::array();
  for (const Case& test : cases()) {
    list.push_back({{"name", test.name}, {"expression", test.expression}, {"input", test.input}});
  }
  std::vector<Timing> timings;
  for (const auto& result : run_reference(options, "jsonata", std::move(list), ms)) {
    timings.push_back({result["parse"], result["evaluate"],
                       *parse_json(result["answer"].get_ref<const std::string&>())});
  }
  return timings;
}

void bench(const Options& options, Report& report) {
  const double ms = options.choose(200.0, 20.0);
  report.progress("timing the reference implementation");
  const auto reference = time_reference(options, ms);
  Samples parse_ratios;
  Samples evaluate_ratios;
  const auto all = cases();
  for (std::size_t i = 0; i < all.size(); ++i) {
    report.progress(all[i].name);
    const Timing ours = time_ours(all[i], ms);
    if (!same_json(ours.answer, reference[i].answer)) {
      throw std::runtime_error(all[i].name + ": the answers differ");
    }
    parse_ratios.push_back(reference[i].parse / ours.parse);
    evaluate_ratios.push_back(reference[i].evaluate / ours.evaluate);
    report.tell(all[i].name + ", evaluated", ours.evaluate / 1'000, "us");
    report.at_least(all[i].name + ", times as fast", evaluate_ratios.back(), "x", 1);
    report.at_least(all[i].name + ", parsed times as fast", parse_ratios.back(), "x", 1);
  }
  report.at_least("evaluating the median expression, times as fast", median(evaluate_ratios), "x",
                  kTimesAsFast);
  report.at_least("parsing the median expression, times as fast", median(parse_ratios), "x",
                  kTimesAsFast);
}

}  // namespace
}  // namespace sfn::bench

int main(int argc, char** argv) {
  return sfn::bench::bench_main(argc, argv, "jsonata", sfn::bench::bench);
}
