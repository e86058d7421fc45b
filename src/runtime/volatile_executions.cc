#include "runtime/volatile_executions.h"

#include <algorithm>

#include "base/check.h"
#include "base/text.h"
#include "runtime/execution_numbers.h"

namespace sfn::runtime {
namespace {

std::size_t bytes_of(const store::JournalRow& row) { return sizeof(row) + row.body.size(); }

bool is_among(const std::optional<std::vector<store::MachineId>>& machines, store::MachineId id) {
  return !machines || std::find(machines->begin(), machines->end(), id) != machines->end();
}

bool is_child_of(const store::ExecutionRow& row, ExecutionId parent) {
  return row.parent && row.parent->execution == parent;
}

bool matches(const store::ExecutionFilter& filter, const store::ExecutionRow& row) {
  return (!filter.parent || is_child_of(row, *filter.parent)) &&
         (!filter.machine || row.machine == *filter.machine) &&
         is_among(filter.machines, row.machine) &&
         (!filter.status || row.status == *filter.status) &&
         (!filter.name_prefix || starts_with(row.name, *filter.name_prefix)) &&
         (!filter.started_from || row.started >= *filter.started_from) &&
         (!filter.started_until || row.started < *filter.started_until) &&
         (!filter.before || is_newer(*filter.before, row.id));
}

std::int64_t& count_of(store::StatusCounts& counts, store::ExecutionStatus status) {
  switch (status) {
    case store::ExecutionStatus::Running:
      return counts.running;
    case store::ExecutionStatus::Succeeded:
      return counts.succeeded;
    case store::ExecutionStatus::Failed:
      return counts.failed;
    case store::ExecutionStatus::TimedOut:
      return counts.timed_out;
    case store::ExecutionStatus::Aborted:
      return counts.aborted;
  }
  SFN_CHECK(!"a status out of range");
}

// Of the row's public events, whether any is in the range.
bool overlaps(const store::JournalRow& row, const store::HistoryRange& range) {
  return row.publics > 0 && row.first_public <= range.last &&
         store::last_public(row) >= range.first;
}

}  // namespace

Result<void> VolatileExecutions::admit() {
  make_room();
  if (running() < limits_.running && bytes_ < limits_.bytes) return {};
  return Error{"ThrottlingException", "Rate exceeded: too many EXPRESS executions are running"};
}

// ---- changes

void VolatileExecutions::add(store::Batch rows) {
  for (auto& row : rows.started) begin(std::move(row));
  for (auto& row : rows.journal) append(std::move(row));
  for (const auto& ended : rows.ended) end(ended);
}

void VolatileExecutions::begin(store::ExecutionRow row) {
  names_.emplace(Name(row.machine, row.name), row.id);
  const auto id = row.id;
  executions_.emplace(id, Kept{std::move(row), {}, 0});
}

void VolatileExecutions::append(store::JournalRow row) {
  auto& kept = executions_.at(row.execution);
  kept.bytes += bytes_of(row);
  bytes_ += bytes_of(row);
  kept.journal.push_back(std::move(row));
  shorten(kept);
  make_room();
}

// The first row says what it is, the last how it stands.
void VolatileExecutions::shorten(Kept& kept) {
  while (kept.bytes > limits_.execution_bytes && kept.journal.size() > 2) {
    const auto gone = kept.journal.begin() + 1;
    kept.bytes -= bytes_of(*gone);
    bytes_ -= bytes_of(*gone);
    kept.journal.erase(gone);
  }
}

void VolatileExecutions::end(const store::ExecutionEnd& end) {
  auto& row = executions_.at(end.id).row;
  row.status = end.status;
  row.stopped = end.stopped;
  ++ended_;
}

void VolatileExecutions::settle(ExecutionId id) {
  settled_.push_back(id);
  while (settled_.size() > limits_.kept) forget_oldest();
}

void VolatileExecutions::make_room() {
  while (bytes_ >= limits_.bytes && !settled_.empty()) forget_oldest();
}

void VolatileExecutions::forget_oldest() {
  const auto found = executions_.find(settled_.front());
  settled_.pop_front();
  bytes_ -= found->second.bytes;
  names_.erase({found->second.row.machine, found->second.row.name});
  executions_.erase(found);
  --ended_;
}

// ---- answers

std::optional<store::ExecutionRecord> VolatileExecutions::find(store::MachineId machine,
                                                               const std::string& name) const {
  const auto found = names_.find({machine, name});
  return found == names_.end() ? std::nullopt : record(found->second);
}

std::optional<store::ExecutionRecord> VolatileExecutions::record(ExecutionId id) const {
  const auto found = executions_.find(id);
  if (found == executions_.end()) return std::nullopt;
  const auto& [row, journal, bytes] = found->second;
  const auto last = std::find_if(journal.rbegin(), journal.rend(),
                                 [](const store::JournalRow& from) { return from.publics > 0; });
  SFN_CHECK(last != journal.rend());  // Its start is public.
  const auto& newest = journal.back();
  return store::ExecutionRecord{.row = row,
                                .first = journal.front(),
                                .last = *last,
                                .last_public = store::last_public(newest),
                                .last_seq = EventSeq{raw(newest.first_seq) + newest.events - 1},
                                .owes_work = false};
}

std::vector<store::JournalRow> VolatileExecutions::history(const store::HistoryRange& range) const {
  const auto found = executions_.find(range.execution);
  if (found == executions_.end()) return {};
  std::vector<store::JournalRow> rows;
  std::size_t bytes = 0;
  const auto take = [&](const store::JournalRow& row) {
    if (!overlaps(row, range)) return true;
    bytes += row.body.size();
    if (bytes > range.bytes_max && !rows.empty()) return false;
    rows.push_back(row);
    return true;
  };
  const auto& journal = found->second.journal;
  if (range.reverse) {
    (void)std::all_of(journal.rbegin(), journal.rend(), take);
  } else {
    (void)std::all_of(journal.begin(), journal.end(), take);
  }
  return rows;
}

std::vector<store::JournalRow> VolatileExecutions::journal(const store::JournalRange& range) const {
  const auto found = executions_.find(range.execution);
  if (found == executions_.end()) return {};
  std::vector<store::JournalRow> rows;
  std::size_t bytes = 0;
  for (const auto& row : found->second.journal) {
    if (row.first_seq < range.from) continue;
    bytes += row.body.size();
    const bool is_full = static_cast<std::int64_t>(rows.size()) == range.rows_max ||
                         (bytes > range.bytes_max && !rows.empty());
    if (is_full) break;
    rows.push_back(row);
  }
  return rows;
}

std::vector<store::ExecutionRow> VolatileExecutions::list(
    const store::ExecutionFilter& filter) const {
  std::vector<store::ExecutionRow> rows;
  for (auto found = executions_.rbegin(); found != executions_.rend(); ++found) {
    if (static_cast<std::int64_t>(rows.size()) >= filter.limit) break;
    if (matches(filter, found->second.row)) rows.push_back(found->second.row);
  }
  return rows;
}

store::StatusCounts VolatileExecutions::count(const store::ExecutionFilter& filter) const {
  store::StatusCounts counts;
  for (const auto& [id, kept] : executions_) {
    if (matches(filter, kept.row)) ++count_of(counts, kept.row.status);
  }
  return counts;
}

bool VolatileExecutions::refer_to(store::MachineId machine) const {
  const auto first = names_.lower_bound({machine, ""});
  return first != names_.end() && first->first.first == machine;
}

}  // namespace sfn::runtime
