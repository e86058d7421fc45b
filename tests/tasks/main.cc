// The test program of tasks. It is its own supervisor, as the daemon is, so that the functions of
// the tests run below the real one.
#include <gmock/gmock.h>

#include <csignal>
#include <string_view>

#include "loop/loop.h"
#include "tasks/lambda/supervised_child.h"
#include "tasks/lambda/supervisor.h"

namespace {

// Stands for the daemon that is killed: supervises a shell script until somebody ends it.
[[noreturn]] void hold(const char* script) {
  sfn::loop::Loop loop;
  sfn::tasks::ChildOptions options;
  options.supervisor = {"/proc/self/exe", "--supervise"};
  options.argv = {"/bin/sh", "-c", script};
  options.environment = {"PATH=/usr/bin:/bin"};
  const auto child = sfn::tasks::SupervisedChild::start(
      loop, options, [](auto, auto) {}, [](const auto&) { ::_exit(1); });
  for (;;) loop.run();
}

}  // namespace

int main(int argc, char** argv) {
  if (argc > 1 && argv[1] == std::string_view("--supervise"))
    return sfn::tasks::supervise(argv + 2);
  if (argc > 2 && argv[1] == std::string_view("--hold")) hold(argv[2]);
  testing::InitGoogleMock(&argc, argv);
  return RUN_ALL_TESTS();
}
