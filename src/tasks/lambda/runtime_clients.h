// Our runtime clients: the programs between an interpreter and a user's handler. They are part of
// this binary and are written to disk for the interpreters to run.
#pragma once

#include <filesystem>
#include <string_view>

namespace sfn::tasks {

inline constexpr std::string_view kPythonClientFile = "bootstrap.py";
inline constexpr std::string_view kNodeClientFile = "bootstrap.mjs";

/// Makes the directory and writes the clients there, replacing those of another version. Throws
/// std::filesystem::filesystem_error or std::system_error: without them no function can run.
void install_runtime_clients(const std::filesystem::path& directory);

}  // namespace sfn::tasks
