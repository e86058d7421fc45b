#include "tasks/lambda/leftovers.h"

#include <poll.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <csignal>
#include <fstream>
#include <functional>
#include <iterator>
#include <string_view>
#include <system_error>
#include <vector>

#include "base/text.h"
#include "loop/fd.h"

namespace sfn::tasks {
namespace {

namespace fs = std::filesystem;
using Clock = std::chrono::steady_clock;

// Told whether a process is to be ended by what /proc says of it: its folder there.
using IsMeant = std::function<bool(const fs::path& process)>;

constexpr std::chrono::seconds kSupervisorTime{2};  // For supervisors to end their functions.
constexpr std::chrono::seconds kDeathTime{1};       // From SIGKILL to the end of the last of them.
constexpr int kRoundsMax = 100;             // What forks faster than this is not to be ended so.
constexpr std::size_t kProcessesMax = 256;  // In a round: each takes a descriptor.

constexpr std::string_view kTaskRoot = "LAMBDA_TASK_ROOT=";

// The entries of /proc/PID/environ or cmdline. Empty for what has ended or is not to be looked at.
std::vector<std::string> entries(const fs::path& file) {
  std::ifstream in(file, std::ios::binary);
  return split(std::string(std::istreambuf_iterator<char>(in), {}), '\0');
}

bool is_supervisor(const fs::path& process) {
  const auto arguments = entries(process / "cmdline");
  return arguments.size() > 1 && arguments[1] == "--supervise";
}

// Handles and not numbers, since a handle never comes to mean another process.
std::vector<loop::Fd> find(const IsMeant& is_meant) {
  std::vector<loop::Fd> found;
  std::error_code error;
  const auto self = std::to_string(::getpid());
  for (const auto& entry : fs::directory_iterator("/proc", error)) {
    const auto pid = parse_integer(entry.path().filename().string());
    if (!pid || entry.path().filename() == self || found.size() == kProcessesMax) continue;
    loop::Fd handle(static_cast<int>(::syscall(SYS_pidfd_open, *pid, 0)));
    // Looked at once the handle is there: what is seen is the process itself, or one that took its
    // number after it had ended, and then the handle leads nowhere.
    if (handle.get() >= 0 && is_meant(entry.path())) found.push_back(std::move(handle));
  }
  return found;
}

// Until all have ended, or for so long.
void await(const std::vector<loop::Fd>& processes, std::chrono::milliseconds time) {
  const auto deadline = Clock::now() + time;
  for (const auto& process : processes) {
    const auto left =
        std::chrono::duration_cast<std::chrono::milliseconds>(deadline - Clock::now()).count();
    pollfd watched{process.get(), POLLIN, 0};
    ::poll(&watched, 1, static_cast<int>(std::max<std::int64_t>(left, 0)));
  }
}

// What is forked while others are killed is found in the next round.
void kill_all(const IsMeant& is_meant) {
  for (int round = 0; round < kRoundsMax; ++round) {
    const auto found = find(is_meant);
    if (found.empty()) return;
    for (const auto& process : found) {
      ::syscall(SYS_pidfd_send_signal, process.get(), SIGKILL, nullptr, 0);
    }
    await(found, kDeathTime);
  }
}

// Paths are compared as the file system has them: a directory may be given in several ways.
bool lies_below(const std::string& path, const fs::path& root) {
  std::error_code error;
  const auto full = fs::weakly_canonical(path, error);
  return !error &&
         std::mismatch(root.begin(), root.end(), full.begin(), full.end()).first == root.end();
}

}  // namespace

void end_leftovers_below(const fs::path& code_root) {
  const auto is_meant = [root = fs::weakly_canonical(code_root)](const fs::path& process) {
    const auto variables = entries(process / "environ");
    return std::any_of(variables.begin(), variables.end(), [&root](const std::string& variable) {
      return starts_with(variable, kTaskRoot) &&
             lies_below(variable.substr(kTaskRoot.size()), root);
    });
  };
  await(find([&is_meant](const fs::path& process) {
          return is_meant(process) && is_supervisor(process);
        }),
        kSupervisorTime);
  kill_all(is_meant);
}

void end_leftovers_of(const std::string& log_stream) {
  kill_all([wanted = "AWS_LAMBDA_LOG_STREAM_NAME=" + log_stream](const fs::path& process) {
    const auto variables = entries(process / "environ");
    return std::find(variables.begin(), variables.end(), wanted) != variables.end();
  });
}

}  // namespace sfn::tasks
