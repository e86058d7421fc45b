#include "sfnctl/watch.h"

#include "base/text.h"
#include "sfnctl/described.h"
#include "sfnctl/follow.h"
#include "sfnctl/history_text.h"
#include "sfnctl/human.h"
#include "sfnctl/map_run_text.h"
#include "sfnctl/members.h"
#include "sfnctl/names.h"
#include "sfnctl/progress.h"

namespace sfn::sfnctl {
namespace {

std::string time_taken(const Json& execution) {
  const auto start = time_at(execution, "startDate");
  const auto stop = time_at(execution, "stopDate");
  return start && stop ? " after " + human_duration(*stop - *start) : "";
}

ExitCode print_outcome(Output& out, const Json& execution) {
  const auto status = text_at(execution, "status");
  const auto why = error_and_cause(execution);
  out.note(out.tinted_err(tone_of_status(status), status) + time_taken(execution) +
           (why.empty() ? "" : ": " + why));
  if (out.format() == Format::Json) {
    out.raw(to_pretty_text(execution) + "\n");
  } else if (const Json* output = find_member(execution, "output"); output != nullptr) {
    out.document(text_at(execution, "output"));
  }
  return status == "SUCCEEDED" ? ExitCode::Done : ExitCode::Failed;
}

bool is_of_map_run(const Json& event) { return starts_with(text_at(event, "type"), "MapRun"); }

// How far the newest map run has come. A daemon that is away is told of elsewhere.
void tell_of_map_run(Client& client, Output& out, const std::string& execution_arn) {
  const auto runs = map_runs_of(client, execution_arn);
  if (runs && !runs->empty()) out.note("    map run  " + map_run_progress(runs->front()));
}

}  // namespace

ExitCode watch(Client& client, Output& out, const std::string& execution_arn,
               std::optional<milliseconds> timeout) {
  if (timeout) client.set_deadline(std::chrono::steady_clock::now() + *timeout);
  Progress progress(out);
  const auto followed = follow_history(
      client, execution_arn, 1,
      [&](const Json& event) {
        progress.show(event);
        if (!is_of_map_run(event)) return;
        progress.finish();
        tell_of_map_run(client, out, execution_arn);
      },
      [&progress, &out](const Error& error) {
        progress.finish();
        tell_lost(out, error);
      });
  progress.finish();
  client.set_deadline({});
  if (!followed) return still_running(client, out, execution_arn, followed.error());

  const auto execution = describe_execution(client, execution_arn);
  if (!execution) return out.failure(execution.error());
  const auto code = print_outcome(out, *execution);
  if (!is_kept(*execution)) out.note(kNotKept);
  return code;
}

void tell_lost(Output& out, const Error& error) {
  out.note(error.cause + "; trying again (nothing is lost: the execution goes on with the daemon)");
}

ExitCode still_running(const Client& client, Output& out, const std::string& execution_arn,
                       const Error& error) {
  const auto code = out.failure(error);
  if (code != ExitCode::Refused) {
    out.note(fmt::format("The execution goes on. Wait for it with: sfnctl wait {}{}",
                         short_execution_name(execution_arn), region_words(client)));
  }
  return code;
}

}  // namespace sfn::sfnctl
