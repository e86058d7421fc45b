#include "simulation/many.h"

#include <fmt/format.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <cstdio>
#include <exception>
#include <iostream>
#include <optional>
#include <string_view>

#include "base/text.h"

namespace sfn::simulation {
namespace {

std::string command_for(std::uint64_t number) {
  return fmt::format("tools/simulate --runs 1 --from {}", number);
}

// What a process says that a broken SFN_CHECK ends: prepared before, since little may be done then.
char last_words[256];
std::size_t last_words_length = 0;

void say_last_words(int signal) {
  [[maybe_unused]] const auto written = ::write(STDERR_FILENO, last_words, last_words_length);
  std::signal(signal, SIG_DFL);
  std::raise(signal);
}

void prepare_last_words(std::uint64_t number) {
  const auto words = fmt::format("the run of number {} has ended the process; again: {}\n", number,
                                 command_for(number));
  last_words_length = words.copy(last_words, sizeof(last_words));
  for (const int signal : {SIGABRT, SIGSEGV, SIGFPE, SIGBUS}) std::signal(signal, say_last_words);
}

struct Options {
  std::uint64_t from = 1;
  std::uint64_t runs = 0;
  bool trace = false;
};

std::optional<Options> parse(int argc, char** argv) {
  Options options;
  for (int i = 0; i < argc; ++i) {
    const std::string_view word = argv[i];
    if (word == "--trace") {
      options.trace = true;
      continue;
    }
    const auto number = i + 1 < argc ? parse_integer(argv[++i]) : std::nullopt;
    if (!number || *number < 0 || (word != "--runs" && word != "--from")) return std::nullopt;
    (word == "--runs" ? options.runs : options.from) = static_cast<std::uint64_t>(*number);
  }
  return options;
}

void print(const Tally& tally) {
  const auto line = [](std::int64_t count, std::string_view word) {
    std::cout << count << '\t' << word << '\n';
  };
  line(tally.runs, "runs");
  line(tally.lives, "lives of the daemon");
  line(tally.executions, "executions");
  line(tally.events, "events");
  line(tally.commits, "commits");
  line(tally.tasks, "tasks begun");
  line(tally.offers, "offers that went ahead");
  line(tally.children, "children");
  line(tally.map_runs, "map runs");
  line(tally.map_children, "children of map runs");
  line(tally.express, "express executions");
  line(tally.stops, "stops of children");
  line(tally.answers, "answers");
  for (std::size_t i = 0; i < kFaultKinds; ++i) {
    line(tally.faults[i], fmt::format("faults: {}", to_word(static_cast<Fault>(i))));
  }
  line(tally.all_faults(), "faults");
}

}  // namespace

std::string describe(std::uint64_t number, const Findings& findings) {
  std::string text = fmt::format("number {} breaks", number);
  for (const auto& finding : findings) {
    text += fmt::format("\n  {}: {}", finding.checker, finding.what);
  }
  return text + "\nagain: " + command_for(number);
}

Outcome simulate_and_tell(std::uint64_t number, const RunOptions& options) {
  prepare_last_words(number);
  try {
    return simulate(number, options);
  } catch (const std::exception& error) {
    return {.findings = {{"exception", error.what()}}, .digest = 0, .tally = {}};
  }
}

int run_many(int argc, char** argv) {
  const auto options = parse(argc, argv);
  if (!options) {
    std::cerr << "use: --runs N [--from NUMBER] [--trace]\n";
    return 2;
  }
  RunOptions run;
  if (options->trace) {
    run.write = [](std::string_view line) { std::cerr << line << '\n'; };
  }
  Tally tally;
  bool all_held = true;
  for (std::uint64_t i = 0; i < options->runs; ++i) {
    const auto outcome = simulate_and_tell(options->from + i, run);
    tally += outcome.tally;
    if (outcome.findings.empty()) continue;
    all_held = false;
    std::cerr << describe(options->from + i, outcome.findings) << '\n';
  }
  print(tally);
  return all_held ? 0 : 1;
}

}  // namespace sfn::simulation
