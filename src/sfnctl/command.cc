#include "sfnctl/command.h"

#include "base/text.h"
#include "sfnctl/human.h"

namespace sfn::sfnctl {

std::string Args::at(std::size_t index) const {
  return index < positionals.size() ? positionals[index] : "";
}

bool Args::has(std::string_view option) const { return options.find(option) != options.end(); }

std::string Args::text(std::string_view option) const {
  const auto it = options.find(option);
  return it == options.end() ? "" : it->second;
}

std::vector<std::string> Args::all(std::string_view option) const {
  const auto it = repeated.find(option);
  return it == repeated.end() ? std::vector<std::string>() : it->second;
}

Result<std::optional<milliseconds>> Args::duration(std::string_view option) const {
  if (!has(option)) return std::optional<milliseconds>();
  const auto duration = parse_duration(option, text(option));
  if (!duration) return duration.error();
  return std::optional<milliseconds>(*duration);
}

Result<std::int64_t> Args::count(std::string_view option, std::int64_t fallback) const {
  if (!has(option)) return fallback;
  const auto count = parse_integer(text(option));
  if (count && *count >= 1) return *count;
  return misused(
      fmt::format("{} must be a whole number from 1 on, got \"{}\"", option, text(option)));
}

}  // namespace sfn::sfnctl
