#include "tasks/lambda/interpreter_candidates.h"

#include <dirent.h>
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <memory>
#include <tuple>

#include "base/text.h"

namespace sfn::tasks {
namespace {

// `python3.` and `python3.12` give 12; anything else after the prefix gives nothing.
std::optional<int> number_after(std::string_view prefix, std::string_view text) {
  if (!starts_with(text, prefix)) return std::nullopt;
  const auto number = parse_integer(text.substr(prefix.size()));
  const bool sound = number && *number >= 0 && *number < 100;
  return sound ? std::optional(static_cast<int>(*number)) : std::nullopt;
}

// The version that a program's name promises; 0.0 for the default one, nothing for other programs.
std::optional<Version> version_in_name(std::string_view file, Language language) {
  if (language == Language::Python) {
    if (file == "python3" || file == "python") return Version{0, 0};
    const auto minor = number_after("python3.", file);
    return minor ? std::optional(Version{3, *minor}) : std::nullopt;
  }
  if (file == "node" || file == "nodejs") return Version{0, 0};
  auto major = number_after("node", file);
  if (!major) major = number_after("nodejs", file);
  return major ? std::optional(Version{*major, 0}) : std::nullopt;
}

struct Candidate {
  std::string program;
  Version version;  // 0.0: unknown until asked.
  bool named = false;
};

int number(const Version& version) { return version.major * 1'000 + version.minor; }

// The exact version first, then the nearest, newer before older, then those that do not say.
auto rank(const Candidate& candidate, const RuntimeName& wanted) {
  const int distance = number(candidate.version) - number(wanted.version);
  const bool unknown = number(candidate.version) == 0;
  return std::tuple(unknown, std::abs(distance), distance < 0, !candidate.named);
}

void add_programs_in(const std::string& directory, Language language,
                     std::vector<Candidate>& candidates) {
  const std::unique_ptr<DIR, int (*)(DIR*)> opened(::opendir(directory.c_str()), ::closedir);
  if (!opened) return;
  while (const dirent* entry = ::readdir(opened.get())) {
    const auto version = version_in_name(entry->d_name, language);
    if (!version) continue;
    std::string program = directory + "/" + entry->d_name;
    if (::access(program.c_str(), X_OK) == 0) candidates.push_back({std::move(program), *version});
  }
}

}  // namespace

std::optional<Version> parse_version(std::string_view text) {
  const auto parts = split(text, '.');
  const auto major = parse_integer(parts[0]);
  if (!major || *major < 0 || *major > 999) return std::nullopt;
  const auto minor = parts.size() > 1 ? parse_integer(parts[1]) : std::nullopt;
  return Version{static_cast<int>(*major), static_cast<int>(minor.value_or(0))};
}

Result<RuntimeName> parse_runtime(const std::string& runtime) {
  if (runtime == "provided" || starts_with(runtime, "provided.")) return RuntimeName{};
  if (const auto minor = number_after("python3.", runtime)) {
    return RuntimeName{Language::Python, {3, *minor}};
  }
  if (ends_with(runtime, ".x")) {
    const auto major = number_after("nodejs", runtime.substr(0, runtime.size() - 2));
    if (major) return RuntimeName{Language::Node, {*major, 0}};
  }
  return Error{"InvalidParameterValueException",
               fmt::format("The runtime \"{}\" is not one that sfn runs: python3.N, nodejsN.x, "
                           "provided, provided.al2, provided.al2023",
                           runtime)};
}

std::vector<std::string> interpreter_candidates(const std::string& runtime,
                                                const std::map<std::string, std::string>& named,
                                                const std::string& path) {
  const auto wanted = parse_runtime(runtime);
  if (!wanted) return {};
  if (const auto exact = named.find(runtime); exact != named.end()) return {exact->second};

  std::vector<Candidate> candidates;
  for (const auto& [name, program] : named) {
    const auto other = parse_runtime(name);
    if (!other || other->language != wanted->language) continue;
    candidates.push_back({program, other->version, true});
  }
  for (const auto& directory : split(path, ':')) {
    if (!directory.empty()) add_programs_in(directory, wanted->language, candidates);
  }
  std::stable_sort(candidates.begin(), candidates.end(), [&](const auto& a, const auto& b) {
    return rank(a, *wanted) < rank(b, *wanted);
  });
  std::vector<std::string> programs;
  for (auto& candidate : candidates) programs.push_back(std::move(candidate.program));
  return programs;
}

}  // namespace sfn::tasks
