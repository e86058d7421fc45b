#include "sfnctl/app.h"

#include <algorithm>
#include <ostream>

#include "base/text.h"
#include "sfnctl/client.h"
#include "sfnctl/command_line.h"
#include "sfnctl/commands/commands.h"
#include "sfnctl/help.h"
#include "sfnctl/output.h"
#include "sfnctl/settings.h"
#include "sfnctl/version.h"

namespace sfn::sfnctl {
namespace {

/// Some formats belong to one command alone.
Result<void> check_format(const Command& command, const std::string& format) {
  const auto options = global_options_of(command);
  const auto& known = find_option(options, "--output")->choices;
  if (format.empty() || std::find(known.begin(), known.end(), format) != known.end()) return {};
  return misused(fmt::format("--output must be one of {} for {}, got \"{}\"", join(known, ", "),
                             command.name, format));
}

}  // namespace

ExitCode run_sfnctl(const std::vector<std::string>& words, const Environment& environment,
                    Streams streams, const Interrupt& interrupt) {
  Output plain(streams.out, streams.err, {});
  const auto commands = all_commands();
  const auto line = parse_command_line(commands, words);
  if (!line) return plain.failure(line.error());

  if (line->version) {
    plain.raw(fmt::format("sfnctl {}\n", kVersion));
    return ExitCode::Done;
  }
  if (line->help) {
    plain.raw(line->command != nullptr ? help_of(*line->command) : overview(commands));
    return ExitCode::Done;
  }
  if (line->command == nullptr) {
    streams.err << overview(commands);
    return ExitCode::Misused;
  }

  if (const auto known = check_format(*line->command, line->globals.output); !known) {
    return plain.failure(known.error());
  }
  const auto settings = resolve_settings(line->globals, environment);
  if (!settings) return plain.failure(settings.error());
  Client client(*settings, environment.now, interrupt);
  Output out(streams.out, streams.err, settings->look);
  return line->command->run(line->args, client, out);
}

}  // namespace sfn::sfnctl
