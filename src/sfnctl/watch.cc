#include "sfnctl/watch.h"

#include <map>

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

// Tells how far map runs have come: each when it begins and when it ends, and the newest in
// between, on a line that is written over. A daemon that is away is told of elsewhere.
class MapRunProgress {
 public:
  MapRunProgress(Client& client, Output& out) : client_(client), out_(out) {}

  bool is_about(const Json& event) const { return starts_with(text_at(event, "type"), "MapRun"); }
  bool is_running() const { return !running_.empty(); }

  void show(const Json& event) {
    if (text_at(event, "type") == "MapRunStarted") {
      const auto arn = text_at(details_of(event), "mapRunArn");
      running_[integer_at(event, "id")] = arn;
      tell(arn);
    } else if (const auto ended = running_.extract(integer_at(event, "previousEventId"))) {
      tell(ended.mapped());
    }
  }
  void refresh() { out_.live(line_about(running_.rbegin()->second)); }

 private:
  void tell(const std::string& arn) {
    if (const auto line = line_about(arn); !line.empty()) out_.note(line);
  }
  std::string line_about(const std::string& arn) {
    const auto run = describe_map_run(client_, arn);
    return run ? "    map run  " + map_run_progress(*run) : "";
  }

  Client& client_;
  Output& out_;
  std::map<std::int64_t, std::string> running_;  // ARNs, by the event of their start.
};

}  // namespace

ExitCode watch(Client& client, Output& out, const std::string& execution_arn,
               std::optional<milliseconds> timeout) {
  if (timeout) client.set_deadline(std::chrono::steady_clock::now() + *timeout);
  Progress progress(out);
  MapRunProgress map_runs(client, out);
  const auto followed = follow_history(client, execution_arn, 1,
                                       {[&](const Json& event) {
                                          progress.show(event);
                                          if (!map_runs.is_about(event)) return;
                                          progress.finish();
                                          map_runs.show(event);
                                        },
                                        [&](const Error& error) {
                                          progress.finish();
                                          tell_lost(out, error);
                                        },
                                        [&] {
                                          if (!map_runs.is_running()) return;
                                          progress.finish();
                                          map_runs.refresh();
                                        }});
  progress.finish();
  out.live("");
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
