// Cells of times, durations and sizes: for people in words and in their own time zone, for programs
// bare, so that a script need not know either.
#pragma once

#include <cstdint>
#include <optional>

#include "base/time.h"
#include "sfnctl/table.h"

namespace sfn::sfnctl {

/// `2026-11-22 18:04:05` local time; bare `2026-11-22T17:04:05.120Z`. Empty where there is none.
Cell time_cell(std::optional<Timestamp> time, Tone tone = Tone::Plain);

/// The same with milliseconds for people too, as log lines and events need them.
Cell time_ms_cell(std::optional<Timestamp> time, Tone tone = Tone::Plain);

/// `3 min 20 s`; bare `200.000`, seconds.
Cell duration_cell(milliseconds duration);

/// `1.5 KiB`; bare `1536`.
Cell bytes_cell(std::int64_t bytes);

}  // namespace sfn::sfnctl
