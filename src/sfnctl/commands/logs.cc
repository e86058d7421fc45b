// sfnctl logs: what a function, or the functions of an execution, have printed.
#include "base/arn.h"
#include "base/text.h"
#include "sfnctl/cells.h"
#include "sfnctl/commands/commands.h"
#include "sfnctl/log_tail.h"
#include "sfnctl/members.h"
#include "sfnctl/names.h"
#include "sfnctl/watch.h"

namespace sfn::sfnctl {
namespace {

constexpr milliseconds kDefaultSince = std::chrono::hours(24);

Result<LogSubject> log_group_subject(Client& client, const std::string& group) {
  const auto arn = find_log_group(client, group);
  if (!arn) return arn.error();
  return LogSubject{"", region_of(*arn), group};
}

Result<LogSubject> find_subject(Client& client, const std::string& text) {
  if (looks_like_execution(text)) {
    const auto arn = find_execution(client, text);
    if (!arn) return arn.error();
    return LogSubject{*arn, region_of(*arn), ""};
  }
  if (starts_with(text, "/")) return log_group_subject(client, text);
  const auto arn = find_function(client, text);
  if (!arn) return arn.error();
  const auto parts = Arn::parse(*arn)->resource_parts();
  return LogSubject{"", region_of(*arn), function_log_group(parts.at(1))};
}

bool is_frame(std::string_view message) {
  return starts_with(message, "START RequestId") || starts_with(message, "END RequestId") ||
         starts_with(message, "REPORT RequestId");
}

std::string line_of(const Output& out, const Json& event, Timestamp time) {
  auto message = text_at(event, "message");
  while (ends_with(message, "\n")) message.pop_back();
  const auto state = text_at(event, "state");
  const auto at = time_ms_cell(time);
  if (out.format() == Format::Text) return tab_separated_line({at, state, message});
  const auto tone = is_frame(message) ? Tone::Faint : Tone::Plain;
  return out.tinted(Tone::Faint, at.text) + "  " +
         (state.empty() ? "" : out.tinted(Tone::Strong, state) + "  ") + out.tinted(tone, message);
}

ExitCode finish(const Client& client, Output& out, const LogSubject& subject,
                const Result<void>& done) {
  if (done) return ExitCode::Done;
  const bool of_execution = !subject.execution_arn.empty();
  return of_execution ? still_running(client, out, subject.execution_arn, done.error())
                      : out.failure(done.error());
}

ExitCode run_logs(const Args& args, Client& client, Output& out) {
  const auto age = args.duration("--since");
  if (!age) return out.failure(age.error());
  const auto subject = find_subject(client, args.at(0));
  if (!subject) return out.failure(subject.error());

  const bool whole = !subject->execution_arn.empty() && !*age;
  const auto since = whole ? Timestamp() : client.now() - age->value_or(kDefaultSince);
  bool any = false;
  LogTail tail(client, *subject, since, [&out, &any](const Json& event, Timestamp time) {
    any = true;
    out.item(event, line_of(out, event, time));
  });
  if (args.has("--follow")) {
    return finish(client, out, *subject,
                  tail.follow([&out](const Error& error) { tell_lost(out, error); }));
  }
  const auto done = tail.read();
  if (!done) return out.failure(done.error());
  if (!any) out.note(whole ? "It has logged nothing." : "Nothing within that time; see --since.");
  return ExitCode::Done;
}

}  // namespace

Command logs_command() {
  return {
      "logs",
      "",
      "Show what a function, or an execution's functions, printed",
      "With --follow new lines are shown as they come: for an execution until it ends, else "
      "until Ctrl-C. As text, a line holds time, state and message with tabs between; as JSON, an "
      "event of the log a line.",
      {{"NAME", "a function, an execution (MACHINE/NAME, @last or an ARN) or a log group", true,
        Completes::Functions}},
      {{"--follow", "", "Go on with new lines", 'f'},
       {"--since", "TIME",
        "Only lines of that time: 10m, 2h, 7d; a day if left out, all for an execution"}},
      {{"logs ValidateInput --follow", "Watch a function"},
       {"logs @last", "What the newest execution's functions printed, state by state"},
       {"logs /aws/lambda/ProcessData --since 2h -o json", "As data"}},
      run_logs};
}

}  // namespace sfn::sfnctl
