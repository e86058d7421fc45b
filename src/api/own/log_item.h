// A log line as sfn's own API shows it: with the work that has written it.
#pragma once

#include "base/json.h"
#include "logs/log_records.h"

namespace sfn::api {

/// What is not known of the line's cause is left out.
Json show_log_line(const logs::StoredEvent& line);

}  // namespace sfn::api
