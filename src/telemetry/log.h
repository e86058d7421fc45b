// Logger: the daemon's own log, one line a record on stderr:
//
//   2026-11-22T18:04:05.120Z info execution started execution=arn:aws:states:… attempt=2
//
// The text is constant and names what happened; what it happened to stands in fields, whose names
// are all below, so that one word finds every line. (Not the logs of functions: see logs/.)
#pragma once

#include <concepts>
#include <cstdint>
#include <initializer_list>
#include <iosfwd>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

namespace sfn::telemetry {

namespace field {
inline constexpr std::string_view kAddress = "address";
inline constexpr std::string_view kAttempt = "attempt";
inline constexpr std::string_view kBytes = "bytes";
inline constexpr std::string_view kCallbacks = "callbacks";
inline constexpr std::string_view kCount = "count";
inline constexpr std::string_view kDurationMs = "duration_ms";
inline constexpr std::string_view kError = "error";
inline constexpr std::string_view kExecution = "execution";
inline constexpr std::string_view kFunction = "function";
inline constexpr std::string_view kLongest = "longest";
inline constexpr std::string_view kLongestMs = "longest_ms";
inline constexpr std::string_view kPath = "path";
inline constexpr std::string_view kPid = "pid";
inline constexpr std::string_view kProcessorMs = "processor_ms";
inline constexpr std::string_view kRequest = "request";
inline constexpr std::string_view kSignal = "signal";
inline constexpr std::string_view kState = "state";
inline constexpr std::string_view kStateMachine = "state_machine";
inline constexpr std::string_view kStatus = "status";
inline constexpr std::string_view kVersion = "version";
}  // namespace field

/// A named value of a record. Borrows its texts: it lives as long as the call that it is given to.
struct Field {
  using Value = std::variant<std::string_view, std::int64_t, double, bool>;

  Field(std::string_view field_name, std::string_view text) : name(field_name), value(text) {}
  Field(std::string_view field_name, const std::string& text)
      : name(field_name), value(std::string_view(text)) {}
  Field(std::string_view field_name, const char* text)
      : name(field_name), value(std::string_view(text)) {}
  Field(std::string_view field_name, double number) : name(field_name), value(number) {}
  Field(std::string_view field_name, bool flag) : name(field_name), value(flag) {}
  template <std::integral Number>
  Field(std::string_view field_name, Number number)
      : name(field_name), value(static_cast<std::int64_t>(number)) {}

  std::string_view name;
  Value value;
};

enum class LogLevel { Debug, Info, Warn, Error, Off };

/// `debug`, `info`, `warn`, `error`, `off`.
std::optional<LogLevel> log_level(std::string_view word);

/// May be used from any thread. A record is one line whatever it holds: line breaks and other
/// control characters are escaped, and values with blanks or quotes are quoted.
class Logger {
 public:
  using Fields = std::initializer_list<Field>;

  explicit Logger(LogLevel level);            ///< To stderr.
  Logger(LogLevel level, std::ostream& out);  ///< For tests; `out` must outlive the logger.
  ~Logger();

  void debug(std::string_view text, Fields fields = {});
  void info(std::string_view text, Fields fields = {});
  void warn(std::string_view text, Fields fields = {});
  void error(std::string_view text, Fields fields = {});

 private:
  struct Sink;
  void write(LogLevel level, std::string_view text, Fields fields);
  std::unique_ptr<Sink> sink_;
};

}  // namespace sfn::telemetry
