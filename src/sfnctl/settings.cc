#include "sfnctl/settings.h"

#include "base/text.h"
#include "sfnctl/aws_config.h"

namespace sfn::sfnctl {
namespace {

constexpr std::string_view kDefaultEndpoint = "http://127.0.0.1:8083";

bool names_host(std::string_view endpoint) {
  const auto host = endpoint.substr(endpoint.find("://") + 3);
  return !host.empty() && host.find_first_of("/?# \t") == std::string_view::npos;
}

/// It becomes part of ARNs and of a header.
bool is_region(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
  });
}

Result<void> check_region(const std::string& option, const std::optional<std::string>& region) {
  if (!region || is_region(*region)) return {};
  return misused(fmt::format(
      "{} must be a region such as eu-west-3, got \"{}\"",
      option.empty() ? "AWS_REGION, AWS_DEFAULT_REGION or the AWS config file" : "--region",
      *region));
}

/// https://no-color.org: any value but the empty one.
bool wants_colour(const Environment& environment) {
  return environment.get("NO_COLOR").empty() && environment.get("TERM") != "dumb";
}

}  // namespace

Result<std::string> resolve_endpoint(const std::string& option, const Environment& environment) {
  const bool by_option = !option.empty();
  std::string endpoint = by_option ? option : std::string(environment.get("SFN_ENDPOINT"));
  if (endpoint.empty()) return std::string(kDefaultEndpoint);
  const auto given = endpoint;
  if (endpoint.find("://") == std::string::npos) endpoint = "http://" + endpoint;
  while (ends_with(endpoint, "/")) endpoint.pop_back();
  const bool web = starts_with(endpoint, "http://") || starts_with(endpoint, "https://");
  if (web && names_host(endpoint)) return endpoint;
  return misused(fmt::format("{} must be a URL such as {}, got \"{}\"",
                             by_option ? "--endpoint" : "SFN_ENDPOINT", kDefaultEndpoint, given));
}

std::optional<std::string> resolve_region(const std::string& option,
                                          const Environment& environment) {
  if (!option.empty()) return option;
  for (const char* variable : {"AWS_REGION", "AWS_DEFAULT_REGION"}) {
    if (const auto region = environment.get(variable); !region.empty()) return std::string(region);
  }
  return configured_region(environment);
}

Result<Settings> resolve_settings(const GlobalOptions& options, const Environment& environment) {
  const auto endpoint = resolve_endpoint(options.endpoint, environment);
  if (!endpoint) return endpoint.error();
  const auto format = parse_format(options.output.empty() ? "table" : options.output);
  if (!format) return format.error();

  Settings settings;
  settings.endpoint = *endpoint;
  if (!options.region.empty()) settings.asked_region = options.region;
  settings.region = resolve_region(options.region, environment);
  const auto checked = check_region(options.region, settings.region);
  if (!checked) return checked.error();
  const bool colour = wants_colour(environment);
  settings.look = {*format, colour && environment.terminal_out, colour && environment.terminal_err,
                   environment.terminal_out ? environment.columns : 0,
                   environment.terminal_err && environment.get("TERM") != "dumb"};
  return settings;
}

}  // namespace sfn::sfnctl
