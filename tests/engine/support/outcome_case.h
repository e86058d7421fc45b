// A row of a table of rules: a machine, what it is given, and how its execution ends.
#pragma once

#include <gtest/gtest.h>

#include <ostream>
#include <string>

#include "engine/support/definitions.h"
#include "engine/support/world.h"

namespace sfn::engine {

struct OutcomeCase {
  const char* name;
  std::string definition;
  std::string input;
  std::string outcome;
  World::Answer answer = always("null");
};

inline void PrintTo(const OutcomeCase& c, std::ostream* out) { *out << c.definition; }

inline void expect_outcome(const OutcomeCase& c) {
  World world(c.definition);
  world.run(c.input, c.answer);
  EXPECT_EQ(world.outcome(), c.outcome);
}

inline const auto kNameOfCase = [](const auto& test) { return std::string(test.param.name); };

}  // namespace sfn::engine
