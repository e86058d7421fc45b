// The test program of the simulator, which is also the simulator: with --runs it makes runs instead
// of tests, for tools/simulate.
#include <fmt/format.h>
#include <gmock/gmock.h>

#include <cstring>
#include <iostream>
#include <string_view>

#include "simulation/many.h"

int main(int argc, char** argv) {
  if (argc > 1 && argv[1] == std::string_view("--runs")) {
    return sfn::simulation::run_many(argc - 1, argv + 1);
  }
  testing::InitGoogleMock(&argc, argv);
  return RUN_ALL_TESTS();
}
