#include "tasks/lambda/supervised_child.h"

#include <algorithm>
#include <fstream>
#include <utility>

#include "base/fail_point.h"
#include "base/text.h"
#include "tasks/lambda/supervisor.h"

namespace sfn::tasks {
namespace {

// A program may send its answer and end at once, and we may learn of its end first. Its connection
// is accepted in one turn of the loop and read in the next.
constexpr int kSettlingTurns = 3;

constexpr int kKibPerMib = 1'024;

// `VmHWM:     9180 kB` in /proc/PID/status.
int peak_kib_of(const std::string& pid) {
  std::ifstream status("/proc/" + pid + "/status");
  std::string word;
  for (int kib = 0; status >> word;) {
    if (word == "VmHWM:" && status >> kib) return kib;
  }
  return 0;
}

}  // namespace

Result<std::unique_ptr<SupervisedChild>> SupervisedChild::start(loop::Loop& loop,
                                                                const ChildOptions& options,
                                                                Printed printed, Ended ended) {
  std::unique_ptr<SupervisedChild> child(
      new SupervisedChild(loop, std::move(printed), std::move(ended)));
  if (auto spawned = child->spawn(options); !spawned) return spawned.error();
  return child;
}

SupervisedChild::SupervisedChild(loop::Loop& loop, Printed printed, Ended ended)
    : loop_(loop), printed_(std::move(printed)), ended_(std::move(ended)) {}

Result<void> SupervisedChild::spawn(const ChildOptions& options) {
  auto output = loop::make_pipe();
  if (!output) return output.error();
  auto errors = loop::make_pipe();
  if (!errors) return errors.error();
  auto lifeline = loop::make_pipe();
  if (!lifeline) return lifeline.error();
  auto report = loop::make_pipe();
  if (!report) return report.error();

  loop::ProcessOptions process;
  process.argv = options.supervisor;
  process.argv.insert(process.argv.end(), options.argv.begin(), options.argv.end());
  process.environment = options.environment;
  process.directory = options.directory;
  process.inherit = {-1, output->write.get(), errors->write.get(), lifeline->read.get(),
                     report->write.get()};
  static_assert(kLifelineFd == 3 && kReportFd == 4);
  fail_point("spawn.before");
  auto spawned = loop::Process::spawn(
      loop_, process, [this](loop::ExitStatus status) { settle(status, kSettlingTurns); });
  if (!spawned) return spawned.error();
  fail_point("spawn.after");

  supervisor_ = std::make_unique<loop::Process>(std::move(*spawned));
  lifeline_ = std::move(lifeline->write);
  report_ = std::make_unique<loop::PipeReader>(loop_, std::move(report->read));
  for (const auto which : {FunctionLog::Output::Stdout, FunctionLog::Output::Stderr}) {
    auto& pipe = which == FunctionLog::Output::Stdout ? output : errors;
    auto& reader = output_[static_cast<int>(which)];
    reader = std::make_unique<loop::PipeReader>(loop_, std::move(pipe->read));
    read_output(*reader, which);
  }
  fail_point("spawn.kept");
  return {};
}

void SupervisedChild::read_output(loop::PipeReader& reader, FunctionLog::Output output) {
  reader.start([this, output](std::string_view bytes) { printed_(output, bytes); }, [] {});
}

void SupervisedChild::drain() {
  for (const auto which : {FunctionLog::Output::Stdout, FunctionLog::Output::Stderr}) {
    const std::string bytes = output_[static_cast<int>(which)]->drain();
    if (!bytes.empty()) printed_(which, bytes);
  }
}

void SupervisedChild::end() { lifeline_ = loop::Fd(); }

int SupervisedChild::peak_mib() {
  read_report();
  const int kib = program_pid_.empty() ? 0 : peak_kib_of(program_pid_);
  peak_mib_ = std::max(peak_mib_, kib / kKibPerMib);
  return peak_mib_;
}

void SupervisedChild::read_report() {
  for (const auto& line : split(report_->drain(), '\n')) {
    const auto space = line.find(' ');
    if (space == std::string::npos) continue;
    const std::string word = line.substr(0, space);
    const std::string value = line.substr(space + 1);
    if (word == kReportPid) program_pid_ = value;
    if (word == kReportNotStarted) not_started_ = value;
    if (word == kReportPeakKib) {
      peak_mib_ = static_cast<int>(parse_integer(value).value_or(0) / kKibPerMib);
      program_pid_.clear();  // Somebody else's from now on.
      supervised_ = true;    // It is the last that a supervisor says.
    }
  }
}

void SupervisedChild::settle(loop::ExitStatus status, int turns) {
  if (turns > 0) {
    return loop_.post([this, alive = std::weak_ptr<int>(alive_), status, turns] {
      if (!alive.expired()) settle(status, turns - 1);
    });
  }
  drain();
  read_report();
  std::exchange(ended_, {})({status, not_started_, supervised_});
}

}  // namespace sfn::tasks
