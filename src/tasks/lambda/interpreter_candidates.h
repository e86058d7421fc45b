// Runtime identifiers such as `python3.12`, and the programs of this machine that may run them.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace sfn::tasks {

enum class Language { Python, Node, Custom };

struct Version {
  int major = 0;
  int minor = 0;
  friend auto operator<=>(const Version&, const Version&) = default;
};

/// As much as the text begins with: `3.11.7` is 3.11, `20` is 20.0.
std::optional<Version> parse_version(std::string_view text);

/// `python3.12`, `nodejs20.x`, `provided.al2023` (which has no version) taken apart.
struct RuntimeName {
  Language language = Language::Custom;
  Version version;
};

/// Error: `InvalidParameterValueException`, for a runtime that sfn does not run.
Result<RuntimeName> parse_runtime(const std::string& runtime);

/// The programs worth asking for a Python or Node runtime, the best first. `named` maps runtimes to
/// programs; for a runtime that it holds there is no other. `path` is a list of directories with
/// colons between.
std::vector<std::string> interpreter_candidates(const std::string& runtime,
                                                const std::map<std::string, std::string>& named,
                                                const std::string& path);

}  // namespace sfn::tasks
