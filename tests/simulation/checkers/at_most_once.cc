// An attempt that was offered goes ahead once at most, whatever becomes of the daemon meanwhile,
// and none of that kind is begun in any other way.
#include <fmt/format.h>

#include <set>

#include "simulation/checkers/checkers.h"

namespace sfn::simulation {
namespace {

class AtMostOnce : public Checker {
 public:
  explicit AtMostOnce(Post post) : post_(post) {}
  std::string_view name() const override { return "at_most_once"; }

  void task_begun(const tasks::TaskRequest& request) override {
    const bool offer = request.work.kind == history::WorkKind::Offer;
    if (offer != request.task.offered) {
      broken("was begun as if it could be again", {request.execution, request.work});
    }
    if (offer && went_ahead_.contains({request.execution, history::task_of(request.work)})) {
      broken("was offered although it had begun", {request.execution, request.work});
    }
  }

  void task_went_ahead(const AttemptKey& key) override {
    const AttemptKey task{key.execution, history::task_of(key.work)};
    if (!went_ahead_.insert(task).second) broken("went ahead twice", key);
  }

 private:
  void broken(std::string_view how, const AttemptKey& key) {
    post_.broken(name(), fmt::format("task {} of execution {} {}", to_key(key.work),
                                     raw(key.execution), how));
  }

  Post post_;
  std::set<AttemptKey> went_ahead_;  ///< In all lives of the daemon.
};

}  // namespace

CheckerPtr at_most_once(Post post) { return std::make_unique<AtMostOnce>(post); }

}  // namespace sfn::simulation
