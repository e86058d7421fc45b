// Deployment: state machines of a running daemon, made as a user makes them.
#pragma once

#include <filesystem>
#include <string>

#include "support/bench_main.h"
#include "support/daemon_process.h"

namespace sfn::bench {

/// The ARN of a state machine in the daemon's default place.
std::string machine_arn(const std::string& name);

/// Creates a state machine without functions; returns its ARN.
std::string create_machine(DaemonProcess& daemon, const std::string& name,
                           const std::string& definition);

/// `sfnctl deploy` of a workflow folder; the machine is named after the folder.
void deploy_folder(const Options& options, DaemonProcess& daemon,
                   const std::filesystem::path& folder);

/// Makes a workflow folder with one compiled function, `Order`, which is bench_function.
void write_folder(const Options& options, const std::filesystem::path& folder,
                  const std::string& definition);

}  // namespace sfn::bench
