#include "support/bench_main.h"

#include <fmt/format.h>
#include <stdlib.h>

#include <CLI/CLI.hpp>
#include <cstdio>
#include <fstream>

#include "base/check.h"

namespace sfn::bench {
namespace {

namespace fs = std::filesystem;

const fs::path kSource = SFN_SOURCE_DIR;

struct CommandLine {
  bool quick = false;
  std::string scratch = kSource / "build/bench/scratch";
  std::string json;
};

void declare(CLI::App& app, CommandLine& line) {
  app.add_flag("--quick", line.quick, "Seconds instead of minutes; not to be judged by");
  app.add_option("--scratch", line.scratch, "Where databases go: the disk that is measured")
      ->capture_default_str();
  app.add_option("--json", line.json, "A file for the figures");
}

Options options_of(const CommandLine& line) {
  return {.quick = line.quick,
          .bin = fs::canonical("/proc/self/exe").parent_path(),
          .source = kSource,
          .scratch = line.scratch};
}

void write_json(const std::string& path, const Report& report) {
  std::ofstream(path) << to_pretty_text(report.json()) << '\n';
}

}  // namespace

Scratch::Scratch(const Options& options) {
  fs::create_directories(options.scratch);
  std::string path = options.scratch / "run-XXXXXX";
  SFN_CHECK(::mkdtemp(path.data()) != nullptr);
  path_ = path;
}

Scratch::~Scratch() {
  std::error_code ignored;
  fs::remove_all(path_, ignored);
}

int bench_main(int argc, char** argv, const std::string& name,
               const std::function<void(const Options&, Report&)>& bench) {
  CLI::App app("The bench \"" + name + "\" of sfn; see tools/bench/README.md.");
  CommandLine line;
  declare(app, line);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? 0 : 2;
  }
  try {
    Report report(name);
    bench(options_of(line), report);
    fmt::print("{}", report.table());
    if (!line.json.empty()) write_json(line.json, report);
    return report.falls_short() ? 1 : 0;
  } catch (const std::exception& error) {
    fmt::print(stderr, "{}: {}\n", name, error.what());
    return 2;
  }
}

}  // namespace sfn::bench
