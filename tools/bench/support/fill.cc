#include "support/fill.h"

#include <algorithm>

#include "support/closed_loop.h"

namespace sfn::bench {
namespace {

constexpr std::int64_t kInFlight = 1'000;

}  // namespace

const std::string kSleeperDefinition = R"({"StartAt": "Sleep", "States": {
  "Sleep": {"Type": "Wait", "SecondsPath": "$.seconds", "End": true}}})";

const std::string kPassDefinition = R"({"StartAt": "Greet", "States": {
  "Greet": {"Type": "Pass", "Result": "hello", "End": true}}})";

void fill(const std::filesystem::path& directory, const FillRequest& request) {
  EmbeddedRuntime embedded(
      {.directory = directory, .durability = store::Durability::Relaxed, .answer = request.answer});
  const auto machine = embedded.deploy(request.machine, request.definition);
  run_closed_loop(embedded, {.machine_arn = machine,
                             .input = request.input,
                             .in_flight = std::min(kInFlight, request.executions),
                             .executions = request.executions,
                             .until_started = request.until_started});
}

}  // namespace sfn::bench
