#include "tasks/lambda/probe.h"

#include <csignal>
#include <utility>

namespace sfn::tasks {

Probe::Probe(loop::Loop& loop, const std::vector<std::string>& argv,
             const std::vector<std::string>& environment, Done done)
    : timer_(loop), done_(std::move(done)) {
  const bool running = start(loop, argv, environment);
  timer_.start(running ? kProbeTimeMax : seconds(0), [this] { finish(false); });
}

Probe::~Probe() {
  if (process_) process_->kill(SIGKILL);
}

bool Probe::start(loop::Loop& loop, const std::vector<std::string>& argv,
                  const std::vector<std::string>& environment) {
  auto pipe = loop::make_pipe();
  if (!pipe) return false;
  loop::ProcessOptions options;
  options.argv = argv;
  options.environment = environment;
  options.inherit = {-1, pipe->write.get()};
  options.new_session = true;
  auto process = loop::Process::spawn(
      loop, options, [this](loop::ExitStatus status) { finish(status == loop::ExitStatus{}); });
  if (!process) return false;
  process_.emplace(std::move(*process));
  output_.emplace(loop, std::move(pipe->read));
  return true;
}

void Probe::finish(bool succeeded) {
  // What it printed lies in the pipe: a short answer fits there, and no more is wanted.
  auto output = succeeded && output_ ? std::optional(output_->drain()) : std::nullopt;
  std::exchange(done_, {})(std::move(output));
}

}  // namespace sfn::tasks
