#include "tasks/lambda/supervisor.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/signalfd.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstring>
#include <string>

#include "base/fail_point.h"
#include "tasks/lambda/descendants.h"

namespace sfn::tasks {
namespace {

constexpr int kUsageError = 2;

void report(const char* word, const char* value) {
  // One write below PIPE_BUF: lines of the child and of the parent do not mix.
  ::dprintf(kReportFd, "%s %s\n", word, value);
}

void report(const char* word, long value) { report(word, std::to_string(value).c_str()); }

sigset_t handled_signals() {
  sigset_t signals;
  sigemptyset(&signals);
  for (const int signal : {SIGCHLD, SIGTERM, SIGINT, SIGHUP}) sigaddset(&signals, signal);
  return signals;
}

// In the child, until the program runs.
[[noreturn]] void become(char** program, const sigset_t& signals, pid_t supervisor) {
  ::sigprocmask(SIG_UNBLOCK, &signals, nullptr);
  // A session of its own, so that a function which signals its process group spares the supervisor.
  ::setsid();
  // Should the supervisor be killed, at least its child goes with it.
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (::getppid() != supervisor) ::_exit(1);

  ::close_range(kLifelineFd, ~0U, CLOSE_RANGE_CLOEXEC);
  ::execv(program[0], program);
  report(kReportNotStarted, (std::string(program[0]) + ": " + std::strerror(errno)).c_str());
  ::_exit(127);
}

class Supervisor {
 public:
  explicit Supervisor(char** program) : signals_(handled_signals()) {
    ::sigprocmask(SIG_BLOCK, &signals_, nullptr);
    signal_fd_ = ::signalfd(-1, &signals_, SFD_CLOEXEC | SFD_NONBLOCK);
    const pid_t self = ::getpid();
    child_ = ::fork();
    if (child_ == 0) become(program, signals_, self);
    fail_point("supervisor.forked");
    if (child_ < 0) {
      report(kReportNotStarted, std::strerror(errno));
    } else {
      report(kReportPid, child_);
    }
    drop_output();
  }

  // Waits for the end of the child or of the lifeline; leaves no descendant.
  void run() {
    while (child_ > 0 && !child_ended_ && lifeline_holds()) reap_ended(note_child());
    end_descendants(note_child());
    report(kReportPeakKib, peak_kib_);
  }

  // What the child's end means for our own.
  int exit_code() const {
    if (child_ended_ && WIFSIGNALED(status_)) die_of(WTERMSIG(status_));
    return child_ended_ ? WEXITSTATUS(status_) : 1;
  }

 private:
  // The readers of the function's output see its end when the function's processes are gone.
  void drop_output() {
    const int null = ::open("/dev/null", O_RDWR | O_CLOEXEC);
    ::dup2(null, STDOUT_FILENO);
    ::dup2(null, STDERR_FILENO);
    ::close(null);
  }

  // Blocks until something has happened.
  bool lifeline_holds() {
    pollfd watched[] = {{kLifelineFd, POLLIN, 0}, {signal_fd_, POLLIN, 0}};
    if (::poll(watched, 2, -1) < 0) return errno == EINTR;
    if (watched[0].revents != 0) return false;

    signalfd_siginfo info;
    bool told_to_end = false;
    while (::read(signal_fd_, &info, sizeof info) == sizeof info) {
      told_to_end = told_to_end || info.ssi_signo != SIGCHLD;
    }
    return !told_to_end;
  }

  Reaped note_child() {
    return [this](pid_t pid, int status, const rusage& usage) {
      if (pid != child_) return;
      child_ended_ = true;
      status_ = status;
      peak_kib_ = usage.ru_maxrss;
    };
  }

  void die_of(int signal) const {
    ::prctl(PR_SET_DUMPABLE, 0);  // The child has left its core, if any; ours would tell nothing.
    ::signal(signal, SIG_DFL);
    ::raise(signal);
    ::sigprocmask(SIG_UNBLOCK, &signals_, nullptr);
  }

  sigset_t signals_;
  int signal_fd_ = -1;
  pid_t child_ = -1;
  bool child_ended_ = false;
  int status_ = 0;
  long peak_kib_ = 0;
};

}  // namespace

int supervise(char** program) {
  if (program[0] == nullptr) {
    ::dprintf(STDERR_FILENO, "--supervise: the program to run is missing\n");
    return kUsageError;
  }
  for (const int fd : {kLifelineFd, kReportFd}) ::fcntl(fd, F_SETFD, FD_CLOEXEC);
  ::setsid();  // The terminal's signals are for the daemon; it closes the lifeline.
  ::prctl(PR_SET_CHILD_SUBREAPER, 1);

  Supervisor supervisor(program);
  supervisor.run();
  return supervisor.exit_code();
}

}  // namespace sfn::tasks
