// What AWS's SDK says of the HTTP answer to a call: optimised integrations add it to the result.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "base/json.h"

namespace sfn::tasks {

/// `SdkHttpMetadata` of an answer with these headers.
Json sdk_http_metadata(const std::vector<std::pair<std::string, std::string>>& headers, int status);

/// `SdkResponseMetadata`.
Json sdk_response_metadata(const std::string& request_id);

}  // namespace sfn::tasks
