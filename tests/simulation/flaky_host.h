// FlakyHost: a SimulatedTaskHost whose attempts are prompt, slow, lost with the daemon's life,
// doubled, late or wrong, as the dice have it.
#pragma once

#include <set>
#include <string>
#include <vector>

#include "history/task_token.h"
#include "simulation/life.h"
#include "simulation/world.h"
#include "support/simulated_task_host.h"

namespace sfn::simulation {

class FlakyHost : public tasks::TaskHost {
 public:
  /// Hands a task token on.
  using GiveToken = std::function<void(const history::TaskToken&)>;

  FlakyHost(World& world, Life& life, tasks::TaskReport report, tasks::TaskStartingReport starting,
            GiveToken give);

  void start(tasks::TaskRequest request) override;
  void go_ahead(tasks::TaskRequest request) override;
  void cancel(ExecutionId execution, const history::WorkId& work) override;

  /// Makes one attempt of an asynchronous invocation.
  void invoke(const store::InvocationRow& row, std::function<void(bool)> done);

  /// Some attempt will never end while this daemon lives.
  bool has_lost() const { return has_lost_; }

 private:
  void resume_express(const tasks::TaskRequest& request);
  void give_token(const tasks::TaskRequest& request);
  void carry_out(std::size_t index);
  void begin_later(std::size_t index);
  void answer_later(std::size_t index, milliseconds pause);
  void answer(std::size_t index);
  void report_stray();
  milliseconds pause();

  World& world_;
  Life& life_;
  support::SimulatedTaskHost inner_;
  GiveToken give_;
  std::set<std::size_t> cancelled_;
  std::set<std::size_t> stubborn_;  ///< Answer although they are cancelled.
  bool has_lost_ = false;
};

}  // namespace sfn::simulation
