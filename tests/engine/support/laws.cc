#include "engine/support/laws.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "engine/snapshot.h"
#include "history/codec.h"

namespace sfn::engine {

using namespace history;  // NOLINT: events by their names

void Laws::check(const World& world) {
  for (; rows_seen_ < world.rows().size(); ++rows_seen_) {
    const auto& [time, events] = world.rows()[rows_seen_];
    EXPECT_FALSE(events.empty()) << "a command that made nothing happen";
    for (const auto& event : events) {
      numbers_have_no_gaps(event);
      documents_are_bounded(event);
      request_ids_are_new(event);
      iterations_end_once(event);
    }
    for (const auto& event : decode(encode(events), time)) engine::apply(replayed_, event);
  }
  replay_equals_live(world);
  a_snapshot_is_the_value(world.execution());
  rests_only_when_it_waits(world.execution());
  work_matches_what_waits(world.execution());
  every_part_has_its_whole(world.execution());
}

void Laws::replay_equals_live(const World& world) const {
  EXPECT_TRUE(replayed_ == world.execution());
}

void Laws::a_snapshot_is_the_value(const Execution& execution) const {
  const auto read = decode_snapshot(encode_snapshot(execution));
  EXPECT_TRUE(read && *read == execution);
}

void Laws::rests_only_when_it_waits(const Execution& execution) const {
  const bool put_off =
      std::any_of(execution.outstanding.begin(), execution.outstanding.end(),
                  [](const auto& entry) { return entry.first.kind == WorkKind::Continue; });
  EXPECT_EQ(execution.ready.empty(), !put_off) << "steps that nobody will take";
  // What has ended may have children to stop yet, and nothing else.
  const bool waits =
      std::any_of(execution.outstanding.begin(), execution.outstanding.end(),
                  [](const auto& entry) { return entry.first.kind != WorkKind::StopChild; });
  EXPECT_EQ(waits, execution.is_running()) << "waits for nothing";
}

// What waits for the outside, and what the outside owes, are the same visits.
void Laws::work_matches_what_waits(const Execution& execution) const {
  std::map<VisitId, std::set<WorkKind>> owed;
  for (const auto& [id, work] : execution.outstanding) {
    EXPECT_EQ(id, work.id);
    const bool of_visit = id.visit != VisitId{0} && id.kind != WorkKind::StopChild;
    if (of_visit) owed[id.visit].insert(id.kind);
  }
  if (!execution.is_running()) return;
  for (const auto& [id, visit] : execution.visits) {
    const bool calls = std::holds_alternative<Calling>(visit.phase) ||
                       std::holds_alternative<Distributing>(visit.phase);
    const bool sleeps = std::holds_alternative<Sleeping>(visit.phase);
    const auto& kinds = owed[id];
    EXPECT_EQ(kinds.contains(WorkKind::Task) + kinds.contains(WorkKind::Offer) +
                  kinds.contains(WorkKind::Callback) + kinds.contains(WorkKind::Child),
              calls ? 1 : 0);
    EXPECT_TRUE(!kinds.contains(WorkKind::Heartbeat) || kinds.contains(WorkKind::Callback));
    EXPECT_EQ(kinds.contains(WorkKind::Wait) || kinds.contains(WorkKind::Retry), sleeps);
    EXPECT_EQ(kinds.empty(), !calls && !sleeps);
    owed.erase(id);
  }
  EXPECT_TRUE(owed.empty()) << "work of a visit that is gone";
}

void Laws::every_part_has_its_whole(const Execution& execution) const {
  for (const auto& [id, scope] : execution.scopes) {
    EXPECT_TRUE(!scope.parent || execution.visits.contains(*scope.parent)) << raw(id);
    const auto* visiting = std::get_if<Scope::Visiting>(&scope.progress);
    EXPECT_TRUE(visiting == nullptr || execution.visits.contains(visiting->visit)) << raw(id);
  }
  for (const auto& [id, visit] : execution.visits) {
    EXPECT_TRUE(execution.scopes.contains(visit.scope)) << raw(id);
  }
  std::set<Ready> ready(execution.ready.begin(), execution.ready.end());
  EXPECT_EQ(ready.size(), execution.ready.size()) << "ready twice";
}

void Laws::numbers_have_no_gaps(const Event& event) {
  const Link* link = link_of(event);
  if (link == nullptr) return;
  EXPECT_EQ(link->id, next(last_));
  EXPECT_LT(link->previous, link->id);
  EXPECT_LE(raw(link->id), bounds_.history_events);
  last_ = link->id;
}

void Laws::documents_are_bounded(const Event& event) const {
  const auto within = [&](const Payload& payload) {
    EXPECT_LE(payload.text().size(), bounds_.payload_bytes);
  };
  if (const auto* exited = std::get_if<StateExited>(&event)) within(exited->output);
  if (const auto* scheduled = std::get_if<TaskScheduled>(&event)) within(scheduled->parameters);
  if (const auto* succeeded = std::get_if<TaskSucceeded>(&event)) within(succeeded->output);
  if (const auto* started = std::get_if<MapIterationStarted>(&event)) within(started->input);
}

void Laws::request_ids_are_new(const Event& event) {
  const auto* scheduled = std::get_if<TaskScheduled>(&event);
  if (scheduled == nullptr) return;
  EXPECT_TRUE(request_ids_.insert(scheduled->request_id).second) << scheduled->request_id;
  if (scheduled->token.empty()) return;
  EXPECT_TRUE(request_ids_.insert(scheduled->token).second) << "a task token given out twice";
}

// A Map is retried or left when all its iterations have come to an end that the history shows.
void Laws::iterations_end_once(const Event& event) {
  const auto none_open = [this](VisitId visit) {
    for (const auto& [map, index] : open_iterations_) {
      EXPECT_NE(map, visit) << "iteration " << index << " is still open";
    }
  };
  if (const auto* started = std::get_if<MapIterationStarted>(&event)) {
    EXPECT_TRUE(open_iterations_.insert({started->visit, started->index}).second);
  } else if (const auto* ended = std::get_if<MapIterationEnded>(&event)) {
    EXPECT_EQ(open_iterations_.erase({ended->visit, ended->index}), 1u) << "ended twice";
  } else if (const auto* retried = std::get_if<RetryScheduled>(&event)) {
    none_open(retried->visit);
  } else if (const auto* exited = std::get_if<StateExited>(&event)) {
    none_open(exited->visit);
  }
}

}  // namespace sfn::engine
