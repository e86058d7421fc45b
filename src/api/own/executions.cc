// GET executions: those of all state machines, newest first, with how many there are of each
// status.
#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "api/own/execution_item.h"
#include "api/own/own_api.h"
#include "api/own/own_call.h"
#include "api/page_token.h"
#include "api/states/names.h"
#include "base/limits.h"
#include "base/text.h"

namespace sfn::api {
namespace {

struct Listing {
  store::ExecutionFilter filter;
  std::int64_t limit = limits::kPageSizeDefault;
  std::string mark;  ///< Says in page tokens which listing they belong to.
};

// Which state machines are meant: none of the three given means all that have been created. Map
// runs and their children, which may be many, are listed by AWS's own actions.
struct MachineChoice {
  std::optional<std::string> arn;
  std::optional<std::string> name;
  std::optional<std::string> region;

  bool is_open() const { return !arn && !name && !region; }
  bool accepts(const store::MachineRow& machine) const {
    if (!arn && runtime::is_labelled(machine)) return false;
    return (!arn || machine.arn == *arn) && (!name || machine.name == *name) &&
           (!region || machine.region == *region);
  }
};

std::string mark_of(const ParameterTexts& parameters) {
  std::string mark = "executions";
  for (const auto& [name, value] : parameters) {
    if (name != "limit" && name != "nextToken") mark += fmt::format(" {}={}", name, value);
  }
  return mark;
}

MachineChoice read_choice(Parameters& parameters) {
  MachineChoice choice{parameters.text("stateMachineArn"), parameters.text("stateMachine"),
                       parameters.text("region")};
  if (choice.arn && choice.name) {
    parameters.complain("'stateMachineArn' and 'stateMachine' exclude each other");
  }
  if (choice.arn) {
    if (const auto checked = check_machine_arn(*choice.arn); !checked) {
      parameters.complain(checked.error().cause);
    }
  }
  return choice;
}

// The two times meet without a gap: from the first on, and before the second.
void read_filter(Parameters& parameters, store::ExecutionFilter& filter) {
  filter.name_prefix = parameters.text("name");
  filter.started_from = parameters.time("startedAfter");
  filter.started_until = parameters.time("startedBefore");
  const auto status =
      parameters.word("status", {"RUNNING", "SUCCEEDED", "FAILED", "TIMED_OUT", "ABORTED"});
  if (status) filter.status = store::execution_status(*status);
}

Result<Listing> read_listing(const OwnCall& call, const runtime::Catalogue& catalogue) {
  Parameters parameters(call.parameters);
  Listing listing;
  const auto choice = read_choice(parameters);
  read_filter(parameters, listing.filter);
  listing.limit =
      parameters.integer("limit", {1, limits::kPageSizeMax}).value_or(limits::kPageSizeDefault);
  const auto token = parameters.text("nextToken").value_or("");
  if (const auto verdict = parameters.verdict(); !verdict) return verdict.error();

  listing.mark = mark_of(call.parameters);
  const auto cursor = read_page_token(listing.mark, token);
  if (!cursor) return cursor.error();
  if (!cursor->empty()) {
    listing.filter.before = ExecutionId{parse_integer(*cursor).value_or(0)};
  }
  if (choice.arn && !catalogue.machine_id(*choice.arn)) return machine_does_not_exist(*choice.arn);
  if (!choice.is_open() || catalogue.has_labelled()) {
    listing.filter.machines = catalogue.machine_ids(
        [&choice](const store::MachineRow& machine) { return choice.accepts(machine); });
  }
  return listing;
}

// How many match in all: of every status, on every page.
store::ExecutionFilter to_count(store::ExecutionFilter filter) {
  filter.status.reset();
  filter.before.reset();
  return filter;
}

// The state machines of the executions: what is on the loop alone, for a page to be shown anywhere.
using Machines = std::map<store::MachineId, runtime::StateMachinePtr>;

Machines machines_of(const std::vector<store::ExecutionRow>& rows,
                     const runtime::Catalogue& catalogue) {
  Machines machines;
  for (const auto& row : rows) {
    auto& machine = machines[row.machine];
    if (!machine) machine = catalogue.machine(row.machine);
  }
  return machines;
}

struct Page {
  std::vector<store::ExecutionRow> rows;  ///< One more than are shown, where there is a next page.
  Machines machines;
};

Json shown(const Page& page, const Listing& listing, const store::StatusCounts& counts) {
  const auto limit = static_cast<std::size_t>(listing.limit);
  const auto count = std::min(page.rows.size(), limit);
  Json answer = Json::object();
  answer["executions"] = Json::array();
  for (std::size_t i = 0; i < count; ++i) {
    const auto& row = page.rows[i];
    // One that was purged with its machine meanwhile is not there any more.
    const auto& machine = page.machines.at(row.machine);
    if (machine) answer["executions"].push_back(show_execution(row, machine->row));
  }
  if (count < page.rows.size()) {
    answer["nextToken"] =
        make_page_token(listing.mark, std::to_string(raw(page.rows[count - 1].id)));
  }
  answer["counts"] = show_counts(counts);
  return answer;
}

}  // namespace

void OwnApi::executions(const OwnCall& call) {
  auto listing = read_listing(call, runtime_.catalogue());
  if (!listing) return call.reply(listing.error());
  auto one_more = listing->filter;
  one_more.limit = listing->limit + 1;  // It tells whether there is a next page.
  runtime_.store().executions(
      std::move(one_more), [call, listing = std::move(*listing),
                            &runtime = runtime_](std::vector<store::ExecutionRow> rows) {
        auto machines = machines_of(rows, runtime.catalogue());
        runtime.store().count_executions(
            to_count(listing.filter),
            [call, listing, page = Page{std::move(rows), std::move(machines)}](
                const store::StatusCounts& counts) mutable {
              const auto bytes = page.rows.size() * kListedBytes;
              call.reply_with(bytes, [listing, counts, page = std::move(page)] {
                return Result<Json>(shown(page, listing, counts));
              });
            });
      });
}

}  // namespace sfn::api
