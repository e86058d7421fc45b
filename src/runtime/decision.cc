#include "runtime/decision.h"

#include "base/check.h"
#include "history/codec.h"

namespace sfn::runtime {
namespace {

// What is gone is known by its id. Its parameters, which may be large, are freed here, where that
// was paid for or holds nobody up.
engine::WorkChange change_of(engine::Execution& execution) {
  auto change = execution.outstanding.take_change();
  for (auto& work : change.gone) {
    if (auto* task = std::get_if<history::TaskWork>(&work.what)) task->parameters = {};
  }
  return change;
}

}  // namespace

Result<Decision> work_out(const asl::StateMachine& machine, engine::Execution& execution,
                          const engine::Command& command, const engine::Facts& facts,
                          const engine::Bounds& bounds) {
  engine::Births births;
  const auto events = engine::run(machine, execution, command, facts, bounds, &births);
  if (!events) return events.error();
  SFN_CHECK(!events->empty());
  return Decision{facts.now, static_cast<std::int64_t>(events->size()), history::encode(*events),
                  change_of(execution), std::move(births)};
}

}  // namespace sfn::runtime
