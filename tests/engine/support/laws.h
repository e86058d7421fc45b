// The laws that hold for every execution after every command, whatever its definition says.
#pragma once

#include <map>
#include <set>
#include <string>
#include <utility>

#include "engine/support/world.h"

namespace sfn::engine {

/// Follows a world and checks, after each command, what must be true of it. One for each world.
class Laws {
 public:
  explicit Laws(Bounds bounds) : bounds_(bounds) {}

  /// Looks at the rows that are new since the last time, and at the execution as it is now.
  void check(const World& world);

 private:
  void replay_equals_live(const World& world) const;
  void a_snapshot_is_the_value(const Execution& execution) const;
  void work_matches_what_waits(const Execution& execution) const;
  void rests_only_when_it_waits(const Execution& execution) const;
  void every_part_has_its_whole(const Execution& execution) const;
  void numbers_have_no_gaps(const Event& event);
  void documents_are_bounded(const Event& event) const;
  void request_ids_are_new(const Event& event);
  void iterations_end_once(const Event& event);

  Bounds bounds_;
  Execution replayed_;
  std::size_t rows_seen_ = 0;
  EventId last_{0};
  std::set<std::string> request_ids_;
  std::set<std::pair<VisitId, std::int64_t>> open_iterations_;
};

}  // namespace sfn::engine
