// bench_turns: what the engine's runs within the budget of a turn cost.
//
// The budget counts steps, since decisions know no clock; here is measured what they stand for.
// Each state is run over and over on documents of many kinds and sizes, as the loop would run it:
// decided, applied, encoded, and what it replaced freed. What the budget refuses the loop, a thread
// would do; that is not measured. Told is the longest run on the loop of each state, over all
// documents, at its fastest of several repetitions: other work on the machine only adds to that.
#include <fmt/format.h>
#include <time.h>

#include <algorithm>
#include <map>

#include "asl/parse.h"
#include "runtime/decision.h"
#include "support/bench_main.h"

namespace sfn::bench {
namespace {

constexpr double kTurnMsMax = 2;

struct State {
  std::string name;
  std::string fields;  ///< Of a state that comes many times in a row.
};
const std::vector<State> kStates = {
    {"hand on", R"("Type":"Pass")"},
    {"replace", R"("Type":"Pass","Result":1)"},
    {"ResultPath", R"("Type":"Pass","Result":1,"ResultPath":"$.r")"},
    {"InputPath", R"("Type":"Pass","InputPath":"$.a","ResultPath":null)"},
    {"InputPath of all", R"("Type":"Pass","InputPath":"$..*","ResultPath":null)"},
    {"a filter", R"("Type":"Pass","InputPath":"$.a[?(@ == 1)]","ResultPath":null)"},
    {"Parameters of $", R"("Type":"Pass","Parameters":{"a.$":"$.a","k":1})"},
    {"Assign", R"("Type":"Pass","Assign":{"v.$":"$"})"},
    {"Assign of parts", R"("Type":"Pass","Assign":{"v.$":"$.a","w.$":"$.a"})"},
    {"context object", R"("Type":"Pass","Parameters":{"i.$":"$$.Execution.Id"},"ResultPath":null)"},
    {"StringMatches",
     R"("Type":"Choice","Choices":[{"Variable":"$.a","StringMatches":"*x*y*","Next":"E"}])"},
    {"StringEquals",
     R"("Type":"Choice","Choices":[{"Variable":"$.a","StringEqualsPath":"$.a","Next":"E"}])"},
    {"Wait", R"("Type":"Wait","SecondsPath":"$.none")"},
    {"Parallel",
     R"("Type":"Parallel","Branches":[{"StartAt":"P%","States":{"P%":{"Type":"Pass","End":true}}},
        {"StartAt":"Q%","States":{"Q%":{"Type":"Pass","End":true}}}],"ResultPath":"$.r")"},
    {"Map",
     R"("Type":"Map","ItemsPath":"$.a","ResultPath":null,
        "ItemProcessor":{"StartAt":"P%","States":{"P%":{"Type":"Pass","End":true}}})"},
    {"Map with a selector",
     R"("Type":"Map","ItemsPath":"$.a","ResultPath":null,
        "ItemSelector":{"v.$":"$$.Map.Item.Value"},
        "ItemProcessor":{"StartAt":"P%","States":{"P%":{"Type":"Pass","End":true}}})"},
    {"task", R"("Type":"Task","Resource":"arn:aws:lambda:us-east-1:123456789012:function:f")"},
};

// ---- documents

std::string repeated(std::size_t bytes, const std::string& part, const std::string& between) {
  std::string text = part;
  while (text.size() + part.size() + between.size() < bytes) text += between + part;
  return text;
}

std::string members(std::size_t bytes) {
  std::string text = R"("k":1)";
  for (int i = 0; text.size() < bytes; ++i) text += fmt::format(R"(,"k{}":{})", i, i);
  return text;
}

struct Kind {
  std::string name;
  std::function<std::string(std::size_t)> make;
};
const std::vector<Kind> kKinds = {
    {"text", [](std::size_t n) { return "{\"a\":\"" + std::string(n, 'x') + "\"}"; }},
    {"numbers", [](std::size_t n) { return "{\"a\":[" + repeated(n, "1", ",") + "]}"; }},
    {"arrays", [](std::size_t n) { return "{\"a\":[" + repeated(n, "[]", ",") + "]}"; }},
    {"objects", [](std::size_t n) { return "{\"a\":[" + repeated(n, R"({"a":1})", ",") + "]}"; }},
    {"members", [](std::size_t n) { return "{\"a\":[1]," + members(n) + "}"; }},
};
constexpr std::size_t kSizes[] = {100, 1'000, 8'000, 30'000, 120'000, 250'000};

// ---- runs

asl::StateMachine machine_of(const State& state) {
  constexpr int kStatesInARow = 20;
  std::string states;
  for (int i = 0; i < kStatesInARow; ++i) {
    const auto next = i + 1 < kStatesInARow ? fmt::format("S{}", i + 1) : "E";
    auto fields = state.fields;
    for (auto at = fields.find('%'); at != std::string::npos; at = fields.find('%')) {
      fields.replace(at, 1, std::to_string(i));
    }
    const auto word = state.fields.find("Choice") == std::string::npos ? "Next" : "Default";
    states += fmt::format(R"("S{}":{{{},"{}":"{}"}},)", i, fields, word, next);
  }
  auto parsed = asl::parse_definition(
      fmt::format(R"({{"StartAt":"S0","States":{{{}"E":{{"Type":"Succeed"}}}}}})", states));
  if (!parsed.machine) {
    throw std::runtime_error(
        state.name + ": " +
        asl::invalid_definition_message(parsed.diagnostics, limits::Policy::Off));
  }
  return std::move(*parsed.machine);
}

double thread_milliseconds() {
  timespec used{};
  ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &used);
  return static_cast<double>(used.tv_sec) * 1e3 + static_cast<double>(used.tv_nsec) / 1e6;
}

engine::Command first_command(const std::string& input) {
  return engine::StartExecution{
      .arn = "arn:aws:states:us-east-1:123456789012:execution:M:e",
      .name = "e",
      .machine_arn = "arn:aws:states:us-east-1:123456789012:stateMachine:M",
      .machine_name = "M",
      .role_arn = "arn:aws:iam::123456789012:role/r",
      .input = Payload::trusted(input)};
}

// What answers the execution's first task, or goes on where it was put off; nothing once it is
// over.
std::optional<engine::Command> next_command(const engine::Execution& execution,
                                            const std::string& input) {
  if (!execution.is_running() || execution.outstanding.empty()) return std::nullopt;
  const auto& [id, work] = *execution.outstanding.begin();
  if (id.kind != history::WorkKind::Task) return engine::WorkDue{id};
  return engine::TaskEnded{id, history::TaskSuccess{Payload::trusted(input)}};
}

// The runs of one execution on the loop, in milliseconds, in their order.
std::vector<double> runs_of(const asl::StateMachine& machine, const std::string& input) {
  constexpr int kRunsMax = 12;
  const engine::Facts facts{from_epoch_ms(0), [] { return std::uint64_t{7}; }};
  std::vector<double> runs;
  engine::Execution execution;
  std::optional<engine::Command> command = first_command(input);
  for (int run = 0; command && run < kRunsMax; ++run) {
    const auto begin = thread_milliseconds();
    const bool decided =
        runtime::work_out(machine, execution, *command, facts, {.budget = engine::kTurnBudget})
            .has_value();
    command.reset();
    runs.push_back(thread_milliseconds() - begin);
    if (!decided) {
      (void)runtime::work_out(machine, execution, *next_command(execution, input), facts,
                              {.budget = engine::kThreadBudget});
    }
    command = next_command(execution, input);
  }
  return runs;
}

double longest_run(const asl::StateMachine& machine, const std::string& input) {
  constexpr int kRepetitions = 3;
  auto fastest = runs_of(machine, input);
  for (int i = 1; i < kRepetitions; ++i) {
    const auto again = runs_of(machine, input);
    for (std::size_t run = 0; run < fastest.size(); ++run) {
      fastest[run] = std::min(fastest[run], again[run]);
    }
  }
  return *std::max_element(fastest.begin(), fastest.end());
}

void bench(const Options&, Report& report) {
  for (const auto& state : kStates) {
    report.progress(state.name);
    const auto machine = machine_of(state);
    double longest = 0;
    std::string where;
    for (const auto& kind : kKinds) {
      for (const auto size : kSizes) {
        const auto took = longest_run(machine, kind.make(size));
        if (took > longest) {
          longest = took;
          where = fmt::format("{}, {} bytes", kind.name, size);
        }
      }
    }
    report.at_most(fmt::format("{} ({})", state.name, where), longest, "ms", kTurnMsMax);
  }
}

}  // namespace
}  // namespace sfn::bench

int main(int argc, char** argv) {
  return sfn::bench::bench_main(argc, argv, "turns", sfn::bench::bench);
}
