// sfnctl: the command line of sfn. Collects what the process has (words, environment, terminal,
// Ctrl-C) and hands it to run_sfnctl().
#include <sys/ioctl.h>
#include <unistd.h>

#include <csignal>
#include <exception>
#include <iostream>
#include <string>
#include <vector>

#include "sfnctl/app.h"

namespace {

using sfn::sfnctl::Environment;
using sfn::sfnctl::ExitCode;
using sfn::sfnctl::Interrupt;

Interrupt interrupt;  // A signal handler reaches nothing but globals.

void watch_for_interrupts() {
  struct sigaction action {};
  action.sa_handler = [](int) { interrupt.raise(); };
  // Once only: a second Ctrl-C ends the process even where nothing looks at the first.
  action.sa_flags = static_cast<int>(SA_RESETHAND);
  sigaction(SIGINT, &action, nullptr);
}

/// `sfnctl logs -f NAME | head` is to end with head, also under a parent that ignores the signal.
void end_with_the_reader() { std::signal(SIGPIPE, SIG_DFL); }

std::size_t terminal_columns() {
  winsize size{};
  return ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 ? size.ws_col : 0;
}

Environment this_process() {
  Environment environment;
  for (char** entry = environ; *entry != nullptr; ++entry) {
    const std::string text = *entry;
    const auto equals = text.find('=');
    if (equals == std::string::npos) continue;
    environment.variables[text.substr(0, equals)] = text.substr(equals + 1);
  }
  environment.terminal_out = isatty(STDOUT_FILENO) == 1;
  environment.terminal_err = isatty(STDERR_FILENO) == 1;
  environment.columns = terminal_columns();
  environment.now = [] {
    return std::chrono::floor<sfn::milliseconds>(std::chrono::system_clock::now());
  };
  return environment;
}

}  // namespace

int main(int argc, char** argv) try {
  watch_for_interrupts();
  end_with_the_reader();
  const std::vector<std::string> words(argv + 1, argv + argc);
  const auto code =
      sfn::sfnctl::run_sfnctl(words, this_process(), {std::cout, std::cerr}, interrupt);
  if (!std::cout.flush()) {
    std::cerr << "sfnctl: cannot write to standard output\n";
    return static_cast<int>(ExitCode::Failed);
  }
  return static_cast<int>(code);
} catch (const std::exception& error) {
  std::cerr << "sfnctl: " << error.what() << '\n';
  return static_cast<int>(ExitCode::Failed);
}
