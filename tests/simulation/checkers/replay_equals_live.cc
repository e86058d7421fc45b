// The value in memory is the fold of what the journal has: whatever lives the daemon has had,
// however often the execution was evicted and loaded again.
#include <fmt/format.h>

#include "simulation/checkers/checkers.h"

namespace sfn::simulation {
namespace {

class ReplayEqualsLive : public Checker {
 public:
  explicit ReplayEqualsLive(Post post) : post_(post) {}
  std::string_view name() const override { return "replay_equals_live"; }

  void claimed(const Claim& claim) override {
    const auto* inspected = std::get_if<InspectAnswer>(&claim);
    if (inspected == nullptr || !inspected->answer) return;
    const auto& live = inspected->answer->value;
    const auto* entry = post_.ledger().find(inspected->answer->id);
    const auto replayed = entry ? entry->value_after(live.events) : std::nullopt;
    if (replayed && *replayed == live) return;
    post_.broken(name(), fmt::format("{} after {} events is another in memory than in its journal",
                                     live.arn, live.events));
  }

 private:
  Post post_;
};

}  // namespace

CheckerPtr replay_equals_live(Post post) { return std::make_unique<ReplayEqualsLive>(post); }

}  // namespace sfn::simulation
