// When all is done nothing is left over, and nothing moves of itself.
#include <fmt/format.h>

#include <algorithm>

#include "simulation/checkers/checkers.h"

namespace sfn::simulation {
namespace {

// Deleted machines go when nothing refers to them any more, and that may be long after. What Maps
// have made of them is deleted with them, or later.
bool only_tidies_up(store::Batch batch) {
  std::erase_if(batch.catalogue, [](const store::CatalogueChange& change) {
    const auto* machine = std::get_if<store::MachineRow>(&change);
    return std::holds_alternative<store::RemoveMachine>(change) ||
           (machine != nullptr && machine->deleted);
  });
  return batch.empty();
}

class Quiescence : public Checker {
 public:
  explicit Quiescence(Post post) : post_(post) {}
  std::string_view name() const override { return "quiescence"; }

  void all_done() override {
    done_ = true;
    const auto& disk = post_.view().disk;
    if (!disk.pending(Timestamp::max(), std::nullopt, 1).empty()) broken("pending work is left");
    if (!disk.catalogue().invocations.empty()) broken("invocations are left");
    if (disk.count_executions({}).running != 0) broken("executions are left running");
  }

  void quiet() override {
    const auto machines = post_.view().disk.catalogue().machines;
    const auto lives = [&](const std::string& name) {
      return std::ranges::any_of(
          machines, [&](const store::MachineRow& row) { return row.name == name && !row.deleted; });
    };
    for (const auto& row : machines) {
      const auto owner = row.name.substr(0, row.name.find('/'));
      if (!row.deleted && !lives(owner)) broken("what Maps have made of " + owner + " is left");
    }
  }

  void committed(const SeenCommit& commit) override {
    if (!done_ || only_tidies_up(commit.batch)) return;
    broken(fmt::format("commit {} came of itself", raw(commit.batch.id)));
  }
  void task_begun(const tasks::TaskRequest& request) override {
    if (done_) broken("a task began of itself: " + request.task.state);
  }
  void invocation_attempted(const store::InvocationRow& row) override {
    if (done_) broken("an invocation began of itself: " + row.request_id);
  }

 private:
  void broken(std::string what) { post_.broken(name(), std::move(what)); }

  Post post_;
  bool done_ = false;
};

}  // namespace

CheckerPtr quiescence(Post post) { return std::make_unique<Quiescence>(post); }

}  // namespace sfn::simulation
