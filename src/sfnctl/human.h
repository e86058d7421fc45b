// Times, durations and sizes as people write and read them.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.h"
#include "base/time.h"

namespace sfn::sfnctl {

/// `0.41 s`, `12.3 s`, `3 min 20 s`, `2 h 5 min`, `3 d 4 h`. Negative durations count as none.
std::string human_duration(milliseconds duration);

/// In the local time zone: `2026-11-22 18:04:05`.
std::string human_time(Timestamp time);

/// The same with milliseconds, for log lines.
std::string human_time_ms(Timestamp time);

/// `512 B`, `1.5 KiB`, `20.0 MiB`.
std::string human_bytes(std::int64_t bytes);

/// `30` (seconds), `500ms`, `30s`, `5m`, `2h`, `7d`. The error names `option`.
Result<milliseconds> parse_duration(std::string_view option, std::string_view text);

}  // namespace sfn::sfnctl
