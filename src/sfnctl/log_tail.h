// LogTail: the log lines of a function or of an execution, those that are stored and those that
// come, each once.
//
// Stored lines are read, new ones arrive over the live stream, and the same line may come both
// ways: it is printed only the first time.
#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <string>

#include "base/json.h"
#include "base/result.h"
#include "base/time.h"
#include "sfnctl/client.h"

namespace sfn::sfnctl {

/// Tells lines that came both ways. Equal lines that were really logged twice are both new.
class Overlap {
 public:
  enum class Way { Read, Live };

  /// The stored lines are about to be read again from an earlier place.
  void read_again();

  /// Whether a line that came this way has not come before by the other.
  bool is_new(Way way, const std::string& line);

 private:
  static constexpr std::size_t kLinesMax = 10'000;  // Older ones are forgotten.
  struct Counts {
    int read = 0;
    int live = 0;
    int printed = 0;
  };
  std::map<std::string, Counts> lines_;
  std::deque<std::string> order_;
};

struct LogSubject {
  std::string execution_arn;  ///< Or empty, and then:
  std::string region;
  std::string log_group;
};

class LogTail {
 public:
  using Print = std::function<void(const Json& event, Timestamp time)>;

  LogTail(Client& client, LogSubject subject, Timestamp since, Print print)
      : client_(client), subject_(std::move(subject)), since_(since), print_(std::move(print)) {}

  /// Reads what is stored and not printed yet.
  Result<void> read();

  /// Goes on printing: for an execution until it has ended, else until Ctrl-C.
  Result<void> follow(const std::function<void(const Error&)>& on_lost);

 private:
  Result<Json> page(const std::string& token);
  Result<bool> catch_up();
  Result<bool> take_news(const SseEvent& news);
  bool is_ours(const Json& event) const;
  void take(Overlap::Way way, const Json& event);
  Result<bool> running();

  Client& client_;
  LogSubject subject_;
  Timestamp since_;   // Of the newest line printed.
  Timestamp newest_;  // Of the pass that is going on.
  Print print_;
  Overlap overlap_;
};

}  // namespace sfn::sfnctl
