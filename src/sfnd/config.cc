#include "sfnd/config.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>

#include "base/arn.h"
#include "base/text.h"
#include "sfnd/version.h"

namespace sfn::sfnd {
namespace {

// `python3.11=/usr/bin/python3`.
std::string add_interpreter(Config& config, const std::string& text) {
  const auto equals = text.find('=');
  if (equals == std::string::npos || equals == 0 || equals + 1 == text.size()) {
    return fmt::format("'{}' is not NAME=PATH, such as python3.11=/usr/bin/python3", text);
  }
  config.interpreters.insert_or_assign(text.substr(0, equals), text.substr(equals + 1));
  return "";
}

// `arn:aws:states:::sns:publish=my-notifier`. A resource holds no `=`, a function's name neither.
std::string add_binding(Config& config, const std::string& text) {
  const auto equals = text.find('=');
  const auto resource = Arn::parse(text.substr(0, equals));
  if (equals == std::string::npos || equals + 1 == text.size() || !resource) {
    return fmt::format(
        "'{}' is not RESOURCE=FUNCTION, such as arn:aws:states:::sns:publish=my-notifier", text);
  }
  if (config.bindings.bind(text.substr(0, equals), text.substr(equals + 1))) return "";
  return fmt::format("'{}' is bound twice", text.substr(0, equals));
}

struct Texts {
  std::vector<std::string> listen;
  std::vector<std::string> interpreters;
  std::vector<std::string> bindings;
  std::string durability = "full";
  std::string limits = "strict";
  std::string log_level = "info";
};

void declare(CLI::App& app, Config& config, Texts& texts) {
  app.set_version_flag("--version", fmt::format("sfnd {}", kVersion));
  app.add_option("--data-dir", config.data_dir,
                 "Where everything is kept; made where it is missing")
      ->capture_default_str();
  app.add_option(
      "--listen", texts.listen,
      "HOST:PORT to serve on; may be repeated; port 0 picks one (default: both loopbacks on 8083)");
  auto* const directory =
      app.add_option("--s3-dir", config.s3_dir,
                     "Directory that stands for S3, to distributed Maps: each directory in it is a "
                     "bucket, each file below that an object");
  app.add_option("--s3-endpoint", config.s3_endpoint,
                 "URL of an S3-compatible service instead, such as http://127.0.0.1:9000; requests "
                 "are signed as AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY say")
      ->excludes(directory)
      ->transform(CLI::Validator(
          [](std::string& text) {
            const bool right = starts_with(text, "http://") || starts_with(text, "https://");
            while (!text.empty() && text.back() == '/') text.pop_back();
            return right ? std::string()
                         : fmt::format("'{}' is not a URL that begins with http:// or https://",
                                       text);
          },
          "URL"));
  app.add_option("--region", config.region, "Region of requests that name none")
      ->capture_default_str();
  app.add_option("--account", config.account, "Account id in ARNs")
      ->check(CLI::Validator(
          [](const std::string& text) {
            const bool right = is_account_id(text);
            return right ? std::string()
                         : fmt::format("'{}' is not an account id of 12 digits", text);
          },
          "12 DIGITS"))
      ->capture_default_str();
  app.add_option("--durability", texts.durability,
                 "full: each commit is synced to disk; relaxed: a power cut may take the last ones")
      ->check(CLI::IsMember({"full", "relaxed"}))
      ->capture_default_str();
  app.add_option("--retain", config.retain_days, "Days to keep closed executions; 0 keeps all")
      ->check(CLI::Range(0, 36'500))
      ->capture_default_str();
  app.add_option("--keep-express", config.keep_express,
                 "Closed EXPRESS executions to keep, in memory alone")
      ->check(CLI::Range(0, 1'000'000))
      ->capture_default_str();
  app.add_option("--min-free", config.min_free_mib,
                 "MiB on the data directory's disk below which new work is refused; 0: never")
      ->check(CLI::Range(0, 1 << 30))
      ->capture_default_str();
  app.add_option("--cache-mib", config.cache_mib, "Memory for executions that may be evicted")
      ->check(CLI::Range(1, 1 << 20))
      ->capture_default_str();
  app.add_option(
         "--grace", config.grace_seconds,
         "Seconds for open requests, and for calls that are made at most once, at a graceful end")
      ->check(CLI::Range(0, 86'400))
      ->capture_default_str();
  app.add_option("--function-concurrency", config.function_concurrency,
                 "Processes of one function at a time")
      ->check(CLI::Range(1, 10'000))
      ->capture_default_str();
  app.add_option("--function-idle", config.function_idle_seconds,
                 "Seconds before an idle function process is ended")
      ->check(CLI::Range(1, 86'400))
      ->capture_default_str();
  app.add_option(
      "--runtime", texts.interpreters,
      "NAME=PATH of an interpreter, such as python3.11=/usr/bin/python3; may be repeated");
  app.add_option("--bind", texts.bindings,
                 "RESOURCE=FUNCTION: the local function stands for the resource of tasks, such as "
                 "arn:aws:states:::sns:publish=my-notifier: it gets their parameters, and its "
                 "result is theirs; may be repeated");
  app.add_option("--limits", texts.limits,
                 "What is past a limit of the service is refused (strict); done, and recorded as "
                 "what it would have refused (warn); done (off)")
      ->check(CLI::IsMember({"strict", "warn", "off"}))
      ->capture_default_str();
  app.add_option("--log-level", texts.log_level, "Of the daemon's own log on stderr")
      ->check(CLI::IsMember({"debug", "info", "warn", "error", "off"}))
      ->capture_default_str();
}

limits::Policy limits_policy(const std::string& word) {
  if (word == "strict") return limits::Policy::Strict;
  if (word == "warn") return limits::Policy::Warn;
  return limits::Policy::Off;
}

CommandLine refusal(const std::string& what) {
  return {std::nullopt, fmt::format("sfnd: {}\nTry 'sfnd --help'.\n", what), 2};
}

// What CLI11 leaves as text.
CommandLine complete(Config config, const Texts& texts) {
  for (const auto& text : texts.listen) {
    auto address = parse_listen(text);
    if (!address) return refusal(address.error().cause);
    config.listen.push_back(std::move(*address));
  }
  for (const auto& text : texts.interpreters) {
    if (const auto wrong = add_interpreter(config, text); !wrong.empty())
      return refusal("--runtime: " + wrong);
  }
  for (const auto& text : texts.bindings) {
    if (const auto wrong = add_binding(config, text); !wrong.empty())
      return refusal("--bind: " + wrong);
  }
  config.relaxed_durability = texts.durability == "relaxed";
  config.policy = limits_policy(texts.limits);
  config.log_level = *telemetry::log_level(texts.log_level);
  return {std::move(config), "", 0};
}

}  // namespace

Result<loop::Address> parse_listen(const std::string& text) {
  const Error wrong{
      "InvalidAddress",
      fmt::format("--listen: '{}' is not HOST:PORT, such as 127.0.0.1:8083 or [::1]:8083", text)};
  const auto colon = text.rfind(':');
  if (colon == std::string::npos || colon == 0) return wrong;
  const auto port = parse_integer(std::string_view(text).substr(colon + 1));
  if (!port || *port < 0 || *port > 65'535) return wrong;
  std::string host = text.substr(0, colon);
  if (host.front() == '[' && host.back() == ']') host = host.substr(1, host.size() - 2);
  if (host.empty()) return wrong;
  return loop::Address{host, static_cast<std::uint16_t>(*port)};
}

CommandLine parse_command_line(const std::vector<std::string>& arguments) {
  CLI::App app(
      "sfnd runs durable workflows: the Amazon States Language and the AWS Step Functions API on "
      "one machine.",
      "sfnd");
  app.footer(
      "Example:\n  sfnd --data-dir ./sfn-data --listen 127.0.0.1:8083\n"
      "  eval \"$(sfnctl env)\" && aws stepfunctions list-state-machines");
  Config config;
  Texts texts;
  declare(app, config, texts);
  try {
    // CLI11 takes a vector from its end.
    app.parse(std::vector<std::string>(arguments.rbegin(), arguments.rend()));
  } catch (const CLI::CallForHelp&) {
    return {std::nullopt, app.help(), 0};
  } catch (const CLI::CallForVersion&) {
    return {std::nullopt, fmt::format("sfnd {}\n", kVersion), 0};
  } catch (const CLI::ParseError& error) {
    return refusal(error.what());
  }
  return complete(std::move(config), texts);
}

}  // namespace sfn::sfnd
