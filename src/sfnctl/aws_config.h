// The region that the AWS configuration file names, so that sfnctl means the same place as `aws`.
// AWS SDKs and Tools Reference Guide, "Shared config and credentials files".
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "sfnctl/environment.h"

namespace sfn::sfnctl {

/// The `region` of a profile in the text of a configuration file.
std::optional<std::string> region_in_config(std::string_view text, std::string_view profile);

/// The region of the profile in force (AWS_PROFILE, else AWS_DEFAULT_PROFILE, else `default`) in
/// AWS_CONFIG_FILE, else ~/.aws/config. Nothing if there is none.
std::optional<std::string> configured_region(const Environment& environment);

}  // namespace sfn::sfnctl
