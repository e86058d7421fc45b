#include "api/states/execution_log.h"

#include <fmt/format.h>

#include <utility>

#include "api/away.h"
#include "api/states/machine_configuration.h"
#include "base/check.h"
#include "runtime/history_tail.h"

namespace sfn::api {
namespace {

constexpr std::chrono::hours kStreamLife{24};

// `2026-11-28T13:20:05.123Z` to the minute, without what a stream's name should not hold.
std::string minute_of(Timestamp time) {
  auto text = to_iso8601(time).substr(0, 16);
  for (char& c : text) {
    if (c == 'T' || c == ':') c = '-';
  }
  return text;
}

}  // namespace

ExecutionLog::ExecutionLog(runtime::Runtime& runtime, Entropy entropy, Append append)
    : runtime_(runtime), entropy_(std::move(entropy)), append_(std::move(append)) {
  followed_ = runtime.followers().follow_all(
      [this](const runtime::ExecutionChange& change) { heard(change); });
  SFN_CHECK(followed_);
}

void ExecutionLog::heard(const runtime::ExecutionChange& change) {
  if (change.last_public < change.first_public || !logging_machine(change.machine)) return;
  const auto [found, is_new] = reading_.try_emplace(change.execution);
  found->second.newest = change.last_public;
  if (!is_new) return;
  found->second.machine = change.machine;
  found->second.arn = change.arn;
  found->second.next = change.first_public;
  read(change.execution);
}

ExecutionLog::Machine* ExecutionLog::logging_machine(store::MachineId id) {
  auto machine = runtime_.catalogue().machine(id);
  if (!machine) return nullptr;
  if (machines_.size() >= kMachinesMax) machines_.clear();
  auto& known = machines_[id];
  if (known.machine != machine) {
    auto logging = logging_of_machine(configuration_of(*machine));
    known = {std::move(machine), std::move(logging)};
  }
  return known.logging ? &known : nullptr;
}

void ExecutionLog::read(ExecutionId id) {
  const auto& reading = reading_.at(id);
  const store::HistoryRange range{id, reading.next, reading.newest};
  runtime_.store().history(range,
                           lifetime_.guard([this, id, range](std::vector<store::JournalRow> rows) {
                             take(id, range, std::move(rows));
                           }));
}

void ExecutionLog::take(ExecutionId id, const store::HistoryRange& asked,
                        std::vector<store::JournalRow> rows) {
  const auto& reading = reading_.at(id);
  const auto* machine = logging_machine(reading.machine);
  if (machine == nullptr) return static_cast<void>(reading_.erase(id));
  const auto until = store::reached(asked, rows);
  const auto bytes = store::body_bytes(rows);
  away_if_large(
      runtime_.offload(), bytes,
      [rows = std::move(rows), first = asked.first, until, arn = reading.arn,
       logging = *machine->logging] {
        std::vector<Line> lines;
        for (const auto& [time, event] : runtime::public_events(rows, first, until)) {
          if (auto text = log_line(event, time, arn, logging)) {
            lines.push_back({time, std::move(*text)});
          }
        }
        return lines;
      },
      lifetime_.guard([this, id, until](std::vector<Line> lines) {
        auto& behind = reading_.at(id);
        write(behind.machine, std::move(lines));
        behind.next = next(until);
        behind.next > behind.newest ? static_cast<void>(reading_.erase(id)) : read(id);
      }));
}

void ExecutionLog::write(store::MachineId id, std::vector<Line> lines) {
  auto* machine = logging_machine(id);
  if (machine == nullptr) return;
  for (auto& line : lines) {
    renew_stream(*machine, line.time);
    append_({machine->stream, line.time, std::move(line.text), {}});
  }
}

void ExecutionLog::renew_stream(Machine& machine, Timestamp now) {
  if (!machine.stream.name.empty() && now - machine.opened < kStreamLife) return;
  machine.opened = now;
  machine.stream = {machine.logging->group,
                    fmt::format("states/{}/{}/{:08x}", machine.machine->row.name, minute_of(now),
                                static_cast<std::uint32_t>(entropy_()))};
}

}  // namespace sfn::api
