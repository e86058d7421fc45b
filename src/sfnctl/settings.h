// Settings: which daemon to ask, and in which region, from options, environment and files.
#pragma once

#include <optional>
#include <string>

#include "base/result.h"
#include "sfnctl/environment.h"
#include "sfnctl/output.h"

namespace sfn::sfnctl {

/// The options that every command takes, as given; empty where not.
struct GlobalOptions {
  std::string endpoint;
  std::string region;
  std::string output;
};

struct Settings {
  std::string endpoint;  ///< `http://host:port`, no slash at the end.
  /// `--region`: lists show, and names are looked up in, this region alone.
  std::optional<std::string> asked_region;
  /// Where new things go: `--region`, AWS_REGION, AWS_DEFAULT_REGION, the AWS configuration file.
  /// Absent: the daemon's own.
  std::optional<std::string> region;
  Look look;
};

/// The option, SFN_ENDPOINT, else `http://127.0.0.1:8083`; `host:port` alone means http.
Result<std::string> resolve_endpoint(const std::string& option, const Environment& environment);

std::optional<std::string> resolve_region(const std::string& option,
                                          const Environment& environment);

Result<Settings> resolve_settings(const GlobalOptions& options, const Environment& environment);

}  // namespace sfn::sfnctl
