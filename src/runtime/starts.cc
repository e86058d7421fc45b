#include "runtime/starts.h"

#include <fmt/format.h>

#include "base/check.h"
#include "base/states_names.h"
#include "runtime/stored_rows.h"

namespace sfn::runtime {
namespace {

/// Idempotent is a start with the name and the input, to the letter, of an execution that runs.
Result<Started> repeat(const StartRequest& request, bool is_running, const Payload& input,
                       Started first) {
  if (is_running && request.input.text() == input.text()) return first;
  return Error{"ExecutionAlreadyExists", fmt::format("Execution Already Exists: '{}'", first.arn)};
}

Result<Started> repeat(const StartRequest& request, const LoadedExecution& execution) {
  const auto& value = execution.value;
  return repeat(request, value.is_running(), value.input, {value.arn, value.started});
}

Result<Started> repeat(const StartRequest& request, const store::ExecutionRecord& record) {
  const auto started = start_of(record);
  return repeat(request, record.row.status == store::ExecutionStatus::Running, started.input,
                {started.arn, record.row.started});
}

}  // namespace

Starts::Starts(Parts parts, const store::Catalogue& loaded)
    : parts_(std::move(parts)),
      requests_(loaded.start_requests),
      names_(parts_.store, loaded.last_execution) {}

template <typename T>
bool Starts::is_admitted(const Reply<T>& reply) {
  const auto admitted = parts_.commits.admit();
  if (admitted) return true;
  ++parts_.statistics.throttled;
  parts_.commits.reply_after(Durable<Result<T>>(CommitId{0}, admitted.error()), reply);
  return false;
}

void Starts::start(StartRequest request, Reply<Started> reply) {
  if (!is_admitted(reply)) return;
  start({std::move(request),
         [&commits = parts_.commits, reply = std::move(reply)](Durable<Result<Started>> answer) {
           commits.reply_after(std::move(answer), reply);
         }});
}

void Starts::start_child(StartRequest request, Decided decided) {
  start({std::move(request), std::move(decided)});
}

// The end is awaited from the moment on at which it is decided that there is a start.
void Starts::start_sync(StartRequest request, Reply<store::ExecutionRecord> reply) {
  if (!is_admitted(reply)) return;
  request.only_type = "EXPRESS";
  start({std::move(request), [this, reply = std::move(reply)](Durable<Result<Started>> answer) {
           parts_.express.await_end(std::move(answer), reply);
         }});
}

void Starts::start(Waiting start) {
  const auto& request = start.request;
  if (request.idempotency_key) {
    if (auto first = requests_.find(*request.idempotency_key, parts_.clock.now())) {
      return start.decided(std::move(*first));
    }
  }
  const auto id = parts_.catalogue.machine_id(request.machine_arn);
  auto machine = id ? parts_.catalogue.machine(*id) : nullptr;
  if (!machine || machine->row.deleted || is_labelled(machine->row)) {
    const auto refuse = [&](const StateMachinePtr&) -> Result<Started> {
      return machine_does_not_exist(request.machine_arn);
    };
    return start.decided(parts_.catalogue.machine(request.machine_arn).map(refuse));
  }
  if (request.only_type.value_or(machine->row.type) != machine->row.type) {
    const auto refuse = [](const StateMachinePtr&) -> Result<Started> { return kTypeNotSupported; };
    return start.decided(parts_.catalogue.machine(request.machine_arn).map(refuse));
  }
  if (!parts_.definitions.meaning_of_live(machine->row.definition)) {
    return start_with_meaning(machine->row.definition, std::move(start));
  }
  if (machine->row.type == "EXPRESS") {
    return parts_.express.start(std::move(machine), std::move(start.request),
                                std::move(start.decided));
  }
  if (!request.name) return begin(machine, make_uuid(parts_.entropy), std::move(start));
  start_named(std::move(machine), std::move(start));
}

// The machine may be another by the time that its definition has been worked out: so the start
// begins anew.
void Starts::start_with_meaning(store::DefinitionId definition, Waiting start) {
  parts_.definitions.meaning(
      definition,
      lifetime_.guard([this, start = std::move(start)](const MeaningPtr&) { this->start(start); }));
}

void Starts::start_named(StateMachinePtr machine, Waiting start) {
  const auto name = *start.request.name;
  if (const auto known = parts_.cache.find(machine->row.id, name)) {
    return answer_again(*known, std::move(start));
  }
  Name full_name(machine->row.id, name);
  const bool others_wait = lookups_.contains(full_name);  // They came first.
  if (!others_wait && names_.is_free(machine->row.id, name)) {
    return begin(machine, name, std::move(start));
  }
  const auto [lookup, is_new] = lookups_.try_emplace(std::move(full_name));
  lookup->second.push_back(std::move(start));
  if (!is_new) return;
  parts_.store.find_execution(
      machine->row.id, name,
      lifetime_.guard([this, machine, name](const std::optional<store::ExecutionRecord>& record) {
        settle(machine, name, record);
      }));
}

// The first of those that wait may take the name; the others then find it in memory.
void Starts::settle(const StateMachinePtr& machine, const std::string& name,
                    const std::optional<store::ExecutionRecord>& record) {
  auto waiting = std::move(lookups_.at({machine->row.id, name}));
  lookups_.erase({machine->row.id, name});
  for (auto& start : waiting) {
    if (const auto known = parts_.cache.find(machine->row.id, name)) {
      answer_again(*known, std::move(start));
    } else if (record) {
      start.decided({CommitId{0}, repeat(start.request, *record)});
    } else if (parts_.catalogue.machine(machine->row.id) == machine) {
      begin(machine, name, std::move(start));
    } else {
      // Updated or deleted meanwhile, and its definition perhaps gone.
      this->start(std::move(start));
    }
  }
}

void Starts::answer_again(ExecutionId known, Waiting start) {
  const auto visit = [this, start](LoadedExecution* execution) {
    SFN_CHECK(execution != nullptr);  // It is in memory, and stays there while visits wait.
    start.decided({execution->last_commit, repeat(start.request, *execution)});
  };
  if (parts_.cache.try_visit(known, visit)) return;
  ++parts_.statistics.throttled;
  start.decided({CommitId{0}, kTooManyWait});
}

void Starts::begin(const StateMachinePtr& machine, std::string name, Waiting start) {
  const auto& row = machine->row;
  names_.add(row.id, name);
  NewExecution execution{
      .execution = std::make_unique<LoadedExecution>(), .command = {}, .with = {}};
  execution.execution->id = parts_.numbers.take();
  execution.execution->machine = row.id;
  execution.execution->definition = row.definition;
  execution.execution->name = name;
  execution.execution->meaning = parts_.definitions.meaning_of_live(row.definition);
  SFN_CHECK(execution.execution->meaning != nullptr);  // start() has seen to that.
  engine::StartExecution command{.arn = execution_arn({row.region, row.account}, row.name, name),
                                 .name = std::move(name),
                                 .machine_arn = row.arn,
                                 .machine_name = row.name,
                                 .role_arn = row.role_arn,
                                 .input = std::move(start.request.input),
                                 .trace_header = std::move(start.request.trace_header),
                                 .parent = start.request.parent};
  std::optional<store::StartRequestRow> request;
  execution.now = parts_.clock.now();
  if (start.request.idempotency_key) {
    request = {*start.request.idempotency_key, command.arn, *execution.now};
    execution.with.emplace_back(*request);
  }
  execution.command = std::move(command);
  const auto& begun = parts_.dispatcher.start(std::move(execution));
  if (request) requests_.add(*request, begun.last_commit);
  start.decided({begun.last_commit, Started{begun.value.arn, begun.value.started}});
}

}  // namespace sfn::runtime
