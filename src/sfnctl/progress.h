// Progress: the states of an execution as it passes through them, with the time spent in each.
//
// A state's line starts when it is entered and is completed by the time when it is left; if
// anything else happens meanwhile (a retry, a branch), the line is ended and the state gets
// another one when it is left. Without any terminal tricks this reads well live, in a log, and for
// branches.
#pragma once

#include <cstdint>
#include <map>
#include <string>

#include "base/json.h"
#include "base/time.h"
#include "sfnctl/output.h"

namespace sfn::sfnctl {

class Progress {
 public:
  /// Borrows `out`, and writes to its stderr.
  explicit Progress(Output& out) : out_(out) {}

  /// Takes the events of one history in order, from the first.
  void show(const Json& event);

  /// Ends a line that is still open.
  void finish();

 private:
  struct Trace {  // What later events ask of an earlier one.
    std::int64_t previous = 0;
    std::string type;
    std::string state;  // Of an entered event.
    int depth = 0;      // Of branches and iterations around it.
    std::string item;   // `[3]` within an iteration of a Map.
    Timestamp entered;
    int attempts = 0;  // Of the task, for an entered event.
  };

  void enter(Trace& trace, const std::string& state);
  void leave(Trace& trace, const std::string& state, Timestamp at);
  void say(const Trace& visit, Tone tone, const std::string& what);
  void fail(const Trace& trace, const Json& details);
  void schedule(const Trace& trace);
  Trace* visit_of(const Trace& trace);
  Trace* visit_named(const Trace& trace, const std::string& state);
  std::int64_t newest_visit(const std::string& state) const;  // Its id; 0 where there is none.
  std::string label(const Trace& visit) const;

  Output& out_;
  std::map<std::int64_t, Trace> traces_;  // By event id; a history has 25,000 events at most.
  std::int64_t open_line_ = 0;            // The entered event whose line is not ended yet.
};

}  // namespace sfn::sfnctl
