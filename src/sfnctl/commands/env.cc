// sfnctl env: the settings that make AWS's own clients speak to this daemon, for a shell to eval.
#include "base/text.h"
#include "sfnctl/commands/commands.h"

namespace sfn::sfnctl {
namespace {

constexpr std::string_view kFallbackRegion = "us-east-1";  // The daemon's own default.

/// Any text as one word of a shell. Within single quotes fish knows the backslash, sh does not.
std::string quoted(const std::string& text, bool fish) {
  if (!fish) return "'" + replace_all(text, "'", "'\\''") + "'";
  return "'" + replace_all(replace_all(text, "\\", "\\\\"), "'", "\\'") + "'";
}

Json settings_of(const std::string& endpoint, const std::string& region) {
  Json settings = {{"AWS_ENDPOINT_URL", endpoint}};
  // Those for a service win over the general one, so a stale one must not stay.
  for (const char* service : {"SFN", "LAMBDA", "CLOUDWATCH_LOGS", "IAM", "STS"}) {
    settings[fmt::format("AWS_ENDPOINT_URL_{}", service)] = endpoint;
  }
  settings["AWS_ACCESS_KEY_ID"] = "sfn";
  settings["AWS_SECRET_ACCESS_KEY"] = "sfn";
  settings["AWS_REGION"] = region;
  settings["AWS_DEFAULT_REGION"] = region;
  settings["SFN_ENDPOINT"] = endpoint;
  return settings;
}

std::string script(const Json& settings, bool fish) {
  std::string text;
  for (const auto& [name, value] : settings.get_ref<const Json::object_t&>()) {
    const auto word = quoted(value.get<std::string>(), fish);
    text += fish ? fmt::format("set -gx {} {}\n", name, word)
                 : fmt::format("export {}={}\n", name, word);
  }
  // A profile or a session would outweigh these keys, or spoil them.
  for (const char* name : {"AWS_PROFILE", "AWS_SESSION_TOKEN"}) {
    text += fmt::format("{} {}\n", fish ? "set -e" : "unset", name);
  }
  return text;
}

ExitCode run_env(const Args& args, Client& client, Output& out) {
  const auto region = client.region();
  if (!region && exit_code_of(region.error()) == ExitCode::Interrupted) {
    return out.failure(region.error());
  }
  if (!region) {
    out.note(fmt::format("sfnctl: no daemon answers at {} yet; taking {} for the region",
                         client.endpoint(), kFallbackRegion));
  }
  const auto settings =
      settings_of(client.endpoint(), region ? *region : std::string(kFallbackRegion));
  if (out.format() == Format::Json) {
    out.raw(to_pretty_text(settings) + "\n");
  } else {
    out.raw(script(settings, args.text("--shell") == "fish"));
  }
  return ExitCode::Done;
}

}  // namespace

Command env_command() {
  return {
      "env",
      "",
      "Print settings that point AWS clients at this daemon",
      "The AWS command line (from 2.13 on) and the SDKs then speak to sfn, with dummy "
      "credentials; older ones take --endpoint-url \"$SFN_ENDPOINT\".",
      {},
      {{"--shell", "SHELL", "Whose syntax to use: sh (bash, zsh) if left out", 0, {"sh", "fish"}}},
      {{"env", "See the settings"},
       {"env --shell fish | source", "For fish"},
       {"env --region eu-west-3",
        "For another region; for sh, bash and zsh: "
        "eval \"$(sfnctl env --region eu-west-3)\""}},
      run_env};
}

}  // namespace sfn::sfnctl
