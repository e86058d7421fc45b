// Nothing that was taken on is forgotten: every question of a life that goes on is answered, every
// execution comes to its end, and every asynchronous invocation is made.
#include <fmt/format.h>

#include <map>
#include <set>

#include "simulation/checkers/checkers.h"

namespace sfn::simulation {
namespace {

class NoLostWork : public Checker {
 public:
  explicit NoLostWork(Post post) : post_(post) {}
  std::string_view name() const override { return "no_lost_work"; }

  void asked(std::int64_t question, std::string_view what) override {
    open_.emplace(question, what);
  }
  void answered(std::int64_t question) override { open_.erase(question); }
  // Who had asked knows no more than before, and may ask again.
  void crashed() override { open_.clear(); }

  void at_rest() override {
    for (const auto& [question, what] : open_) broken("was never answered: " + what);
  }

  void invocation_attempted(const store::InvocationRow& row) override {
    attempted_.insert(row.request_id);
  }
  void claimed(const Claim& claim) override {
    const auto* invoked = std::get_if<InvokeAnswer>(&claim);
    if (invoked != nullptr && invoked->answer) accepted_.insert(invoked->request_id);
  }

  void all_done() override {
    for (const auto& [id, entry] : post_.ledger().executions()) {
      if (entry.is_running()) broken("does not come to its end: " + entry.value.arn);
    }
    for (const auto& [id, row] : post_.ledger().invocations()) broken("is not over: " + id);
    for (const auto& id : accepted_) {
      if (!attempted_.contains(id)) broken("was accepted and never made: " + id);
    }
  }

  void purged(ExecutionId id) override {
    if (post_.ledger().find(id)->is_running())
      broken(fmt::format("was purged running: {}", raw(id)));
  }

 private:
  void broken(std::string what) { post_.broken(name(), std::move(what)); }

  Post post_;
  std::map<std::int64_t, std::string> open_;  ///< Questions of this life.
  std::set<std::string> accepted_;
  std::set<std::string> attempted_;
};

}  // namespace

CheckerPtr no_lost_work(Post post) { return std::make_unique<NoLostWork>(post); }

}  // namespace sfn::simulation
