// Starts: decides whether a start is a new execution, a repetition or a clash of names.
//
// A name is looked up in memory, where those that are decided and not yet durable are found, and
// then in the store, unless it is surely free. Starts that want the same name at the same time wait
// for one lookup and are settled in the order they came. AWS Step Functions API, StartExecution.
//
// Each start of an EXPRESS state machine is a new execution, whatever its name (express.h).
#pragma once

#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/clock.h"
#include "base/entropy.h"
#include "runtime/catalogue.h"
#include "runtime/commit_queue.h"
#include "runtime/definitions.h"
#include "runtime/dispatcher.h"
#include "runtime/execution_cache.h"
#include "runtime/execution_numbers.h"
#include "runtime/express.h"
#include "runtime/known_names.h"
#include "runtime/lifetime.h"
#include "runtime/requests.h"
#include "runtime/start_requests.h"

namespace sfn::runtime {

class Starts {
 public:
  struct Parts {
    CommitQueue& commits;
    Catalogue& catalogue;
    ExecutionNumbers& numbers;
    Definitions& definitions;
    ExecutionCache& cache;
    Dispatcher& dispatcher;
    Express& express;
    store::EventStore& store;
    Clock& clock;
    Entropy entropy;
    Statistics& statistics;
  };

  Starts(Parts parts, const store::Catalogue& loaded);

  void start(StartRequest request, Reply<Started> reply);

  /// As start, for work that was taken on when its parent was: it is not refused as new work, and
  /// `decided` is told at once, within the call or later, for what it decides in turn.
  using Decided = std::function<void(Durable<Result<Started>>)>;
  void start_child(StartRequest request, Decided decided);

  /// Starts an execution of an EXPRESS state machine and answers with its record when it has ended.
  /// Errors: as of start.
  void start_sync(StartRequest request, Reply<store::ExecutionRecord> reply);

  /// Reads the names that are taken, so that those that are free need no lookup; once.
  void read_names() { names_.read(); }

 private:
  using Name = std::pair<store::MachineId, std::string>;
  struct Waiting {
    StartRequest request;
    Decided decided;
  };

  void start(Waiting start);
  void start_with_meaning(store::DefinitionId definition, Waiting start);
  void start_named(StateMachinePtr machine, Waiting start);
  void settle(const StateMachinePtr& machine, const std::string& name,
              const std::optional<store::ExecutionRecord>& record);
  void answer_again(ExecutionId known, Waiting start);
  void begin(const StateMachinePtr& machine, std::string name, Waiting start);
  template <typename T>
  bool is_admitted(const Reply<T>& reply);

  Parts parts_;
  StartRequests requests_;
  KnownNames names_;
  std::map<Name, std::vector<Waiting>> lookups_;  ///< Names that the store is being asked for.
  Lifetime lifetime_;
};

}  // namespace sfn::runtime
