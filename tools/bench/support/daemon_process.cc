#include "support/daemon_process.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <fstream>
#include <stdexcept>
#include <utility>

#include "base/text.h"

namespace sfn::bench {
namespace {

constexpr int kLogSilenceMs = 120'000;  // Longer than any start; then the bench has failed.

// The child's standard output and error go to `output`, or to where ours go for -1.
pid_t spawn(const std::vector<std::string>& command, int output) {
  std::vector<char*> argv;
  for (const auto& word : command) argv.push_back(const_cast<char*>(word.c_str()));
  argv.push_back(nullptr);
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  if (output >= 0) {
    posix_spawn_file_actions_adddup2(&actions, output, STDOUT_FILENO);
    posix_spawn_file_actions_adddup2(&actions, output, STDERR_FILENO);
  } else {
    posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
  }
  pid_t pid = -1;
  const int failed = posix_spawnp(&pid, argv[0], &actions, nullptr, argv.data(), environ);
  posix_spawn_file_actions_destroy(&actions);
  if (failed != 0) throw std::runtime_error("cannot run " + command.front());
  return pid;
}

int wait_for_end(pid_t pid) {
  int status = 0;
  while (::waitpid(pid, &status, 0) < 0 && errno == EINTR) {
  }
  return status;
}

std::string read_file(const std::string& path) {
  std::ifstream in(path);
  return {std::istreambuf_iterator<char>(in), {}};
}

}  // namespace

DaemonProcess::DaemonProcess(const Options& options, const std::filesystem::path& data_dir,
                             const std::vector<std::string>& more_options) {
  std::vector<std::string> command{options.bin / "sfnd", "--data-dir", data_dir, "--listen",
                                   "127.0.0.1:0"};
  command.insert(command.end(), more_options.begin(), more_options.end());
  int ends[2];
  if (::pipe2(ends, O_CLOEXEC) != 0) throw std::runtime_error("no pipe for the daemon's log");
  log_ = ends[0];
  spawned_ = SteadyClock::now();
  pid_ = spawn(command, ends[1]);
  ::close(ends[1]);
}

DaemonProcess::~DaemonProcess() {
  if (pid_ > 0) kill();
  ::close(log_);
}

std::string DaemonProcess::wait_for_line(const std::string& text) {
  for (;;) {
    const auto end = unread_.find('\n');
    if (end == std::string::npos) {
      if (!read_more()) throw std::runtime_error("sfnd did not say \"" + text + "\"");
      continue;
    }
    auto line = unread_.substr(0, end);
    unread_.erase(0, end + 1);
    if (line.find(text) != std::string::npos) return line;
  }
}

bool DaemonProcess::read_more() {
  pollfd wanted{log_, POLLIN, 0};
  if (::poll(&wanted, 1, kLogSilenceMs) <= 0) return false;
  char bytes[4096];
  const auto count = ::read(log_, bytes, sizeof bytes);
  if (count <= 0) return false;
  unread_.append(bytes, static_cast<std::size_t>(count));
  return true;
}

std::uint16_t DaemonProcess::port() {
  if (port_ != 0) return port_;
  const std::string marker = "listening on http://127.0.0.1:";
  const auto line = wait_for_line(marker);
  port_ = static_cast<std::uint16_t>(std::stoi(line.substr(line.find(marker) + marker.size())));
  return port_;
}

std::string DaemonProcess::endpoint() { return fmt::format("http://127.0.0.1:{}", port()); }

double DaemonProcess::resident_mib() const { return mib_in_status("VmRSS:"); }

double DaemonProcess::peak_resident_mib() const { return mib_in_status("VmHWM:"); }

double DaemonProcess::mib_in_status(const std::string& marker) const {
  const auto status = read_file(fmt::format("/proc/{}/status", pid_));
  return std::stod(status.substr(status.find(marker) + marker.size())) / 1024;
}

void DaemonProcess::stop() { end(SIGTERM); }

void DaemonProcess::kill() { end(SIGKILL); }

void DaemonProcess::end(int signal) {
  ::kill(pid_, signal);
  wait_for_end(std::exchange(pid_, -1));
}

void run_program(const std::vector<std::string>& command) {
  const int status = wait_for_end(spawn(command, -1));
  if (WIFEXITED(status) && WEXITSTATUS(status) == 0) return;
  throw std::runtime_error(fmt::format("\"{}\" failed", join(command, " ")));
}

}  // namespace sfn::bench
