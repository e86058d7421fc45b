// Outstanding: the work that an execution owes the outside, and what of it is new.
//
// Effects are the difference between two states. To compare all that is owed after each command
// would cost as much as there is; so changes are noted as they are made. They are net: what begins
// and ends between two looks never was. And they are no part of the value: two executions that owe
// the same are equal.
#pragma once

#include <cstddef>
#include <map>
#include <utility>
#include <vector>

#include "base/ids.h"
#include "history/work.h"

namespace sfn::engine {

using history::Work;
using history::WorkId;

/// A difference, in the order of the ids.
struct WorkChange {
  std::vector<Work> begun;
  std::vector<Work> gone;
  friend bool operator==(const WorkChange&, const WorkChange&) = default;
};

class Outstanding {
 public:
  using Items = std::map<WorkId, Work>;

  Outstanding() = default;
  /// What is owed already: none of it is a change.
  explicit Outstanding(Items items) : items_(std::move(items)) {}

  const Items& items() const { return items_; }
  auto begin() const { return items_.begin(); }
  auto end() const { return items_.end(); }
  auto rbegin() const { return items_.rbegin(); }
  auto find(const WorkId& id) const { return items_.find(id); }
  const Work& at(const WorkId& id) const { return items_.at(id); }
  bool contains(const WorkId& id) const { return items_.contains(id); }
  std::size_t size() const { return items_.size(); }
  bool empty() const { return items_.empty(); }

  /// An id never begins twice.
  void owe(Work work);
  void settle(const WorkId& id);
  /// All that the visit owes. A child that was awaited outlives the process: it is not settled but
  /// to be stopped from now on, and the stop stays until it is settled by its id.
  void settle(VisitId visit);
  void settle_all();

  /// What has changed since the last time.
  WorkChange take_change();

  friend bool operator==(const Outstanding& a, const Outstanding& b) {
    return a.items_ == b.items_;
  }

 private:
  Items::iterator give_up(Items::iterator item);
  Items::iterator remove(Items::iterator item);

  Items items_;
  Items begun_;
  Items gone_;
};

/// The same by comparison of two states.
WorkChange work_change(const Outstanding::Items& before, const Outstanding::Items& after);

}  // namespace sfn::engine
