#include "telemetry/log.h"

#include <fmt/format.h>
#include <spdlog/logger.h>
#include <spdlog/pattern_formatter.h>
#include <spdlog/sinks/ostream_sink.h>
#include <spdlog/sinks/stdout_sinks.h>

#include <iterator>

#include "base/overloaded.h"

namespace sfn::telemetry {
namespace {

using Line = fmt::memory_buffer;

spdlog::level::level_enum to_spdlog(LogLevel level) {
  switch (level) {
    case LogLevel::Debug:
      return spdlog::level::debug;
    case LogLevel::Info:
      return spdlog::level::info;
    case LogLevel::Warn:
      return spdlog::level::warn;
    case LogLevel::Error:
      return spdlog::level::err;
    case LogLevel::Off:
      break;
  }
  return spdlog::level::off;
}

const char* word(const spdlog::level::level_enum level) {
  if (level == spdlog::level::err) return "error";
  if (level == spdlog::level::warn) return "warn";
  return level == spdlog::level::debug ? "debug" : "info";
}

// spdlog's own words are `warning` and `error`; ours are those of the --log-level option.
class LevelWord : public spdlog::custom_flag_formatter {
 public:
  void format(const spdlog::details::log_msg& message, const std::tm&,
              spdlog::memory_buf_t& line) override {
    fmt::format_to(std::back_inserter(line), "{}", word(message.level));
  }
  std::unique_ptr<custom_flag_formatter> clone() const override {
    return std::make_unique<LevelWord>();
  }
};

std::unique_ptr<spdlog::formatter> make_formatter() {
  auto formatter = std::make_unique<spdlog::pattern_formatter>(spdlog::pattern_time_type::utc);
  formatter->add_flag<LevelWord>('*').set_pattern("%Y-%m-%dT%H:%M:%S.%eZ %* %v");
  return formatter;
}

bool is_control(char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; }

void append_escaped(Line& line, std::string_view text, bool quoted) {
  for (const char c : text) {
    if (c == '\n') {
      fmt::format_to(std::back_inserter(line), "\\n");
    } else if (is_control(c)) {
      fmt::format_to(std::back_inserter(line), "\\x{:02x}", static_cast<unsigned char>(c));
    } else {
      if (quoted && (c == '"' || c == '\\')) line.push_back('\\');
      line.push_back(c);
    }
  }
}

void append_value(Line& line, std::string_view text) {
  const bool plain = !text.empty() && std::ranges::none_of(text, [](char c) {
    return c == ' ' || c == '"' || c == '=' || is_control(c);
  });
  if (plain) return line.append(text.data(), text.data() + text.size());
  line.push_back('"');
  append_escaped(line, text, true);
  line.push_back('"');
}

void append_field(Line& line, const Field& field) {
  fmt::format_to(std::back_inserter(line), " {}=", field.name);
  std::visit(overloaded{
                 [&line](std::string_view text) { append_value(line, text); },
                 [&line](auto value) { fmt::format_to(std::back_inserter(line), "{}", value); },
             },
             field.value);
}

}  // namespace

std::optional<LogLevel> log_level(std::string_view word) {
  if (word == "debug") return LogLevel::Debug;
  if (word == "info") return LogLevel::Info;
  if (word == "warn") return LogLevel::Warn;
  if (word == "error") return LogLevel::Error;
  if (word == "off") return LogLevel::Off;
  return std::nullopt;
}

struct Logger::Sink {
  Sink(LogLevel level, spdlog::sink_ptr to) : logger("sfn", std::move(to)) {
    logger.set_formatter(make_formatter());
    logger.set_level(to_spdlog(level));
    logger.flush_on(spdlog::level::trace);
  }
  spdlog::logger logger;
};

Logger::Logger(LogLevel level)
    : sink_(std::make_unique<Sink>(level, std::make_shared<spdlog::sinks::stderr_sink_mt>())) {}

Logger::Logger(LogLevel level, std::ostream& out)
    : sink_(std::make_unique<Sink>(level, std::make_shared<spdlog::sinks::ostream_sink_mt>(out))) {}

Logger::~Logger() = default;

void Logger::debug(std::string_view text, Fields fields) { write(LogLevel::Debug, text, fields); }
void Logger::info(std::string_view text, Fields fields) { write(LogLevel::Info, text, fields); }
void Logger::warn(std::string_view text, Fields fields) { write(LogLevel::Warn, text, fields); }
void Logger::error(std::string_view text, Fields fields) { write(LogLevel::Error, text, fields); }

void Logger::write(LogLevel level, std::string_view text, Fields fields) {
  if (!sink_->logger.should_log(to_spdlog(level))) return;
  Line line;
  append_escaped(line, text, false);
  for (const auto& field : fields) append_field(line, field);
  sink_->logger.log(to_spdlog(level), std::string_view(line.data(), line.size()));
}

}  // namespace sfn::telemetry
