#include "tasks/lambda/leftovers.h"

#include <gtest/gtest.h>

#include <csignal>
#include <optional>

#include "loop/process.h"
#include "support/run_until.h"
#include "support/temporary_directory.h"

namespace sfn::tasks {
namespace {

struct LeftoversTest : testing::Test {
  ~LeftoversTest() override {
    for (auto& process : processes) process.kill(SIGKILL);
  }

  // Sleeps until it is killed; its end is noted by its place.
  std::size_t start(const std::string& variable) {
    const auto place = ends.size();
    ends.emplace_back();
    loop::ProcessOptions options;
    options.argv = {"sleep", "1000"};
    options.environment = {"PATH=/usr/bin:/bin", variable};
    options.new_session = true;
    auto process = loop::Process::spawn(
        loop, options, [this, place](loop::ExitStatus status) { ends[place] = status; });
    processes.push_back(std::move(process.value()));
    return place;
  }

  void expect_killed(std::size_t place) {
    run_until(loop, [this, place] { return ends[place].has_value(); });
    EXPECT_EQ(ends[place], (loop::ExitStatus{0, SIGKILL}));
  }

  support::TemporaryDirectory directory;
  loop::Loop loop;
  std::vector<std::optional<loop::ExitStatus>> ends;
  std::vector<loop::Process> processes;
};

TEST_F(LeftoversTest, ThoseOfALogStreamAreEnded) {
  const auto meant = start("AWS_LAMBDA_LOG_STREAM_NAME=2026/11/22/[$LATEST]0a");
  const auto other = start("AWS_LAMBDA_LOG_STREAM_NAME=2026/11/22/[$LATEST]0ab");
  end_leftovers_of("2026/11/22/[$LATEST]0a");
  expect_killed(meant);
  EXPECT_FALSE(ends[other]);
}

TEST_F(LeftoversTest, ThoseWithCodeBelowTheDirectoryAreEnded) {
  const auto root = directory.file("code");
  const auto meant = start("LAMBDA_TASK_ROOT=" + root + "/abc/task");
  const auto spelled_otherwise = start("LAMBDA_TASK_ROOT=" + directory.file("./code/../code/abc"));
  const auto beside = start("LAMBDA_TASK_ROOT=" + root + "-of-another/abc/task");
  const auto no_function = start("ROOT=" + root + "/abc/task");
  end_leftovers_below(root);
  expect_killed(meant);
  expect_killed(spelled_otherwise);
  EXPECT_FALSE(ends[beside]);
  EXPECT_FALSE(ends[no_function]);
}

}  // namespace
}  // namespace sfn::tasks
