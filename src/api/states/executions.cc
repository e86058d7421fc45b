// StartExecution, StopExecution, DescribeExecution, DescribeStateMachineForExecution,
// ListExecutions.
#include <fmt/format.h>

#include "api/away.h"
#include "api/members.h"
#include "api/page_token.h"
#include "api/states/execution_record.h"
#include "api/states/machine_configuration.h"
#include "api/states/names.h"
#include "api/states/start_parameters.h"
#include "api/states/states.h"
#include "api/states/variable_references.h"
#include "base/broken_store.h"
#include "base/limits.h"
#include "base/text.h"
#include "runtime/execution_name.h"

namespace sfn::api {
namespace {

Json started_answer(const runtime::Started& started) {
  Json answer = Json::object();
  answer["executionArn"] = started.arn;
  answer["startDate"] = to_epoch_seconds(started.started);
  return answer;
}

Json listed(const store::ExecutionRow& row, const runtime::StateMachine& machine,
            const std::optional<std::string>& map_run) {
  Json item = Json::object();
  item["executionArn"] =
      runtime::row_arn({machine.row.region, machine.row.account}, machine.row.name, row.name);
  item["stateMachineArn"] = machine.row.arn;
  item["name"] = runtime::shown_name(row.name);
  item["status"] = store::to_word(row.status);
  item["startDate"] = to_epoch_seconds(row.started);
  if (row.stopped) item["stopDate"] = to_epoch_seconds(*row.stopped);
  if (map_run) item["mapRunArn"] = *map_run;
  if (map_run && row.items) item["itemCount"] = *row.items;
  item["redriveCount"] = 0;
  return item;
}

// A page of a listing, and whose executions they are.
struct ListedPage {
  std::vector<store::ExecutionRow> rows;  // One more than are shown, where there is a next page.
  runtime::StateMachinePtr machine;
  std::optional<std::string> map_run;
  std::int64_t limit = 0;
  std::string listing;
};

Json shown_page(ListedPage page) {
  auto& [rows, machine, map_run, limit, listing] = page;
  const bool more = static_cast<std::int64_t>(rows.size()) > limit;
  if (more) rows.pop_back();
  Json answer = Json::object();
  answer["executions"] = Json::array();
  for (const auto& row : rows) answer["executions"].push_back(listed(row, *machine, map_run));
  if (more) answer["nextToken"] = make_page_token(listing, std::to_string(raw(rows.back().id)));
  return answer;
}

// A state machine as it was when an execution of it started.
struct MachineOfThen {
  runtime::StateMachinePtr machine;  // Of it, only what never changes.
  std::string role_arn;
  store::RevisionRow revision;
  std::string definition;
  std::optional<std::string> map_run = {};  // Of a child.
};

Json show(const MachineOfThen& then, bool metadata_only) {
  Json answer = Json::object();
  answer["stateMachineArn"] = then.machine->row.arn;
  answer["name"] = then.machine->row.name;
  answer["definition"] = metadata_only ? "{}" : then.definition;
  answer["roleArn"] = then.role_arn;
  answer["updateDate"] = to_epoch_seconds(then.revision.updated);
  show_configuration(
      stored_object(then.revision.configuration,
                    "state_machine_revision of " + then.machine->row.arn + ", configuration"),
      answer);
  if (then.map_run) {
    answer["mapRunArn"] = *then.map_run;
    answer["label"] = runtime::label_of(then.machine->row);
  }
  if (!then.revision.revision_id.empty()) answer["revisionId"] = then.revision.revision_id;
  if (!metadata_only) show_variable_references(then.definition, answer);
  return answer;
}

// The ARN of the map run that an execution is a child of, if it is one.
void find_map_run_of(runtime::Runtime& runtime, const store::ExecutionRow& row,
                     std::function<void(const std::optional<std::string>&)> done) {
  const auto work = row.parent ? history::parse_work_key(row.parent->work) : std::nullopt;
  if (!work || work->kind != history::WorkKind::Children) return done(std::nullopt);
  runtime.store().execution(
      row.parent->execution,
      [&runtime, done = std::move(done)](const std::optional<store::ExecutionRecord>& run) {
        const auto machine = run ? runtime.catalogue().machine(run->row.machine) : nullptr;
        done(machine ? std::optional(map_run_arn(machine->row, run->row)) : std::nullopt);
      });
}

// Nothing where a purge has come between.
void find_machine_of(runtime::Runtime& runtime, const store::ExecutionRow& row,
                     const std::function<void(std::optional<MachineOfThen>)>& done) {
  auto& store = runtime.store();
  const auto machine = runtime.catalogue().machine(row.machine);
  if (!machine) return done(std::nullopt);
  const auto with_map_run = [&runtime, row, done](MachineOfThen then) {
    find_map_run_of(runtime, row, [then = std::move(then), done](const auto& map_run) mutable {
      then.map_run = map_run;
      done(std::move(then));
    });
  };
  store.revision(row.machine, row.id,
                 [&store, machine, row, done,
                  with_map_run](const std::optional<store::RevisionRow>& revision) {
                   if (!revision) return done(std::nullopt);
                   store.definition(
                       row.definition, [machine, row, revision = *revision, done, with_map_run](
                                           const std::optional<store::DefinitionRow>& definition) {
                         if (!definition) return done(std::nullopt);
                         with_map_run({machine, row.role_arn, revision, definition->text});
                       });
                 });
}

}  // namespace

void States::start_execution(const Json& params, const RequestContext& context,
                             const Reply& reply) {
  Members members(params);
  auto parameters = read_start(members, limits_);
  if (!parameters) return reply(parameters.error());
  const auto bytes = parameters->input ? parameters->input->size() : 0;
  away_if_large(
      runtime_.offload(), bytes,
      [parameters = std::move(*parameters), id = context.invocation_id,
       policy = limits_]() mutable { return with_input(std::move(parameters), id, policy); },
      [this, reply](Result<runtime::StartRequest> read) {
        if (!read) return reply(read.error());
        runtime_.start(std::move(*read), [reply](Result<runtime::Started> started) {
          reply(started ? Result<Json>(started_answer(*started)) : started.error());
        });
      });
}

void States::stop_execution(const Json& params, const RequestContext&, const Reply& reply) {
  Members members(params);
  runtime::StopRequest request;
  request.execution_arn = members.required_text("executionArn", kArnLength);
  request.failure.error = members.text("error", {0, limits::kErrorCharactersMax});
  request.failure.cause = members.text("cause", {0, limits::kCauseCharactersMax});
  if (const auto verdict = members.verdict(); !verdict) return reply(verdict.error());
  if (const auto parsed = parse_execution_arn(request.execution_arn); !parsed)
    return reply(parsed.error());
  runtime_.stop(std::move(request), [reply](Result<runtime::Stopped> stopped) {
    if (!stopped) return reply(stopped.error());
    Json answer = Json::object();
    answer["stopDate"] = to_epoch_seconds(stopped->stopped);
    reply(std::move(answer));
  });
}

void States::describe_execution(const Json& params, const RequestContext&, const Reply& reply) {
  Members members(params);
  const auto arn = members.required_text("executionArn", kArnLength);
  const auto data = wants_metadata_only(members) ? IncludedData::MetadataOnly : IncludedData::All;
  if (const auto verdict = members.verdict(); !verdict) return reply(verdict.error());
  if (const auto checked = check_described_execution_arn(arn); !checked) {
    return reply(checked.error());
  }
  runtime_.find(arn, [this, data, reply](Result<store::ExecutionRecord> record) {
    if (!record) return reply(record.error());
    const auto row = record->row;
    find_map_run_of(runtime_, row,
                    [this, data, reply, record = std::move(*record)](
                        const std::optional<std::string>& map_run) mutable {
                      const auto bytes = record.first.body.size() + record.last.body.size();
                      away_if_large(
                          runtime_.offload(), bytes,
                          [record = std::move(record), data, map_run] {
                            return describe(record, data, map_run);
                          },
                          reply);
                    });
  });
}

void States::describe_state_machine_for_execution(const Json& params, const RequestContext&,
                                                  const Reply& reply) {
  Members members(params);
  const auto arn = members.required_text("executionArn", kArnLength);
  const bool metadata_only = wants_metadata_only(members);
  if (const auto verdict = members.verdict(); !verdict) return reply(verdict.error());
  if (const auto parsed = parse_execution_arn(arn); !parsed) return reply(parsed.error());
  runtime_.find(
      arn, [this, arn, metadata_only, reply](const Result<store::ExecutionRecord>& record) {
        if (!record) return reply(record.error());
        find_machine_of(
            runtime_, record->row,
            [this, arn, metadata_only, reply](std::optional<MachineOfThen> then) {
              if (!then) return reply(execution_does_not_exist(arn));
              const auto bytes = then->definition.size();
              away_if_large(
                  runtime_.offload(), bytes,
                  [then = std::move(*then), metadata_only] { return show(then, metadata_only); },
                  reply);
            });
      });
}

void States::list_executions(const Json& params, const RequestContext&, const Reply& reply) {
  Members members(params);
  const auto arn = members.text("stateMachineArn", kArnLength);
  const auto status = members.word("statusFilter", {"SUCCEEDED", "TIMED_OUT", "PENDING_REDRIVE",
                                                    "ABORTED", "FAILED", "RUNNING"});
  const auto limit = members.integer("maxResults", {0, limits::kPageSizeMax}).value_or(0);
  const auto token = members.text("nextToken", {1, 3096}).value_or("");
  const auto map_run = members.text("mapRunArn", {1, 2000});
  const auto redrive = members.word("redriveFilter", {"REDRIVEN", "NOT_REDRIVEN"});
  if (const auto verdict = members.verdict(); !verdict) return reply(verdict.error());
  if (arn.has_value() == map_run.has_value()) {
    return reply(
        Error{"ValidationException", "Must specify exactly one of stateMachineArn and mapRunArn"});
  }
  const auto checked = map_run ? check_map_run_arn(*map_run) : check_machine_arn(*arn);
  if (!checked) return reply(checked.error());
  if (status == "PENDING_REDRIVE" && !map_run) {
    return reply(
        Error{"ValidationException", "PENDING_REDRIVE is only valid together with mapRunArn"});
  }
  const std::string listing =
      fmt::format("ListExecutions {} {}", map_run ? *map_run : *arn, status.value_or(""));
  const auto cursor = read_page_token(listing, token);
  if (!cursor) return reply(cursor.error());

  store::ExecutionFilter filter;
  if (status) filter.status = store::execution_status(*status);
  if (!cursor->empty()) filter.before = ExecutionId{parse_integer(*cursor).value_or(0)};
  const auto page = limit == 0 ? limits::kPageSizeDefault : limit;
  filter.limit = page + 1;  // One more tells whether there is a next page.
  // Executions are not redriven here.
  const bool none = redrive == "REDRIVEN" || status == "PENDING_REDRIVE";
  if (map_run) {
    return none ? reply(Json{{"executions", Json::array()}})
                : list_children(*map_run, filter, listing, reply);
  }
  auto found = runtime_.catalogue().machine(*arn);
  runtime_.commits().reply_after(
      std::move(found), [this, arn = *arn, filter, page, listing, none,
                         reply](const runtime::StateMachinePtr& machine) mutable {
        if (!machine) return reply(machine_does_not_exist(arn));
        if (machine->row.type == "EXPRESS") return reply(runtime::kTypeNotSupported);
        if (none) return reply(Json{{"executions", Json::array()}});
        filter.machine = machine->row.id;
        runtime_.store().executions(
            filter, [this, machine, page, listing, reply](std::vector<store::ExecutionRow> rows) {
              const auto bytes = rows.size() * kListedBytes;
              away_if_large(
                  runtime_.offload(), bytes,
                  [shown = ListedPage{std::move(rows), machine, {}, page, listing}]() mutable {
                    return shown_page(std::move(shown));
                  },
                  reply);
            });
      });
}

// The children of a map run, which is found by its ARN like an execution.
void States::list_children(const std::string& map_run_arn, store::ExecutionFilter filter,
                           const std::string& listing, const Reply& reply) {
  runtime_.find(map_run_arn, [this, map_run_arn, filter, listing,
                              reply](const Result<store::ExecutionRecord>& run) mutable {
    if (!run) return reply(map_run_does_not_exist(map_run_arn));
    filter.parent = run->row.id;
    runtime_.store().executions(filter, [this, map_run_arn, page = filter.limit - 1, listing,
                                         reply](std::vector<store::ExecutionRow> rows) {
      if (rows.empty()) return reply(Json{{"executions", Json::array()}});
      const auto machine = runtime_.catalogue().machine(rows.front().machine);
      if (!machine) return reply(map_run_does_not_exist(map_run_arn));
      const auto bytes = rows.size() * kListedBytes;
      away_if_large(
          runtime_.offload(), bytes,
          [shown = ListedPage{std::move(rows), machine, map_run_arn, page, listing}]() mutable {
            return shown_page(std::move(shown));
          },
          reply);
    });
  });
}

}  // namespace sfn::api
