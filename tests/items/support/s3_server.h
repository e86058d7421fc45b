// An S3-compatible endpoint for tests: s3_server.py in a process of its own, which ends with this
// one.
#pragma once

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <stdexcept>
#include <string>

#include "items/directory/file_descriptor.h"
#include "items/s3/connection.h"

namespace sfn::items {

class S3Server {
 public:
  S3Server() {
    std::array<int, 2> input{};
    std::array<int, 2> output{};
    if (::pipe2(input.data(), O_CLOEXEC) != 0 || ::pipe2(output.data(), O_CLOEXEC) != 0) {
      throw std::runtime_error("no pipes");
    }
    process_ = ::fork();
    if (process_ == 0) {
      ::dup2(input[0], STDIN_FILENO);
      ::dup2(output[1], STDOUT_FILENO);
      ::execlp("python3", "python3", SFN_SOURCE_DIR "/tests/items/support/s3_server.py", nullptr);
      ::_exit(127);
    }
    ::close(input[0]);
    ::close(output[1]);
    input_ = FileDescriptor(input[1]);
    const FileDescriptor port(output[0]);
    std::string line;
    for (char c = 0; ::read(port.get(), &c, 1) == 1 && c != '\n';) line += c;
    if (line.empty()) throw std::runtime_error("s3_server.py did not say its port");
    port_ = std::stoi(line);
  }

  ~S3Server() {
    input_ = {};
    ::waitpid(process_, nullptr, 0);
  }
  S3Server(const S3Server&) = delete;
  S3Server& operator=(const S3Server&) = delete;

  S3Endpoint endpoint() const {
    return {.url = "http://127.0.0.1:" + std::to_string(port_),
            .region = "eu-west-3",
            .credentials = S3Endpoint::Credentials{"key-id", "secret/+", "session"}};
  }

 private:
  FileDescriptor input_;
  int process_ = -1;
  int port_ = 0;
};

}  // namespace sfn::items
