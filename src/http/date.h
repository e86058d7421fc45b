// Dates as HTTP writes them. RFC 9110, section 5.6.7.
#pragma once

#include <string>

#include "base/time.h"

namespace sfn::http {

/// `Sun, 22 Nov 2026 18:04:05 GMT`.
std::string http_date(Timestamp time);

}  // namespace sfn::http
