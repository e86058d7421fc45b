// A story: a machine, its input and an outside that answers the same way each time it is told.
#pragma once

#include <functional>
#include <ostream>
#include <string>
#include <vector>

#include "engine/support/world.h"

namespace sfn::engine {

struct Story {
  std::string name;
  std::string definition;
  std::string input;
  /// What the outside does next; false where it has nothing left to do. It remembers nothing: what
  /// it does follows from the world alone.
  std::function<bool(World&)> next;
  bool at_most_once = false;  ///< Whether its functions are called so.
};
inline void PrintTo(const Story& story, std::ostream* out) { *out << story.name; }

/// One for each input of each folder of workflows/, with stand-ins for their functions.
std::vector<Story> stories_of_the_workflows();

/// A set that covers every kind of state and of outstanding work.
std::vector<Story> stories_of_all_states();

}  // namespace sfn::engine
