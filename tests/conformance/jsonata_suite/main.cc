// jsonata_suite DIR: judges the interpreter by all cases of a directory, and prints passed and
// failed per group. Exit 0 where none failed, 1 where some did, 2 where there is nothing to read.
#include <fmt/format.h>

#include <cstdio>
#include <exception>

#include "conformance/jsonata_suite/suite.h"

namespace {

using sfn::jsonata_suite::GroupReport;
using sfn::jsonata_suite::Suite;
using Kind = sfn::jsonata_suite::Verdict::Kind;

void print(const GroupReport& report) {
  fmt::print("{:<28} {:>4} passed {:>4} failed {:>4} skipped\n", report.name,
             report.count(Kind::Passed), report.count(Kind::Failed), report.count(Kind::Skipped));
  for (const auto& verdict : report.verdicts) {
    if (verdict.kind == Kind::Failed) fmt::print("  {}: {}\n", verdict.name, verdict.why);
    if (verdict.kind == Kind::Skipped) fmt::print("  {} skipped: {}\n", verdict.name, verdict.why);
  }
}

int run(const char* directory) {
  const Suite suite(directory);
  int passed = 0;
  int failed = 0;
  int skipped = 0;
  for (const auto& group : suite.groups()) {
    const GroupReport report = suite.run(group);
    print(report);
    passed += report.count(Kind::Passed);
    failed += report.count(Kind::Failed);
    skipped += report.count(Kind::Skipped);
  }
  fmt::print("{} passed, {} failed, {} skipped\n", passed, failed, skipped);
  return failed == 0 ? 0 : 1;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 2) {
    fmt::print(stderr, "usage: jsonata_suite DIR\n");
    return 2;
  }
  try {
    return run(argv[1]);
  } catch (const std::exception& error) {
    fmt::print(stderr, "jsonata_suite: {}\n", error.what());
    return 2;
  }
}
