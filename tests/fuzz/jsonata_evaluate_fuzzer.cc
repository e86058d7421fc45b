// JSONata evaluated: it ends within its bounds, gives the same again, is not changed by more room
// than it needs, and what it gives can be printed and read.
#include <algorithm>

#include "fuzz/fuzzers.h"
#include "jsonata/expression.h"

namespace sfn::fuzz {
namespace {

constexpr std::int64_t kEvaluationSteps = 100'000;
constexpr std::size_t kEvaluationBytes = 4 * 1'048'576;

jsonata::Environment environment_of(std::int64_t steps) {
  jsonata::Environment environment;
  environment.now = from_epoch_ms(1'500'000'000'000);
  environment.bounds = {.steps = steps, .depth = 200, .memory_bytes = kEvaluationBytes};
  return environment;
}

struct Evaluated {
  std::string text;  // JSON, or what went wrong.
  bool failed = false;
  jsonata::Bound bound = jsonata::Bound::None;
  friend bool operator==(const Evaluated&, const Evaluated&) = default;
};

Evaluated failed(const jsonata::Error& error) {
  promise(!error.message.empty(), "a failure says why");
  promise(!error.code.empty() || error.bound == jsonata::Bound::Memory, "a failure has a code");
  return {error.text(), true, error.bound};
}

Evaluated evaluated(const jsonata::Expression& expression, const jsonata::Value& input,
                    std::int64_t steps) {
  const auto result = expression.evaluate(input, environment_of(steps));
  if (const auto* const error = std::get_if<jsonata::Error>(&result)) return failed(*error);
  const auto& outcome = std::get<jsonata::Outcome>(result);
  promise(outcome.steps_used() <= steps, "no more steps are used than there are");
  const auto text = outcome.text();
  if (const auto* const error = std::get_if<jsonata::Error>(&text)) return failed(*error);
  return {std::get<std::string>(text)};
}

void check_readable(const Evaluated& result) {
  if (result.failed || result.text.empty()) return;
  const auto read = jsonata::Document::parse(result.text, {.depth = 4'000});
  promise(std::holds_alternative<jsonata::Document>(read), "a result can be read");
}

}  // namespace

void jsonata_evaluate(std::string_view bytes) {
  const auto source = bytes.substr(0, bytes.find('\n'));
  const auto parsed = jsonata::Expression::parse(source);
  const auto* const expression = std::get_if<jsonata::Expression>(&parsed);
  if (expression == nullptr) return;
  const auto rest = bytes.substr(std::min(source.size() + 1, bytes.size()));
  const auto document = jsonata::Document::parse(std::string(rest));
  const jsonata::Value input = std::holds_alternative<jsonata::Document>(document)
                                   ? std::get<jsonata::Document>(document).value()
                                   : jsonata::Value();
  const Evaluated result = evaluated(*expression, input, kEvaluationSteps);
  promise(evaluated(*expression, input, kEvaluationSteps) == result,
          "an evaluation can be repeated");
  if (result.bound != jsonata::Bound::None) return;
  check_readable(result);
  promise(evaluated(*expression, input, 2 * kEvaluationSteps) == result,
          "more steps change nothing");
}

}  // namespace sfn::fuzz
