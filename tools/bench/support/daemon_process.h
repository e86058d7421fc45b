// DaemonProcess: a real sfnd over a data directory, from its spawn to its end.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "support/bench_main.h"
#include "support/stopwatch.h"

namespace sfn::bench {

class DaemonProcess {
 public:
  /// Spawns it; returns before it is ready. Throws std::runtime_error, as all here does.
  DaemonProcess(const Options& options, const std::filesystem::path& data_dir,
                const std::vector<std::string>& more_options = {});
  ~DaemonProcess();  // Kills it where it still runs.
  DaemonProcess(const DaemonProcess&) = delete;
  DaemonProcess& operator=(const DaemonProcess&) = delete;

  SteadyClock::time_point spawned() const { return spawned_; }

  /// Reads the log until a line holds `text`, and returns that line.
  std::string wait_for_line(const std::string& text);

  /// Once it listens.
  std::uint16_t port();
  /// `http://127.0.0.1:PORT`, once it listens.
  std::string endpoint();

  double resident_mib() const;
  double peak_resident_mib() const;  ///< The most it ever held.

  /// SIGTERM, and waits for the end.
  void stop();
  /// SIGKILL, as a power cut would.
  void kill();

 private:
  double mib_in_status(const std::string& marker) const;
  void end(int signal);
  bool read_more();

  SteadyClock::time_point spawned_;
  pid_t pid_ = -1;
  int log_ = -1;
  std::string unread_;
  std::uint16_t port_ = 0;
};

/// Runs a program to its end; throws where it does not exit with 0.
void run_program(const std::vector<std::string>& command);

}  // namespace sfn::bench
