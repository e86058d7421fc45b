#include "engine/outstanding.h"

#include <optional>

#include "base/check.h"

namespace sfn::engine {
namespace {

using Items = Outstanding::Items;

std::vector<Work> works(Items items) {
  std::vector<Work> all;
  all.reserve(items.size());
  for (auto& [id, work] : items) all.push_back(std::move(work));
  return all;
}

void add_missing(const Items& some, const Items& others, std::vector<Work>& missing) {
  for (const auto& [id, work] : some) {
    if (!others.contains(id)) missing.push_back(work);
  }
}

// What is left to do of work that nobody wants any more.
std::optional<Work> left_of(const Work& work) {
  if (const auto* child = std::get_if<history::ChildWork>(&work.what)) {
    return Work{stop_child_of(work.id), history::StopChildWork{child->execution_arn}};
  }
  if (std::holds_alternative<history::ChildrenWork>(work.what)) {
    return Work{{work.id.visit, work.id.attempt, history::WorkKind::StopChildren},
                history::StopChildrenWork{}};
  }
  const auto* task = std::get_if<history::TaskWork>(&work.what);
  if (task == nullptr || task->child != history::ChildTask::Await) return std::nullopt;
  return Work{stop_child_of(work.id), history::StopChildWork{}};
}

}  // namespace

void Outstanding::owe(Work work) {
  const auto [item, is_new] = items_.emplace(work.id, std::move(work));
  SFN_CHECK(is_new);
  begun_.emplace(item->first, item->second);
}

void Outstanding::settle(const WorkId& id) {
  if (const auto item = items_.find(id); item != items_.end()) remove(item);
}

void Outstanding::settle(VisitId visit) {
  auto item = items_.lower_bound(WorkId{visit, 0, history::WorkKind::ExecutionDeadline});
  while (item != items_.end() && item->first.visit == visit) item = give_up(item);
}

void Outstanding::settle_all() {
  for (auto item = items_.begin(); item != items_.end();) item = give_up(item);
}

Items::iterator Outstanding::give_up(Items::iterator item) {
  const auto kind = item->first.kind;
  if (kind == history::WorkKind::StopChild || kind == history::WorkKind::StopChildren) {
    return std::next(item);
  }
  auto left = left_of(item->second);
  const auto after = remove(item);
  if (!left) return after;
  owe(std::move(*left));
  return after;
}

Items::iterator Outstanding::remove(Items::iterator item) {
  const auto after = std::next(item);
  auto node = items_.extract(item);
  if (begun_.erase(node.key()) == 0) gone_.insert(std::move(node));
  return after;
}

WorkChange Outstanding::take_change() {
  return {works(std::exchange(begun_, {})), works(std::exchange(gone_, {}))};
}

WorkChange work_change(const Items& before, const Items& after) {
  WorkChange change;
  add_missing(after, before, change.begun);
  add_missing(before, after, change.gone);
  return change;
}

}  // namespace sfn::engine
