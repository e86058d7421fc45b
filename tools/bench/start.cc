// bench_start: how long a daemon takes from its spawn to its first answer, on an empty directory,
// and what it then holds in memory.
#include "support/bench_main.h"
#include "support/daemon_process.h"
#include "support/http_connection.h"
#include "support/samples.h"

namespace sfn::bench {
namespace {

void bench(const Options& options, Report& report) {
  const auto starts = options.choose(40, 5);
  Samples times;
  Samples sizes;
  for (int i = 0; i < starts; ++i) {
    const Scratch scratch(options);
    DaemonProcess daemon(options, scratch);
    HttpConnection(daemon.port()).get("/health");
    times.push_back(milliseconds_between(daemon.spawned(), SteadyClock::now()));
    sizes.push_back(daemon.resident_mib());
    daemon.stop();
  }
  report.at_most("from spawn to /health, empty directory, p50", median(times), "ms", 30);
  report.tell("from spawn to /health, empty directory, p90", percentile(times, 0.9), "ms");
  report.at_most("resident memory then", median(sizes), "MiB", 15);
}

}  // namespace
}  // namespace sfn::bench

int main(int argc, char** argv) {
  return sfn::bench::bench_main(argc, argv, "start", sfn::bench::bench);
}
