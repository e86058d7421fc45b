// The table of pending work is what one would write who had nothing but the journal.
#include <fmt/format.h>

#include <algorithm>

#include "simulation/checkers/checkers.h"

namespace sfn::simulation {
namespace {

using Rows = std::map<std::pair<ExecutionId, std::string>, store::PendingRow>;

Rows rebuilt(const Ledger& ledger) {
  Rows rows;
  for (const auto& [id, entry] : ledger.executions()) {
    for (const auto& [work_id, work] : entry.value.outstanding) {
      const auto key = to_key(work_id);
      rows[{id, key}] = {id, to_word(work_id.kind), key, history::due_of(work)};
    }
  }
  return rows;
}

Rows kept(const support::SimulatedDisk& disk) {
  Rows rows;
  for (auto& row : disk.pending(Timestamp::max(), std::nullopt, INT64_MAX)) {
    rows[{row.execution, row.key}] = row;
  }
  return rows;
}

class PendingEqualsRebuild : public Checker {
 public:
  explicit PendingEqualsRebuild(Post post) : post_(post) {}
  std::string_view name() const override { return "pending_equals_rebuild"; }

  void committed(const SeenCommit&) override { compare(); }
  void crashed() override { compare(); }

 private:
  void compare() {
    const auto expected = rebuilt(post_.ledger());
    const auto found = kept(post_.view().disk);
    if (expected == found) return;
    for (const auto& [key, row] : expected) {
      if (!found.contains(key)) tell("lacks", row);
    }
    for (const auto& [key, row] : found) {
      const auto same = expected.find(key);
      if (same == expected.end() || same->second != row) tell("should not have", row);
    }
  }

  void tell(std::string_view how, const store::PendingRow& row) {
    post_.broken(name(), fmt::format("the table {} {} of execution {}, due {}", how, row.key,
                                     raw(row.execution), row.due ? to_iso8601(*row.due) : "now"));
  }

  Post post_;
};

}  // namespace

CheckerPtr pending_equals_rebuild(Post post) {
  return std::make_unique<PendingEqualsRebuild>(post);
}

}  // namespace sfn::simulation
