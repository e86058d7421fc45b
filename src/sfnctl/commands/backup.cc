// sfnctl backup: a consistent copy of the daemon's store, while it runs.
#include <filesystem>

#include "sfnctl/commands/commands.h"
#include "sfnctl/human.h"
#include "sfnctl/members.h"

namespace sfn::sfnctl {
namespace {

ExitCode run_backup(const Args& args, Client& client, Output& out) {
  // The daemon writes the file, and its working directory is another.
  const auto path = std::filesystem::absolute(args.at(0)).lexically_normal().string();
  const auto done = client.own_post("backup", {{"path", path}});
  if (!done) return out.failure(done.error());
  out.value(*done, text_at(*done, "path"));
  if (out.format() == Format::Table) {
    out.note(human_bytes(integer_at(*done, "bytes")) + " written.");
  }
  return ExitCode::Done;
}

}  // namespace

Command backup_command() {
  return {"backup",
          "",
          "Copy the daemon's store to a file while it runs",
          "The daemon writes the file, on its own machine: a consistent copy of one moment.",
          {{"FILE", "the file to write", true, Completes::Files}},
          {},
          {{"backup /var/backups/sfn.db", "Make a copy"}},
          run_backup};
}

}  // namespace sfn::sfnctl
