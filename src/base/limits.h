// The limits of the service, by name. AWS Step Functions developer guide, "Quotas". And one of our
// own that every module has to keep.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>

namespace sfn::limits {

/// What becomes of that which the service would refuse: it is refused; it is let pass and noted; it
/// is let pass.
enum class Policy { Strict, Warn, Off };

inline constexpr std::size_t kPayloadBytesMax = 262'144;
inline constexpr std::size_t kVariablesBytesMax = 10'485'760;  ///< Of an execution, all together.
inline constexpr std::size_t kDefinitionBytesMax = 1'048'576;
inline constexpr std::int64_t kHistoryEventsMax = 25'000;
inline constexpr std::size_t kErrorCharactersMax = 256;
inline constexpr std::size_t kCauseCharactersMax = 32'768;
inline constexpr std::size_t kNameCharactersMax = 80;
inline constexpr std::int64_t kTimeoutSecondsMax = 99'999'999;
inline constexpr std::int64_t kInlineConcurrencyMax = 40;
inline constexpr std::chrono::seconds kWaitMax{std::int64_t{2'147'483'647}};
inline constexpr std::chrono::seconds kExecutionDurationMax{std::int64_t{365} * 24 * 3600};
inline constexpr std::int64_t kExpressSecondsMax = 300;  ///< Of an EXPRESS execution, as a whole.
inline constexpr std::size_t kActivitiesMax = 100'000;
inline constexpr std::int64_t kPageSizeMax = 1'000;
inline constexpr std::int64_t kPageSizeDefault = 100;

// Where the policy lets pass what is past a limit, these are ours, so that memory stays bounded.
inline constexpr std::size_t kLoosePayloadBytesMax = std::size_t{16} << 20;
inline constexpr std::size_t kLooseVariablesBytesMax = std::size_t{64} << 20;
inline constexpr std::size_t kLooseDefinitionBytesMax = std::size_t{2} << 20;
inline constexpr std::int64_t kLooseSecondsMax = 9'999'999'999;

/// Sub-steps that one command may take before the rest is put off, so that no execution starves the
/// others.
inline constexpr int kStepsPerCommandMax = 1'000;

/// Bytes of JSON text that a turn of the loop may parse, render or free in passing: more goes to a
/// thread. To parse takes 20 to 60 nanoseconds a byte, so that this is one millisecond at most.
inline constexpr std::size_t kLoopJsonBytesMax = 16'384;

}  // namespace sfn::limits
