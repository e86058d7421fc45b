// MapRun: what an execution is that is no workflow but the run of a distributed Map.
//
// It has no states. It reads items, starts a child for each of them or for each batch, counts how
// they end, and collects what they give:
//
//   begin ─▶ ItemsWanted ─ inputs ─▶ ChildrenStarted, and so on while places are free
//            a child ends ─▶ MapChildEnded ─▶ … all ended ─▶ ResultsWanted ─ output ─▶ success
//            too many have failed, the reader or the writer has ─▶ failure; what runs is stopped
//
// Of the children that have ended only their number is kept, so that a run of any size fits into
// memory: their inputs and outputs stand in their own histories.
// Developer guide, "Map state in Distributed mode", "Map Run".
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>

#include "history/event.h"

namespace sfn::engine {

struct MapRun {
  history::MapRunConfigured configured;

  // Limits as they are now.
  std::int64_t concurrency = 0;
  std::optional<std::int64_t> tolerated_count = std::nullopt;
  std::optional<std::int64_t> tolerated_millionths = std::nullopt;

  // The items.
  std::string cursor = "{}";  ///< The place after those that have been handed out.
  std::int64_t page = 0;      ///< Of the newest question for items.
  bool reading = false;       ///< It has not been answered.
  bool exhausted = false;     ///< There are no more.

  // The children.
  std::int64_t started = 0;
  std::int64_t items_started = 0;
  std::map<std::int64_t, std::int64_t> running = {};  ///< Index, and how many items it has.
  history::Tally executions = {};                     ///< That have ended.
  history::Tally items = {};                          ///< Of those.
  bool collecting = false;

  friend bool operator==(const MapRun&, const MapRun&) = default;

  /// How many more may start now; negative where the limit has been lowered.
  std::int64_t free_places() const;
  /// How many items there are, where that is known.
  std::optional<std::int64_t> total_items() const;

  bool tolerates_failures() const;
  bool wants_items() const { return !exhausted && !reading && !collecting && free_places() > 0; }
  bool wants_results() const { return exhausted && running.empty() && !collecting; }
  bool can_step() const { return !tolerates_failures() || wants_items() || wants_results(); }
};

/// Counts something that has ended so, `number` times.
void count(history::Tally& tally, history::ChildEnd end, std::int64_t number);

/// The most that may run at once, which is also what a concurrency of 0 asks for.
inline constexpr std::int64_t kChildrenMax = 10'000;

/// Inputs that one reading brings, and so children that one decision starts.
inline constexpr std::int64_t kChildrenPerPage = 32;

}  // namespace sfn::engine
