#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>
#include <vector>

#include "base/fail_point.h"
#include "sfnd/config.h"
#include "sfnd/daemon.h"
#include "sfnd/last_words.h"
#include "tasks/lambda/supervisor.h"
#include "telemetry/log.h"

namespace {

// For tests: see base/fail_point.h.
void arm_fail_point() {
  const char* text = std::getenv("SFN_FAIL_POINT");
  if (text == nullptr || sfn::arm_fail_point(text)) return;
  std::fprintf(stderr, "sfnd: SFN_FAIL_POINT is '%s', expected NAME:COUNT\n", text);
}

}  // namespace

int main(int argc, char** argv) {
  arm_fail_point();
  // The daemon starts functions through itself: see tasks/lambda/supervisor.h.
  if (argc > 2 && std::strcmp(argv[1], "--supervise") == 0) return sfn::tasks::supervise(argv + 2);
  const auto line = sfn::sfnd::parse_command_line(std::vector<std::string>(argv + 1, argv + argc));
  if (!line.config) {
    std::fputs(line.text.c_str(), line.exit_code == 0 ? stdout : stderr);
    return line.exit_code;
  }
  sfn::telemetry::Logger logger(line.config->log_level);
  const sfn::sfnd::LastWords last_words(logger, sfn::sfnd::store_path(*line.config));
  try {
    return sfn::sfnd::run_daemon(*line.config, logger);
  } catch (...) {
    last_words.say();
    return 1;
  }
}
