// sfnctl history: the events of an execution.
#include "base/arn.h"
#include "sfnctl/cells.h"
#include "sfnctl/commands/commands.h"
#include "sfnctl/described.h"
#include "sfnctl/follow.h"
#include "sfnctl/history_text.h"
#include "sfnctl/members.h"
#include "sfnctl/names.h"
#include "sfnctl/url.h"
#include "sfnctl/watch.h"

namespace sfn::sfnctl {
namespace {

constexpr std::int64_t kPageEvents = 1'000;
// Before the detail, in the lines of --follow: id, time, type, and the gaps between.
constexpr std::size_t kFixedWidth = 5 + 2 + 23 + 2 + 27 + 2;

struct Row {
  Cell id;
  Cell time;
  Cell type;
  Cell detail;

  std::vector<Cell> cells() const { return {id, time, type, detail}; }
};

Row row_of(const Json& event) {
  const auto type = text_at(event, "type");
  return {std::to_string(integer_at(event, "id")),
          time_ms_cell(time_at(event, "timestamp"), Tone::Faint),
          {type, tone_of_event(type)},
          event_detail(event)};
}

Table table_of(const Json& events) {
  Table table{{{"ID", true}, {"TIME"}, {"EVENT"}, {"DETAIL", false, true}}, {}};
  for (const auto& event : events) table.rows.push_back(row_of(event).cells());
  return table;
}

/// One row as `--follow` prints it, when later rows are not known yet.
std::string line_of(const Output& out, const Json& event) {
  const auto row = row_of(event);
  if (out.format() == Format::Text) return tab_separated_line(row.cells());
  const auto& detail = row.detail.text;
  const auto room = out.columns() > kFixedWidth ? out.columns() - kFixedWidth : detail.size();
  const auto type = out.tinted(row.type.tone, fmt::format("{:<27}", row.type.text));
  return fmt::format("{:>5}  {}  {}  {}", row.id.text, row.time.text, type, one_line(detail, room));
}

struct Wanted {
  std::int64_t limit;
  bool reverse;
};

Result<Json> read_events(Client& client, const std::string& arn, const Wanted& wanted) {
  Json events = Json::array();
  std::string from;
  do {
    const auto left = wanted.limit - static_cast<std::int64_t>(events.size());
    auto page = client.own(execution_path(arn, "events") +
                           query({{"from", from},
                                  {"limit", std::to_string(std::min(left, kPageEvents))},
                                  {"reverse", wanted.reverse ? "true" : ""}}));
    if (!page) return page;
    for (const auto& event : array_at(*page, "events")) events.push_back(event);
    const auto next = integer_at(*page, "nextId");
    from = next != 0 ? std::to_string(next) : "";
  } while (!from.empty() && static_cast<std::int64_t>(events.size()) < wanted.limit);
  Json all;
  all["events"] = std::move(events);
  return all;
}

ExitCode follow_events(Client& client, Output& out, const std::string& arn) {
  const auto followed =
      follow_history(client, arn, 1,
                     {[&out](const Json& event) { out.item(event, line_of(out, event)); },
                      [&out](const Error& error) { tell_lost(out, error); }});
  if (!followed) return still_running(client, out, arn, followed.error());
  return ExitCode::Done;
}

ExitCode run_history(const Args& args, Client& client, Output& out) {
  const auto limit = args.count("--limit", INT64_MAX);
  if (!limit) return out.failure(limit.error());
  if (args.has("--follow") && (args.has("--reverse") || args.has("--limit"))) {
    return out.failure(
        misused("--follow shows all events as they come: it goes with neither "
                "--reverse nor --limit"));
  }
  const auto arn = find_execution(client, args.at(0));
  if (!arn) return out.failure(arn.error());
  if (args.has("--follow")) return follow_events(client, out, *arn);

  const auto events = read_events(client, *arn, {*limit, args.has("--reverse")});
  if (!events) return out.failure(events.error());
  out.list(*events, table_of(array_at(*events, "events")), "It has no events.");
  if (out.format() == Format::Table && is_express_execution_arn(*arn)) {
    const auto execution = describe_execution(client, *arn);
    if (execution && !is_kept(*execution)) out.note(kNotKept);
  }
  return ExitCode::Done;
}

}  // namespace

Command history_command() {
  return {"history",
          "",
          "Show the events of an execution",
          "With --follow new events are shown as they happen, until the execution ends; as JSON, "
          "one event a line.",
          {{"EXECUTION", "MACHINE/NAME, @last or an ARN", true, Completes::Executions}},
          {{"--follow", "", "Go on until the execution ends", 'f'},
           {"--reverse", "", "Newest first"},
           {"--limit", "N", "No more than N events"}},
          {{"history @last", "All events of the newest execution"},
           {"history order-processing/order-4711 --follow", "And those to come"},
           {"history @last --reverse --limit 5", "How did it end?"},
           {"history @last -o json | jq '.events[] | select(.type | endswith(\"Failed\"))'",
            "Only the failures, whole"}},
          run_history};
}

}  // namespace sfn::sfnctl
