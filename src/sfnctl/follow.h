// Follow: stay with something that is still growing, over the live stream, through lost
// connections and restarts of the daemon.
//
// The stream says that there is news, reading says what was missed: `catch_up` runs before the
// stream, again once it is open (so that nothing falls between the two), and after every time that
// it ended. What the daemon has committed is therefore seen whether or not the stream works.
#pragma once

#include <cstdint>
#include <functional>
#include <string>

#include "base/json.h"
#include "base/result.h"
#include "sfnctl/client.h"

namespace sfn::sfnctl {

struct Followed {
  std::string stream_path;  ///< Under /_sfn/v1/.
  /// Reads all that has not been seen. False: nothing more will come.
  std::function<Result<bool>()> catch_up;
  /// Takes a piece of news. False: catch up once more, it may be the end.
  std::function<Result<bool>(const SseEvent&)> on_event;
  /// Told once each time that the daemon is lost.
  std::function<void(const Error&)> on_lost;
  /// Told about once a second while the stream is open, unless it is empty.
  std::function<void()> on_tick = {};
};

/// How long to put up with a daemon that is away.
struct Patience {
  milliseconds pause_first{100};
  milliseconds pause_max{2'000};
  milliseconds give_up{60'000};
};

/// Until `catch_up` says so. Errors: the daemon stayed away (kUnreachable), its refusals, the
/// client's deadline, Ctrl-C.
Result<void> follow(Client& client, const Followed& followed, const Patience& patience = {});

/// What is told about a history that is followed.
struct HistoryListener {
  std::function<void(const Json&)> on_event;
  std::function<void(const Error&)> on_lost;  ///< As above, and so the next.
  std::function<void()> on_tick = {};
};

/// An execution's history from event `from` on, each event once and in order, until the execution
/// has ended.
Result<void> follow_history(Client& client, const std::string& execution_arn, std::int64_t from,
                            const HistoryListener& listener, const Patience& patience = {});

/// The path of an execution under sfn's own API: `executions/ARN/TAIL`.
std::string execution_path(const std::string& execution_arn, std::string_view tail);

}  // namespace sfn::sfnctl
