// An execution as a value: the fold of its history.
//
// It consists of scopes and visits. A scope is a container of states in progress: the top level,
// one branch of a Parallel, one iteration of a Map. Each has variables of its own and either a
// visit (one pass through one state) or a state that is to be entered next. A visit of a Parallel
// or a Map owns scopes in turn, so the whole is a tree whose root is scope 0.
//
// What can take a step without the outside stands in `ready`; what waits for the outside stands in
// `outstanding`. When `ready` is empty the execution is at rest.
#pragma once

#include <list>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "asl/state_machine.h"
#include "base/boxed.h"
#include "base/ids.h"
#include "base/payload.h"
#include "base/time.h"
#include "engine/map_run/map_run.h"
#include "engine/outstanding.h"
#include "history/event.h"
#include "history/work.h"

namespace sfn::engine {

using history::Failure;
using history::StateType;
using history::TaskKind;

/// The state that a scope enters next, and with what.
struct Upcoming {
  std::string state;
  Payload input;
  friend bool operator==(const Upcoming&, const Upcoming&) = default;
};

struct Scope {
  struct Entering {  ///< Ready: the upcoming state is to be entered.
    Upcoming upcoming;
    friend bool operator==(const Entering&, const Entering&) = default;
  };
  struct Visiting {
    VisitId visit;
    friend bool operator==(const Visiting&, const Visiting&) = default;
  };
  struct Ended {
    Payload output;
    friend bool operator==(const Ended&, const Ended&) = default;
  };
  struct Failed {
    Failure failure;
    friend bool operator==(const Failed&, const Failed&) = default;
  };
  struct Cut {  ///< A sibling failed, or the execution was ended from outside.
    friend bool operator==(const Cut&, const Cut&) = default;
  };

  ScopeId id{0};
  /// The Parallel or Map that it belongs to; none for the top level.
  std::optional<VisitId> parent = std::nullopt;
  std::int64_t index = 0;  ///< Which branch or iteration it is.
  EventId last{0};         ///< The public event that the scope's next one follows from.
  std::map<std::string, Payload> variables = {};
  std::variant<Entering, Visiting, Ended, Failed, Cut> progress;
  friend bool operator==(const Scope&, const Scope&) = default;
};

/// The state was entered and its work has not begun. Ready.
struct Entered {
  friend bool operator==(const Entered&, const Entered&) = default;
};
/// A Wait waits, or a visit waits for its next attempt.
struct Sleeping {
  Timestamp due;
  friend bool operator==(const Sleeping&, const Sleeping&) = default;
};
/// A task was scheduled and its outcome is awaited; its start too, where it was offered.
struct Calling {
  TaskKind kind;
  std::string resource;
  std::string request_id;
  bool offered = false;
  std::optional<std::int64_t> timeout_seconds = {};
  std::optional<std::int64_t> heartbeat_seconds = {};
  friend bool operator==(const Calling&, const Calling&) = default;
};
/// The branches of a Parallel run. Ready once all have ended.
struct Branching {
  std::vector<ScopeId> scopes;
  std::size_t ended = 0;  ///< Of the branches.
  friend bool operator==(const Branching&, const Branching&) = default;
};
/// The iterations of a Map run. Ready while one can be started or has ended without being noted.
struct Mapping {
  Payload items;
  std::int64_t length = 0;
  std::int64_t concurrency = 1;
  std::int64_t started = 0;
  std::int64_t succeeded = 0;   ///< Those whose end has been noted.
  std::list<ScopeId> ended;     ///< Those whose end has not.
  EventId next_follows{0};      ///< What the next MapIterationStarted links to.
  std::vector<ScopeId> scopes;  ///< By index.
  friend bool operator==(const Mapping&, const Mapping&) = default;

  std::int64_t running() const {
    return started - succeeded - static_cast<std::int64_t>(ended.size());
  }
  bool can_start() const { return started < length && started - succeeded < concurrency; }
  bool is_complete() const { return succeeded == length; }
};
/// The map run of a distributed Map runs; its end is awaited as that of a child.
struct Distributing {
  std::string map_run_arn;
  friend bool operator==(const Distributing&, const Distributing&) = default;
};
/// The state's work has given this result. Ready.
struct Resulted {
  Payload result;
  friend bool operator==(const Resulted&, const Resulted&) = default;
};
/// The state's work has failed; a retrier, a catcher or the scope's end follows. Ready.
struct Errored {
  Failure failure;
  bool heartbeat = false;
  friend bool operator==(const Errored&, const Errored&) = default;
};
/// The visit ended without success: kept for a redrive.
struct Unsuccessful {
  friend bool operator==(const Unsuccessful&, const Unsuccessful&) = default;
};

using Phase = std::variant<Entered, Sleeping, Calling, Branching, Mapping, Distributing, Resulted,
                           Errored, Unsuccessful>;

struct Visit {
  VisitId id{0};
  ScopeId scope{0};
  std::string state;
  StateType type = StateType::Pass;
  Payload input;
  Timestamp entered;
  EventId entered_id{0};
  EventId entered_previous{
      0};           ///< What the entered event links to: an EvaluationFailed links there too.
  EventId last{0};  ///< The public event that the visit's next one follows from.
  std::int64_t attempt = 0;  ///< Retries so far: `State.RetryCount`.
  std::map<std::int64_t, std::int64_t> attempts_by_retrier;
  Phase phase;
  friend bool operator==(const Visit&, const Visit&) = default;
};

/// Something that can take a step: a scope that enters a state (or has ended), or a visit. A map
/// run that can has its own number here, kMapRunVisit.
using Ready = std::variant<ScopeId, VisitId>;

/// What the work of a map run, which has no visits, is named after.
inline constexpr VisitId kMapRunVisit{1};

enum class Status { NotStarted, Running, Succeeded, Failed, TimedOut, Aborted };

struct Execution {
  std::string arn;
  std::string name;
  std::string machine_arn;
  std::string machine_name;
  std::string role_arn;
  Payload input;
  std::optional<std::string> trace_header;
  std::optional<history::ParentLink> parent;  ///< Of a child.
  Timestamp started;
  Status status = Status::NotStarted;

  EventId last_event{0};    ///< Number of the newest public event.
  std::int64_t events = 0;  ///< Events so far, internal ones included.
  VisitId last_visit{0};
  ScopeId last_scope{0};
  std::int64_t turns_put_off = 0;
  std::size_t variable_bytes = 0;  ///< Of the variables of all scopes, as JSON text.

  Boxed<MapRun> map_run = {};  ///< Then it has no scopes and no visits.

  std::map<ScopeId, Scope> scopes;
  std::map<VisitId, Visit> visits;  ///< Of states that have not been exited.
  std::list<Ready> ready;           ///< Mostly empty: a deque would hold 576 bytes even then.
  Outstanding outstanding;

  bool is_running() const { return status == Status::Running; }
  bool has_ended() const { return !is_running() && status != Status::NotStarted; }
  const Scope& scope(ScopeId id) const { return scopes.at(id); }
  const Visit& visit(VisitId id) const { return visits.at(id); }

  friend bool operator==(const Execution&, const Execution&) = default;
};

/// The graph whose states a scope runs: found by walking from the definition's top level down.
const asl::Graph& graph_of(const asl::StateMachine& machine, const Execution& execution,
                           ScopeId scope);
const asl::State& state_of(const asl::StateMachine& machine, const Execution& execution,
                           const Visit& visit);

}  // namespace sfn::engine
