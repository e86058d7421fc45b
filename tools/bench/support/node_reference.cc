#include "support/node_reference.h"

#include <fmt/format.h>

#include <array>
#include <cstdio>
#include <fstream>
#include <stdexcept>

namespace sfn::bench {
namespace {

std::string output_of(const std::string& command) {
  FILE* const pipe = ::popen(command.c_str(), "r");
  if (pipe == nullptr) throw std::runtime_error("cannot run " + command);
  std::string output;
  std::array<char, 4'096> buffer{};
  for (std::size_t read = 0; (read = std::fread(buffer.data(), 1, buffer.size(), pipe)) > 0;) {
    output.append(buffer.data(), read);
  }
  if (::pclose(pipe) != 0) throw std::runtime_error("failed: " + command);
  return output;
}

}  // namespace

Json run_reference(const Options& options, const std::string& name, Json cases, double ms) {
  const Scratch scratch(options);
  const auto file = scratch.path() / "cases.json";
  std::ofstream(file) << to_text(Json{{"cases", std::move(cases)}, {"ms", ms}});
  const auto script = options.source / "tools/bench" / name / "reference.mjs";
  const auto home = options.source / "build/bench" / name;
  auto printed = parse_json(
      output_of(fmt::format("node '{}' '{}' '{}'", script.string(), file.string(), home.string())));
  if (!printed) throw std::runtime_error("the reference printed no JSON");
  return *std::move(printed);
}

}  // namespace sfn::bench
