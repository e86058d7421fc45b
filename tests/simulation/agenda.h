// Agenda: what is to happen in a simulated run, and when. Time jumps from one entry to the next.
//
// Entries of one moment happen in an order that the run's number draws, since nothing outside
// promises one.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <tuple>
#include <utility>

#include "base/time.h"
#include "engine/support/random_machine.h"

namespace sfn::simulation {

class Agenda {
 public:
  /// Who an entry belongs to: what is the daemon's goes with it when it dies.
  enum class Of { Outside, Store, Tasks };

  explicit Agenda(engine::Dice& dice) : dice_(dice) {}

  void add(Timestamp when, Of of, std::function<void()> happen) {
    const Key key{when, dice_.roll(1'000), ++last_};
    entries_.emplace(key, Entry{of, std::move(happen)});
    ++count_of(of);
  }

  std::optional<Timestamp> next() const {
    if (entries_.empty()) return std::nullopt;
    return std::get<0>(entries_.begin()->first);
  }

  /// Lets the first entry happen if its time has come.
  bool run_due(Timestamp now) {
    if (!next() || *next() > now) return false;
    const auto entry = std::move(entries_.begin()->second);
    entries_.erase(entries_.begin());
    --count_of(entry.of);
    entry.happen();
    return true;
  }

  std::int64_t count(Of of) const { return counts_[static_cast<std::size_t>(of)]; }

  /// The daemon has died.
  void forget_the_daemons() {
    std::erase_if(entries_, [](const auto& entry) { return entry.second.of != Of::Outside; });
    count_of(Of::Store) = count_of(Of::Tasks) = 0;
  }

 private:
  using Key = std::tuple<Timestamp, int, std::int64_t>;
  struct Entry {
    Of of;
    std::function<void()> happen;
  };

  std::int64_t& count_of(Of of) { return counts_[static_cast<std::size_t>(of)]; }

  engine::Dice& dice_;
  std::map<Key, Entry> entries_;
  std::int64_t counts_[3] = {};
  std::int64_t last_ = 0;
};

}  // namespace sfn::simulation
