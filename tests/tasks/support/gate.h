// Gate: a named pipe by which a test holds a function, or learns that none is left that has it
// open.
#pragma once

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <memory>
#include <string>

#include "base/check.h"
#include "loop/fd.h"
#include "loop/pipe.h"

namespace sfn::tasks {

/// A function that reads a byte of the gate waits until the test has opened it.
class Gate {
 public:
  explicit Gate(std::string path) : path_(std::move(path)) {
    SFN_CHECK(::mkfifo(path_.c_str(), 0600) == 0);
    fd_ = loop::Fd(::open(path_.c_str(), O_RDWR | O_CLOEXEC));
  }
  const std::string& path() const { return path_; }

  /// Lets this many readers through.
  void open(int readers = 1) {
    const std::string bytes(static_cast<std::size_t>(readers), '.');
    SFN_CHECK(::write(fd_.get(), bytes.data(), bytes.size()) == static_cast<ssize_t>(bytes.size()));
  }

 private:
  std::string path_;
  loop::Fd fd_;
};

/// Hears what is written to a named pipe, and, once somebody has written, when the last that has it
/// open is gone.
class Ear {
 public:
  Ear(loop::Loop& loop, std::string path) : path_(std::move(path)) {
    SFN_CHECK(::mkfifo(path_.c_str(), 0600) == 0);
    // While there is a writer of our own the end is not heard.
    own_ = loop::Fd(::open(path_.c_str(), O_RDWR | O_CLOEXEC));
    reader_ = std::make_unique<loop::PipeReader>(
        loop, loop::Fd(::open(path_.c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC)));
    reader_->start(
        [this](std::string_view bytes) {
          heard_ += bytes;
          own_ = loop::Fd();
        },
        [this] { ended_ = true; });
  }
  const std::string& path() const { return path_; }
  const std::string& heard() const { return heard_; }
  bool ended() const { return ended_; }

 private:
  std::string path_;
  loop::Fd own_;
  std::unique_ptr<loop::PipeReader> reader_;
  std::string heard_;
  bool ended_ = false;
};

}  // namespace sfn::tasks
