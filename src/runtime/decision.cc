#include "runtime/decision.h"

#include "base/check.h"
#include "history/codec.h"

namespace sfn::runtime {

Result<Decision> work_out(const asl::StateMachine& machine, engine::Execution& execution,
                          const engine::Command& command, const engine::Facts& facts,
                          const engine::Bounds& bounds) {
  const auto events = engine::run(machine, execution, command, facts, bounds);
  if (!events) return events.error();
  SFN_CHECK(!events->empty());
  return Decision{facts.now, static_cast<std::int64_t>(events->size()), history::encode(*events),
                  execution.outstanding.take_change()};
}

}  // namespace sfn::runtime
