// A fixture that runs real functions: a pool whose options a test may change before it first
// invokes, the log that it wrote, and functions made from their source.
#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "support/run_until.h"
#include "support/temporary_directory.h"
#include "tasks/lambda/function_pool.h"
#include "tasks/lambda/runtime_clients.h"

namespace sfn::tasks {

/// A bootstrap that asks for work and ends before it gets any.
inline constexpr char kAsksAndDies[] =
    "#!/bin/bash\n"
    "exec 3<>\"/dev/tcp/${AWS_LAMBDA_RUNTIME_API%:*}/${AWS_LAMBDA_RUNTIME_API#*:}\"\n"
    "printf 'GET /2018-06-01/runtime/invocation/next HTTP/1.1\\r\\nHost: sfn\\r\\n\\r\\n' >&3\n"
    "read -t 1 <&3\n"
    "exit 3\n";

class FunctionTest : public testing::Test {
 protected:
  FunctionTest() {
    options.runtime_dir = directory.file("runtimes");
    // The system's own interpreters first: others may hide behind slow wrappers.
    options.path = std::string("/usr/bin:/bin:") + std::getenv("PATH");
    install_runtime_clients(options.runtime_dir);
  }

  FunctionPool& pool() {
    if (!pool_) {
      pool_.emplace(
          loop, options, [this] { return ++bits_; },
          [this](logs::LogEvent event) { log.push_back(std::move(event)); });
    }
    return *pool_;
  }

  /// A function whose package is one file.
  std::shared_ptr<FunctionSpec> function(const std::string& file, const std::string& source,
                                         const std::string& runtime, const std::string& handler) {
    auto spec = std::make_shared<FunctionSpec>();
    spec->name = "fn";
    spec->arn = "arn:aws:lambda:eu-west-3:123456789012:function:fn";
    spec->place = {"eu-west-3", "123456789012"};
    spec->runtime = runtime;
    spec->handler = handler;
    spec->revision = "r" + std::to_string(++packages_);
    spec->code_dir = directory.file("code" + std::to_string(packages_));
    std::filesystem::create_directories(
        std::filesystem::path(spec->code_dir + "/" + file).parent_path());
    std::ofstream(spec->code_dir + "/" + file) << source;
    return spec;
  }
  std::shared_ptr<FunctionSpec> python(const std::string& source) {
    return function("app.py", source, "python3.11", "app.handler");
  }
  /// A custom runtime: any executable.
  std::shared_ptr<FunctionSpec> bootstrap(const std::string& source) {
    auto spec = function("bootstrap", source, "provided.al2023", "none");
    std::filesystem::permissions(spec->code_dir + "/bootstrap", std::filesystem::perms(0755));
    return spec;
  }

  /// A call under way, and its answer.
  struct Pending {
    Ticket ticket{};
    std::shared_ptr<std::optional<Result<InvocationResult>>> answer =
        std::make_shared<std::optional<Result<InvocationResult>>>();
    bool done() const { return answer->has_value(); }
    const InvocationResult& result() const { return answer->value().value(); }
  };

  Pending begin(std::shared_ptr<const FunctionSpec> spec, Json event = Json::object()) {
    Invocation invocation;
    invocation.request_id = "request-" + std::to_string(++requests_);
    invocation.payload = Payload(std::move(event));
    invocation.origin = {"arn:execution", "State", 2};
    return begin_invocation(std::move(spec), std::move(invocation));
  }
  Pending begin_invocation(std::shared_ptr<const FunctionSpec> spec, Invocation invocation,
                           AskConsent ask = {}) {
    Pending pending;
    pending.ticket = pool().invoke(
        std::move(spec), std::move(invocation),
        [answer = pending.answer](Result<InvocationResult> result) { *answer = std::move(result); },
        std::move(ask));
    return pending;
  }

  void await(const Pending& pending) {
    run_until(loop, [&pending] { return pending.done(); });
  }
  /// Calls the function and waits for its answer.
  InvocationResult invoke(std::shared_ptr<const FunctionSpec> spec, Json event = Json::object()) {
    const Pending pending = begin(std::move(spec), std::move(event));
    await(pending);
    return pending.result();
  }

  /// Turns the loop for a while: for what must not happen meanwhile.
  void run_for(milliseconds time) {
    bool over = false;
    loop::Timer timer(loop);
    timer.start(time, [&over] { over = true; });
    run_until(loop, [&over] { return over; });
  }

  /// The messages of the log, without their line breaks.
  std::vector<std::string> messages() const {
    std::vector<std::string> texts;
    for (const auto& event : log) {
      texts.push_back(event.message.substr(0, event.message.size() - 1));
    }
    return texts;
  }

  loop::Loop loop;
  support::TemporaryDirectory directory;
  FunctionPoolOptions options;
  std::vector<logs::LogEvent> log;

 private:
  std::optional<FunctionPool> pool_;
  std::uint64_t bits_ = 0;
  int packages_ = 0;
  int requests_ = 0;
};

}  // namespace sfn::tasks
