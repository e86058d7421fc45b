// The daemon's options. The words are those of the command line; see `sfnd --help`.
#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/limits.h"
#include "base/result.h"
#include "loop/address.h"
#include "tasks/bindings.h"
#include "telemetry/log.h"

namespace sfn::sfnd {

struct Config {
  std::string data_dir = "./sfn-data";
  /// None: both loopbacks on port 8083, or the one that the machine has.
  std::vector<loop::Address> listen;
  std::string s3_dir;       ///< Each directory in it is a bucket; empty: there is none.
  std::string s3_endpoint;  ///< Without a slash at its end; empty: there is none.
  std::string region = "us-east-1";
  std::string account = "123456789012";
  bool relaxed_durability = false;
  std::int64_t retain_days = 90;     ///< Closed executions; 0 keeps all.
  std::size_t keep_express = 1'000;  ///< Closed EXPRESS executions, in memory.
  std::int64_t min_free_mib = 256;   ///< On the disk; below it new work is refused.
  limits::Policy policy = limits::Policy::Strict;
  std::size_t cache_mib = 32;       ///< Of executions in memory that may be evicted.
  std::int64_t grace_seconds = 10;  ///< For what is in flight at a graceful end.
  std::size_t function_concurrency = 10;
  std::int64_t function_idle_seconds = 300;
  std::map<std::string, std::string> interpreters;  ///< `--runtime python3.11=PATH`.
  tasks::Bindings bindings;                         ///< `--bind RESOURCE=FUNCTION`.
  telemetry::LogLevel log_level = telemetry::LogLevel::Info;
};

/// What the command line asks for: to run, or to print a text and end with a status.
struct CommandLine {
  std::optional<Config> config;  ///< Absent: print `text` and exit with `exit_code`.
  std::string text;
  int exit_code = 0;
};

/// Reads the arguments after the program's name.
CommandLine parse_command_line(const std::vector<std::string>& arguments);

/// `HOST:PORT`, `[::1]:PORT`; port 0 picks one.
Result<loop::Address> parse_listen(const std::string& text);

}  // namespace sfn::sfnd
