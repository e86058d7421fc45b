#include "sfnctl/app.h"

#include <ostream>

#include "sfnctl/client.h"
#include "sfnctl/command_line.h"
#include "sfnctl/commands/commands.h"
#include "sfnctl/help.h"
#include "sfnctl/output.h"
#include "sfnctl/settings.h"
#include "sfnctl/version.h"

namespace sfn::sfnctl {

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

  const auto settings = resolve_settings(line->globals, environment);
  if (!settings) return plain.failure(settings.error());
  Client client(*settings, environment.now, interrupt);
  Output out(streams.out, streams.err, settings->look);
  return line->command->run(line->args, client, out);
}

}  // namespace sfn::sfnctl
