#include "runtime/express.h"

#include <memory>
#include <utility>

#include "base/check.h"
#include "runtime/execution_name.h"

namespace sfn::runtime {

Express::Express(Parts parts)
    : parts_(std::move(parts)),
      followed_(parts_.followers.follow_all([this](const ExecutionChange& change) {
        if (change.ended) ended(change.execution);
      })) {
  SFN_CHECK(followed_);
}

// ---- starting

void Express::start(StateMachinePtr machine, StartRequest request, Decided decided) {
  auto meaning = parts_.definitions.meaning_of_live(machine->row.definition);
  SFN_CHECK(meaning != nullptr);
  parts_.commits.reply_after(
      parts_.catalogue.machine(machine->row.arn),
      lifetime_.guard([this, machine, meaning = std::move(meaning), request = std::move(request),
                       decided = std::move(decided)](const StateMachinePtr&) mutable {
        begin(*machine, std::move(meaning), std::move(request), decided);
      }));
}

void Express::begin(const StateMachine& machine, MeaningPtr meaning, StartRequest request,
                    const Decided& decided) {
  if (const auto admitted = parts_.volatiles.admit(); !admitted) {
    ++parts_.statistics.throttled;
    return decided({CommitId{0}, admitted.error()});
  }
  const auto& row = machine.row;
  const auto run = make_uuid(parts_.entropy);
  auto name = request.name ? std::move(*request.name) : make_uuid(parts_.entropy);
  auto execution = std::make_unique<LoadedExecution>();
  execution->id = parts_.numbers.take_volatile();
  execution->machine = row.id;
  execution->definition = row.definition;
  execution->name = express_row_name(name, run);
  execution->meaning = std::move(meaning);
  engine::StartExecution command{
      .arn = express_execution_arn({row.region, row.account}, row.name, name, run),
      .name = std::move(name),
      .machine_arn = row.arn,
      .machine_name = row.name,
      .role_arn = row.role_arn,
      .input = std::move(request.input),
      .trace_header = std::move(request.trace_header)};
  const auto& begun = parts_.dispatcher.start({std::move(execution), std::move(command), {}});
  decided({CommitId{0}, Started{begun.value.arn, begun.value.started, begun.id}});
}

// ---- waiting

void Express::await_end(Durable<Result<Started>> started,
                        const Reply<store::ExecutionRecord>& reply) {
  const auto commit = started.commit();
  (void)std::move(started).map([&](const Result<Started>& answer) {
    if (answer) {
      waiting_.emplace(answer->execution, reply);
    } else {
      parts_.commits.reply_after(Durable<Result<store::ExecutionRecord>>(commit, answer.error()),
                                 reply);
    }
    return true;
  });
}

void Express::ended(ExecutionId id) {
  const auto waiting = waiting_.extract(id);
  if (waiting.empty()) return;
  auto record = parts_.volatiles.record(id);
  SFN_CHECK(record.has_value());  // It is kept until all have been told of its end.
  waiting.mapped()(std::move(*record));
}

}  // namespace sfn::runtime
