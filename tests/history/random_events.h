// Draws events of every alternative with members of every shape, for property tests.
#pragma once

#include <cstdint>
#include <random>

#include "history/event.h"

namespace sfn::history {

class RandomEvents {
 public:
  RandomEvents(std::uint64_t seed, Timestamp time) : bits_(seed), time_(time) {}

  /// Up to `size_max` events that happened at the time given.
  Events draw(int size_max);

  /// One event of the alternative at `index` of the variant.
  Event draw_alternative(std::size_t index);

 private:
  std::int64_t below(std::int64_t limit);
  bool coin() { return below(2) == 0; }

  template <typename E>
  E event();

  // Members that some events have are drawn by type, so that none is forgotten.
  template <typename E>
  void fill(E& event);
  Link link();
  Failure failure();
  ParentLink parent_link();
  Tally tally();
  std::vector<std::int64_t> numbers();
  void draw(ChildTask& child);
  void draw(std::string& child);
  Timestamp moment();
  std::int64_t number();
  std::string text();
  std::string resource();
  Payload payload();
  std::map<std::string, Payload> payloads();
  std::vector<ParallelStarted::Branch> branches();
  template <typename T>
  std::optional<T> maybe(T value) {
    return coin() ? std::optional<T>(std::move(value)) : std::nullopt;
  }

  std::mt19937_64 bits_;
  Timestamp time_;
  std::vector<Payload> drawn_;  // Some payloads come again, shared.
};

}  // namespace sfn::history
