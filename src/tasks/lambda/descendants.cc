#include "tasks/lambda/descendants.h"

#include <dirent.h>
#include <fcntl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace sfn::tasks {
namespace {

// /proc/PID/stat reads `PID (NAME) STATE PPID …`, and NAME may hold anything, brackets included.
pid_t parent_of(const char* pid) {
  char text[512];
  const std::string path = std::string("/proc/") + pid + "/stat";
  const int fd = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (fd < 0) return -1;
  const ssize_t size = ::read(fd, text, sizeof text);
  ::close(fd);
  if (size <= 0) return -1;

  const std::string_view stat(text, static_cast<std::size_t>(size));
  const auto name_end = stat.rfind(") ");
  if (name_end == std::string_view::npos) return -1;
  return std::atoi(std::string(stat.substr(name_end + 4)).c_str());
}

std::vector<pid_t> children_of(pid_t parent) {
  const std::unique_ptr<DIR, int (*)(DIR*)> proc(::opendir("/proc"), ::closedir);
  std::vector<pid_t> children;
  if (!proc) return children;
  while (const dirent* entry = ::readdir(proc.get())) {
    const bool is_process = entry->d_name[0] >= '1' && entry->d_name[0] <= '9';
    if (is_process && parent_of(entry->d_name) == parent)
      children.push_back(std::atoi(entry->d_name));
  }
  return children;
}

}  // namespace

bool reap_ended(const Reaped& reaped) {
  for (;;) {
    int status = 0;
    rusage usage{};
    const pid_t child = ::wait4(-1, &status, WNOHANG, &usage);
    if (child <= 0) return child == 0;
    reaped(child, status, usage);
  }
}

void end_descendants(const Reaped& reaped) {
  for (;;) {
    // Only direct children are killed: until we reap one, its number cannot be given to another
    // process. The children of those that die become ours, and are found in the next round.
    for (const pid_t child : children_of(::getpid())) ::kill(child, SIGKILL);

    int status = 0;
    rusage usage{};
    const pid_t child = ::wait4(-1, &status, 0, &usage);
    if (child < 0) return;
    reaped(child, status, usage);
    if (!reap_ended(reaped)) return;
  }
}

}  // namespace sfn::tasks
