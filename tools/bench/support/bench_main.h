// The command line that all benches have in common, and their way to the end.
#pragma once

#include <filesystem>
#include <functional>
#include <string>

#include "support/report.h"

namespace sfn::bench {

struct Options {
  bool quick = false;            ///< Seconds instead of minutes: to see that it runs, not to judge.
  std::filesystem::path bin;     ///< Where sfnd, sfnctl and bench_function are: beside the bench.
  std::filesystem::path source;  ///< The checkout.
  std::filesystem::path scratch;  ///< For databases; on the disk that is to be measured.

  /// `full`, or `quick` where the run is to be quick.
  template <typename T>
  T choose(T full, T quick_one) const {
    return quick ? quick_one : full;
  }
};

/// An empty directory below `options.scratch`, removed with all that is in it.
class Scratch {
 public:
  explicit Scratch(const Options& options);
  ~Scratch();
  Scratch(const Scratch&) = delete;
  Scratch& operator=(const Scratch&) = delete;

  const std::filesystem::path& path() const { return path_; }
  operator const std::filesystem::path&() const { return path_; }

 private:
  std::filesystem::path path_;
};

/// Parses the command line, runs the bench, prints its table and writes its JSON. The exit status:
/// 0 all within bounds, 1 a figure falls short, 2 used wrongly or the bench could not run.
int bench_main(int argc, char** argv, const std::string& name,
               const std::function<void(const Options&, Report&)>& bench);

}  // namespace sfn::bench
