#include "engine/map_run/map_run.h"

#include <algorithm>

namespace sfn::engine {
namespace {

// Whether `part` is more than so many millionths of a percent of `whole`.
bool exceeds(std::int64_t part, std::int64_t whole, std::int64_t millionths) {
  const auto hundred_percent = static_cast<double>(100 * history::kMillionthsOfPercent);
  return static_cast<double>(part) * hundred_percent >
         static_cast<double>(whole) * static_cast<double>(millionths);
}

}  // namespace

void count(history::Tally& tally, history::ChildEnd end, std::int64_t number) {
  switch (end) {
    case history::ChildEnd::Succeeded:
      tally.succeeded += number;
      return;
    case history::ChildEnd::Failed:
      tally.failed += number;
      return;
    case history::ChildEnd::TimedOut:
      tally.timed_out += number;
      return;
    case history::ChildEnd::Aborted:
      tally.aborted += number;
      return;
  }
}

std::int64_t MapRun::free_places() const {
  const auto places = concurrency == 0 ? kChildrenMax : std::min(concurrency, kChildrenMax);
  return places - static_cast<std::int64_t>(running.size());
}

std::optional<std::int64_t> MapRun::total_items() const {
  if (exhausted) return items_started;
  if (configured.items) return configured.length;
  return std::nullopt;
}

// Without either limit none may fail; one alone leaves the other open. As long as nobody knows how
// many items there are, any percentage but 0 may turn out to be kept.
bool MapRun::tolerates_failures() const {
  const auto failed = items.failed + items.timed_out + items.aborted;
  if (failed == 0) return true;
  if (!tolerated_count && !tolerated_millionths) return false;
  if (tolerated_count && failed > *tolerated_count) return false;
  if (!tolerated_millionths) return true;
  if (const auto total = total_items()) return !exceeds(failed, *total, *tolerated_millionths);
  return *tolerated_millionths > 0;
}

}  // namespace sfn::engine
