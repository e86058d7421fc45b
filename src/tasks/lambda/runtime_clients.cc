#include "tasks/lambda/runtime_clients.h"

#include <fstream>
#include <iterator>
#include <string>

namespace sfn::tasks {

// Generated from runtimes/ by cmake/runtime_clients.cmake.
extern const std::string_view kPythonClient;
extern const std::string_view kNodeClient;

namespace {

namespace fs = std::filesystem;

bool holds(const fs::path& path, std::string_view text) {
  std::ifstream file(path, std::ios::binary);
  return file && std::string(std::istreambuf_iterator<char>(file), {}) == text;
}

// By renaming, because functions of a daemon that is ending may be about to read the old one.
void install(const fs::path& path, std::string_view text) {
  if (holds(path, text)) return;
  const fs::path fresh = path.string() + ".new";
  std::ofstream file;
  file.exceptions(std::ios::failbit | std::ios::badbit);
  file.open(fresh, std::ios::binary);
  file.write(text.data(), static_cast<std::streamsize>(text.size()));
  file.close();
  fs::rename(fresh, path);
}

}  // namespace

void install_runtime_clients(const fs::path& directory) {
  fs::create_directories(directory);
  install(directory / kPythonClientFile, kPythonClient);
  install(directory / kNodeClientFile, kNodeClient);
}

}  // namespace sfn::tasks
