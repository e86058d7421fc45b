#include "sfnctl/aws_config.h"

#include <fstream>
#include <sstream>

#include "base/text.h"

namespace sfn::sfnctl {
namespace {

/// The profile that a section's line opens: `[default]` or `[profile NAME]`.
std::string_view profile_of(std::string_view line) {
  auto name = trim(line.substr(1, line.find(']') - 1));
  if (starts_with(name, "profile")) name = trim(name.substr(7));
  return name;
}

std::string config_path(const Environment& environment) {
  if (const auto path = environment.get("AWS_CONFIG_FILE"); !path.empty()) {
    return std::string(path);
  }
  return std::string(environment.get("HOME")) + "/.aws/config";
}

std::string_view profile_in_force(const Environment& environment) {
  for (const char* variable : {"AWS_PROFILE", "AWS_DEFAULT_PROFILE"}) {
    if (const auto profile = environment.get(variable); !profile.empty()) return profile;
  }
  return "default";
}

}  // namespace

std::optional<std::string> region_in_config(std::string_view text, std::string_view profile) {
  bool inside = false;
  for (const auto& line : split(text, '\n')) {
    // An indented line is a nested setting (`s3 =` and what is under it), never the region.
    if (line.empty() || line[0] == ' ' || line[0] == '\t') continue;
    if (line[0] == '[') inside = profile_of(line) == profile;
    const auto equals = line.find('=');
    if (!inside || equals == std::string::npos) continue;
    const auto value = trim(std::string_view(line).substr(equals + 1));
    if (trim(std::string_view(line).substr(0, equals)) == "region" && !value.empty()) {
      return std::string(value);
    }
  }
  return std::nullopt;
}

std::optional<std::string> configured_region(const Environment& environment) {
  std::ifstream file(config_path(environment));
  if (!file) return std::nullopt;
  std::ostringstream text;
  text << file.rdbuf();
  return region_in_config(text.str(), profile_in_force(environment));
}

}  // namespace sfn::sfnctl
