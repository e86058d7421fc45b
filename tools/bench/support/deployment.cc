#include "support/deployment.h"

#include <fstream>

#include "support/http_connection.h"

namespace sfn::bench {
namespace {

namespace fs = std::filesystem;

constexpr const char* kRegion = "us-east-1";

}  // namespace

std::string machine_arn(const std::string& name) {
  return std::string("arn:aws:states:") + kRegion + ":123456789012:stateMachine:" + name;
}

std::string create_machine(DaemonProcess& daemon, const std::string& name,
                           const std::string& definition) {
  Json machine = Json::object();
  machine["name"] = name;
  machine["definition"] = definition;
  machine["roleArn"] = "arn:aws:iam::123456789012:role/bench";
  HttpConnection(daemon.port()).call("CreateStateMachine", machine);
  return machine_arn(name);
}

void deploy_folder(const Options& options, DaemonProcess& daemon, const fs::path& folder) {
  run_program({options.bin / "sfnctl", "--endpoint", daemon.endpoint(), "--region", kRegion,
               "deploy", folder});
}

void write_folder(const Options& options, const fs::path& folder, const std::string& definition) {
  fs::create_directories(folder / "functions");
  std::ofstream(folder / "workflow.asl.json") << definition;
  fs::copy_file(options.bin / "bench_function", folder / "functions/Order");
}

}  // namespace sfn::bench
