#include "support/simulated_disk.h"

#include <algorithm>
#include <tuple>

#include "base/check.h"
#include "base/text.h"

namespace sfn::support {
namespace {

using namespace store;

template <typename Map>
auto values(const Map& rows) {
  std::vector<typename Map::mapped_type> all;
  for (const auto& [key, row] : rows) all.push_back(row);
  return all;
}

template <typename Map>
std::optional<typename Map::mapped_type> find(const Map& rows, const typename Map::key_type& key) {
  const auto it = rows.find(key);
  return it == rows.end() ? std::nullopt : std::optional(it->second);
}

// What breaks a constraint is a bug of ours, in a simulation as anywhere.
template <typename Map, typename Row>
void insert(Map& rows, typename Map::key_type key, const Row& row) {
  SFN_CHECK(rows.emplace(std::move(key), row).second);
}

bool is_among(const std::vector<MachineId>& machines, MachineId machine) {
  return std::find(machines.begin(), machines.end(), machine) != machines.end();
}

bool matches(const ExecutionFilter& filter, const ExecutionRow& row) {
  return (!filter.machine || row.machine == *filter.machine) &&
         (!filter.machines || is_among(*filter.machines, row.machine)) &&
         (!filter.status || row.status == *filter.status) &&
         (!filter.name_prefix || starts_with(row.name, *filter.name_prefix)) &&
         (!filter.started_from || row.started >= *filter.started_from) &&
         (!filter.started_until || row.started < *filter.started_until) &&
         (!filter.before || row.id < *filter.before) &&
         (!filter.parent || (row.parent && row.parent->execution == *filter.parent));
}

// Never the first one.
void leave_out_what_is_beyond(std::size_t bytes_max, std::vector<JournalRow>& rows) {
  std::size_t bytes = 0;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    bytes += rows[i].body.size();
    if (i > 0 && bytes > bytes_max) return rows.resize(i);
  }
}

// What is due at once comes before everything that has a time.
auto place(const PendingRow& row) { return std::tuple(row.due, row.execution, row.key); }

}  // namespace

// ---- writing

void SimulatedDisk::commit(const Batch& batch) {
  const auto used_before = used();
  for (const auto& change : batch.catalogue) {
    std::visit([this](const auto& row) { put(row); }, change);
  }
  for (const auto& row : batch.started) start(row);
  for (const auto& row : batch.journal) append(row);
  for (const auto& row : batch.ended) end(row);
  for (const auto& gone : batch.pending_gone) pending_.erase({gone.execution, gone.key});
  for (const auto& row : batch.pending_new) insert(pending_, {row.execution, row.key}, row);
  for (const auto& row : batch.snapshots) put(row);
  remove_let_go(used_before);
  remove_unused_revisions();
  last_commit_ = batch.id;
}

void SimulatedDisk::start(const ExecutionRow& row) {
  for (const auto& [id, other] : executions_) {
    SFN_CHECK(other.machine != row.machine || other.name != row.name);
    SFN_CHECK(!row.parent || other.parent != row.parent);
  }
  insert(executions_, row.id, row);
  last_execution_ = std::max(last_execution_, row.id);
}

void SimulatedDisk::append(const JournalRow& row) {
  insert(journals_[row.execution], row.first_seq, row);
}

void SimulatedDisk::end(const ExecutionEnd& end) {
  auto& row = executions_.at(end.id);
  row.status = end.status;
  row.stopped = end.stopped;
  snapshots_.erase(end.id);
}

void SimulatedDisk::put(const SnapshotRow& row) {
  const auto execution = find(executions_, row.execution);
  if (execution && !execution->stopped) snapshots_[row.execution] = row;
}

void SimulatedDisk::put(const DefinitionRow& row) { definitions_[row.id] = row; }
void SimulatedDisk::put(const MachineRow& row) {
  machines_[row.id] = row;
  last_machine_ = std::max(last_machine_, row.id);
}
void SimulatedDisk::put(const RevisionRow& row) { revisions_[{row.machine, row.after}] = row; }
void SimulatedDisk::put(const FunctionRow& row) { functions_[row.arn] = row; }
void SimulatedDisk::put(const InvocationRow& row) { invocations_[row.request_id] = row; }
void SimulatedDisk::put(const StartRequestRow& row) {
  start_requests_[row.key] = row;
  std::erase_if(start_requests_, [&row](const auto& entry) {
    return entry.second.started < row.started - kStartRequestLife;
  });
}
void SimulatedDisk::put(const ResourceRow& row) { resources_[{row.kind, row.key}] = row; }
void SimulatedDisk::put(const RemoveMachine& gone) {
  for (const auto& [id, row] : executions_) SFN_CHECK(row.machine != gone.id);
  machines_.erase(gone.id);
}
void SimulatedDisk::put(const RemoveFunction& gone) { functions_.erase(gone.arn); }
void SimulatedDisk::put(const RemoveInvocation& gone) { invocations_.erase(gone.request_id); }
void SimulatedDisk::put(const RemoveResource& gone) { resources_.erase({gone.kind, gone.key}); }

SimulatedDisk::Definitions SimulatedDisk::used() const {
  Definitions used;
  for (const auto& [id, row] : machines_) {
    if (!row.deleted) used.insert(row.definition);
  }
  for (const auto& [id, row] : executions_) used.insert(row.definition);
  return used;
}

void SimulatedDisk::remove_let_go(const Definitions& before) {
  const auto now = used();
  std::erase_if(definitions_, [&](const auto& entry) {
    return before.contains(entry.first) && !now.contains(entry.first);
  });
}

void SimulatedDisk::remove_unused_revisions() {
  std::set<std::pair<MachineId, ExecutionId>> kept;
  for (const auto& [id, row] : executions_) {
    if (const auto run = revision(row.machine, id)) kept.insert({run->machine, run->after});
  }
  for (const auto& [id, row] : machines_) {
    if (const auto newest = revision(id, ExecutionId{INT64_MAX})) kept.insert({id, newest->after});
  }
  std::erase_if(revisions_, [&kept](const auto& entry) { return !kept.contains(entry.first); });
}

std::int64_t SimulatedDisk::purge(const PurgeRequest& request) {
  std::vector<ExecutionRow> rows;
  for (const auto& [id, row] : executions_) {
    const bool asked_for = !request.machine || row.machine == *request.machine;
    if (asked_for && row.stopped && *row.stopped < request.stopped_before && is_done_with(row)) {
      rows.push_back(row);
    }
  }
  std::ranges::sort(rows, {}, &ExecutionRow::stopped);
  if (static_cast<std::int64_t>(rows.size()) > request.limit) {
    rows.resize(static_cast<std::size_t>(request.limit));
  }
  const auto used_before = used();
  for (const auto& row : rows) {
    executions_.erase(row.id);
    journals_.erase(row.id);
  }
  remove_let_go(used_before);
  remove_unused_revisions();
  return static_cast<std::int64_t>(rows.size());
}

bool SimulatedDisk::owes_work(ExecutionId id) const {
  const auto first = pending_.lower_bound({id, ""});
  return first != pending_.end() && first->first.first == id;
}

bool SimulatedDisk::is_done_with(const ExecutionRow& row) const {
  if (owes_work(row.id)) return false;
  if (!row.parent) return true;
  const auto& [parent, work] = *row.parent;
  if (ends_with(work, ".children") && owes_work(parent)) return false;
  return std::ranges::none_of(
      std::initializer_list<std::string>{work, replace_all(work, ".child", ".task"),
                                         replace_all(work, ".child", ".stop-child")},
      [this, parent = parent](const auto& key) {
        return pending_.contains({parent, key});
      });
}

// ---- reading

Catalogue SimulatedDisk::catalogue() const {
  Catalogue catalogue;
  for (const auto& [id, row] : definitions_) {
    const bool current = std::ranges::any_of(machines_, [&row = row](const auto& machine) {
      return !machine.second.deleted && machine.second.definition == row.id;
    });
    if (current) catalogue.definitions.push_back(row);
    catalogue.last_definition = id;
  }
  catalogue.machines = values(machines_);
  catalogue.functions = values(functions_);
  catalogue.invocations = values(invocations_);
  catalogue.start_requests = values(start_requests_);
  catalogue.resources = values(resources_);
  catalogue.last_execution = last_execution_;
  catalogue.last_machine = last_machine_;
  catalogue.last_commit = last_commit_;
  return catalogue;
}

std::vector<JournalRow> SimulatedDisk::journal(const JournalRange& range) const {
  std::vector<JournalRow> rows;
  const auto journal = find(journals_, range.execution).value_or(std::map<EventSeq, JournalRow>());
  for (auto it = journal.lower_bound(range.from); it != journal.end(); ++it) {
    if (static_cast<std::int64_t>(rows.size()) == range.rows_max) break;
    rows.push_back(it->second);
  }
  leave_out_what_is_beyond(range.bytes_max, rows);
  return rows;
}

std::vector<JournalRow> SimulatedDisk::history(const HistoryRange& range) const {
  auto rows = journal({range.execution, EventSeq{0}, INT64_MAX, SIZE_MAX});
  std::erase_if(rows, [&range](const JournalRow& row) {
    return row.publics == 0 || last_public(row) < range.first || row.first_public > range.last;
  });
  if (range.reverse) std::ranges::reverse(rows);
  leave_out_what_is_beyond(range.bytes_max, rows);
  return rows;
}

std::optional<ExecutionRecord> SimulatedDisk::execution(ExecutionId id) const {
  const auto row = find(executions_, id);
  if (!row) return std::nullopt;
  const auto& journal = journals_.at(id);
  const auto& newest = journal.rbegin()->second;
  const auto& last = std::find_if(journal.rbegin(), journal.rend(), [](const auto& entry) {
                       return entry.second.publics > 0;
                     })->second;
  return ExecutionRecord{*row,
                         journal.begin()->second,
                         last,
                         last_public(last),
                         EventSeq{raw(newest.first_seq) + newest.events - 1},
                         owes_work(id)};
}

std::optional<ExecutionRecord> SimulatedDisk::find_execution(MachineId machine,
                                                             const std::string& name) const {
  for (const auto& [id, row] : executions_) {
    if (row.machine == machine && row.name == name) return execution(id);
  }
  return std::nullopt;
}

std::optional<ExecutionRow> SimulatedDisk::find_child(const ParentKey& parent) const {
  for (const auto& [id, row] : executions_) {
    if (row.parent == parent) return row;
  }
  return std::nullopt;
}

std::vector<ExecutionRecord> SimulatedDisk::children(const ChildrenRange& range) const {
  std::vector<ExecutionRecord> page;
  std::size_t bytes = 0;
  for (auto it = executions_.upper_bound(range.after); it != executions_.end(); ++it) {
    if (!it->second.parent || it->second.parent->execution != range.parent) continue;
    if (static_cast<std::int64_t>(page.size()) == range.rows_max || bytes >= range.bytes_max) break;
    page.push_back(*execution(it->first));
    bytes += page.back().first.body.size() + page.back().last.body.size();
  }
  return page;
}

std::vector<ExecutionRow> SimulatedDisk::executions(const ExecutionFilter& filter) const {
  std::vector<ExecutionRow> rows;
  for (auto it = executions_.rbegin(); it != executions_.rend(); ++it) {
    if (static_cast<std::int64_t>(rows.size()) == filter.limit) break;
    if (matches(filter, it->second)) rows.push_back(it->second);
  }
  return rows;
}

StatusCounts SimulatedDisk::count_executions(const ExecutionFilter& filter) const {
  const auto count = [&](ExecutionStatus status) {
    return std::int64_t{std::ranges::count_if(executions_, [&](const auto& entry) {
      return entry.second.status == status && matches(filter, entry.second);
    })};
  };
  return {count(ExecutionStatus::Running), count(ExecutionStatus::Succeeded),
          count(ExecutionStatus::Failed), count(ExecutionStatus::TimedOut),
          count(ExecutionStatus::Aborted)};
}

std::vector<PendingRow> SimulatedDisk::pending(Timestamp due_before,
                                               const std::optional<PendingRow>& after,
                                               std::int64_t limit) const {
  auto rows = values(pending_);
  std::erase_if(rows, [&](const PendingRow& row) {
    return (row.due && *row.due >= due_before) || (after && place(row) <= place(*after));
  });
  std::ranges::sort(rows, {}, place);
  if (static_cast<std::int64_t>(rows.size()) > limit) rows.resize(static_cast<std::size_t>(limit));
  return rows;
}

std::optional<SnapshotRow> SimulatedDisk::snapshot(ExecutionId id) const {
  return find(snapshots_, id);
}

std::optional<DefinitionRow> SimulatedDisk::definition(DefinitionId id) const {
  return find(definitions_, id);
}

std::optional<RevisionRow> SimulatedDisk::revision(MachineId machine, ExecutionId execution) const {
  auto next = revisions_.lower_bound({machine, execution});
  if (next == revisions_.begin() || std::prev(next)->first.first != machine) return std::nullopt;
  return std::prev(next)->second;
}

std::vector<MachineId> SimulatedDisk::unused_machines(std::vector<MachineId> among) const {
  for (const auto& [id, row] : executions_) std::erase(among, row.machine);
  return among;
}

}  // namespace sfn::support
