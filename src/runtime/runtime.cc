#include "runtime/runtime.h"

#include <fmt/format.h>

#include <optional>
#include <utility>

#include "base/arn.h"
#include "runtime/alarms.h"
#include "runtime/births.h"
#include "runtime/children.h"
#include "runtime/dispatcher.h"
#include "runtime/effects.h"
#include "runtime/execution_cache.h"
#include "runtime/execution_loader.h"
#include "runtime/execution_name.h"
#include "runtime/express.h"
#include "runtime/heartbeats.h"
#include "runtime/invocations.h"
#include "runtime/layered_store.h"
#include "runtime/map_runs.h"
#include "runtime/recovery.h"
#include "runtime/retention.h"
#include "runtime/snapshots.h"
#include "runtime/space_guard.h"
#include "runtime/starts.h"
#include "runtime/wakeups.h"

namespace sfn::runtime {
namespace {

Error no_such_execution(const std::string& arn) {
  return {"ExecutionDoesNotExist", fmt::format("Execution Does Not Exist: '{}'", arn)};
}

engine::Bounds with_budget(engine::Bounds bounds, const engine::Budget& budget) {
  bounds.budget = budget;
  return bounds;
}

}  // namespace

// In the order of their making: each uses only what stands above it, and dies before it.
struct Runtime::Parts {
  Parts(const RuntimeOptions& options, const RuntimeSeams& seams, const store::Catalogue& loaded)
      : volatiles(options.volatiles),
        store(seams.store, volatiles, seams.post),
        offload(seams.offload ? seams.offload : later_turn(seams.post)),
        alarms(seams.clock),
        commits(store, seams.post, loaded.last_commit, statistics, options.marks),
        space(store, commits, alarms, options.min_free_bytes, seams.space_changed),
        definitions(store, offload, loaded.definitions, loaded.last_definition),
        numbers(loaded.last_execution),
        catalogue(commits, definitions, numbers, loaded),
        snapshots(commits, options.snapshot_events, offload, statistics),
        loader(store, definitions, snapshots, offload, statistics),
        cache({loader, snapshots, offload, seams.post, statistics}, options.cache_bytes),
        wakeups(
            store, alarms,
            [this](ExecutionId execution, const history::WorkId& work) { fire(execution, work); },
            [this] { return !commits.is_overloaded() && !cache.is_busy(); }, options.wakeups),
        effects(
            commits, seams.tasks, [this]() -> Children& { return children; }, wakeups, seams.post,
            {.go_on = [this](ExecutionId execution,
                             const history::WorkId& work) { dispatcher.work_due(execution, work); },
             .lost = [this](ExecutionId execution,
                            const history::WorkId& work) { dispatcher.task_lost(execution, work); },
             .map_run = [this](ExecutionId execution, const history::Work& work,
                               bool again) { map_runs.begin(execution, work, again); }},
            statistics),
        heartbeats(seams.clock, wakeups),
        dispatcher({commits, cache, effects, followers, heartbeats, store, volatiles, seams.clock,
                    seams.entropy, seams.at_most_once, [this] { return activity_exists(); },
                    seams.services,
                    [this](const LoadedExecution& parent, engine::Births born) {
                      births.bear(parent, std::move(born));
                    },
                    offload, with_budget(options.bounds, options.turn_budget),
                    with_budget(options.bounds, options.thread_budget), statistics}),
        express({commits, catalogue, numbers, definitions, dispatcher, followers, volatiles,
                 seams.entropy, statistics}),
        starts({commits, catalogue, numbers, definitions, cache, dispatcher, express, store,
                seams.clock, seams.entropy, statistics},
               loaded),
        children({commits, catalogue, cache, effects, dispatcher, starts, store, alarms, seams.post,
                  offload, statistics},
                 followers),
        births({catalogue, numbers, definitions, dispatcher, seams.clock, seams.entropy}),
        map_runs({definitions, dispatcher, seams.store, seams.clock, seams.entropy, offload,
                  seams.objects, options.bounds},
                 followers),
        invocations(
            commits, alarms, seams.invoke,
            [this](const std::string& function_arn) {
              const auto arn = Arn::parse(function_arn);
              return arn && catalogue.once_functions()->contains(function_arn,
                                                                 arn->resource_parts().back());
            },
            statistics, loaded.invocations),
        retention(store, commits, catalogue, alarms, options.retain, statistics),
        recovery(store, dispatcher, children) {
    cache.on_rest([this] { wakeups.resume(); });
    commits.on_overload([this](bool overloaded) {
      if (!overloaded) wakeups.resume();
    });
  }

  void fire(ExecutionId execution, const history::WorkId& work) {
    ++statistics.timers_fired;
    if (work.kind == history::WorkKind::Heartbeat) return dispatcher.heartbeat_due(execution, work);
    dispatcher.work_due(execution, work);
  }

  engine::ActivityExists activity_exists() const {
    return [names = catalogue.activity_names()](const std::string& arn) {
      return names->contains(arn);
    };
  }

  VolatileExecutions volatiles;
  LayeredStore store;
  Offload offload;
  Statistics statistics;
  Alarms alarms;
  CommitQueue commits;
  SpaceGuard space;
  Definitions definitions;
  ExecutionNumbers numbers;
  Catalogue catalogue;
  Followers followers;
  Snapshots snapshots;
  ExecutionLoader loader;
  ExecutionCache cache;
  Wakeups wakeups;
  Effects effects;
  Heartbeats heartbeats;
  Dispatcher dispatcher;
  Express express;
  Starts starts;
  Children children;
  Births births;
  MapRuns map_runs;
  Invocations invocations;
  Retention retention;
  Recovery recovery;
  Lifetime lifetime;
};

Runtime::Runtime(const RuntimeOptions& options, const RuntimeSeams& seams,
                 const store::Catalogue& loaded)
    : parts_(std::make_unique<Parts>(options, seams, loaded)) {}

Runtime::~Runtime() = default;

void Runtime::recover(std::function<void(RecoveryReport)> done) {
  parts_->space.start([parts = parts_.get(), done = std::move(done)]() mutable {
    parts->wakeups.recover();
    parts->invocations.recover();
    parts->retention.begin();
    parts->recovery.run([parts, done = std::move(done)](const RecoveryReport& report) {
      parts->starts.read_names();  // Not before: it is work for the same thread.
      done(report);
    });
  });
}

// ---- executions

void Runtime::start(StartRequest request, Reply<Started> reply) {
  parts_->starts.start(std::move(request), std::move(reply));
}

void Runtime::start_sync(StartRequest request, Reply<store::ExecutionRecord> reply) {
  parts_->starts.start_sync(std::move(request), std::move(reply));
}

void Runtime::stop(StopRequest request, Reply<Stopped> reply) {
  with_id(request.execution_arn, reply,
          [this, failure = std::move(request.failure), reply](ExecutionId id) {
            parts_->dispatcher.stop(id, failure, reply);
          });
}

void Runtime::inspect(std::string execution_arn, Reply<Inspected> reply) {
  with_id(execution_arn, reply,
          [this, reply](ExecutionId id) { parts_->dispatcher.inspect(id, reply); });
}

void Runtime::update_map_run(std::string map_run_arn, engine::UpdateMapRun update,
                             Reply<void> reply) {
  with_id<void>(map_run_arn, reply, [this, update, reply](ExecutionId id) {
    parts_->dispatcher.update_map_run(id, update, reply);
  });
}

void Runtime::find(std::string execution_arn, Reply<store::ExecutionRecord> reply) {
  const auto name = parse_execution_arn(execution_arn);
  const auto machine =
      name ? parts_->catalogue.machine_id(name->machine_arn) : std::optional<store::MachineId>();
  if (!machine) {
    return parts_->commits.reply_after(
        Durable<Result<store::ExecutionRecord>>(parts_->commits.newest(),
                                                no_such_execution(execution_arn)),
        std::move(reply));
  }
  parts_->store.find_execution(
      *machine, name->name,
      parts_->lifetime.guard(
          [execution_arn, reply = std::move(reply)](std::optional<store::ExecutionRecord> record) {
            if (!record) return reply(no_such_execution(execution_arn));
            reply(std::move(*record));
          }));
}

template <typename T>
void Runtime::with_id(const std::string& execution_arn, const Reply<T>& reply,
                      std::function<void(ExecutionId)> act) {
  const auto name = parse_execution_arn(execution_arn);
  const auto machine =
      name ? parts_->catalogue.machine_id(name->machine_arn) : std::optional<store::MachineId>();
  const auto known = machine ? parts_->cache.find(*machine, name->name) : std::nullopt;
  if (known) return act(*known);
  find(execution_arn, [reply, act = std::move(act)](const Result<store::ExecutionRecord>& record) {
    if (!record) return reply(record.error());
    act(record->row.id);
  });
}

// The execution that a token names is looked up like any other; where there is none, the token has
// outlived it.
void Runtime::with_token(const history::TaskToken& token, const Reply<void>& reply,
                         std::function<void(ExecutionId)> act) {
  const Reply<void> in_words = [reply](Result<void> answer) {
    const bool gone = !answer && answer.error().name == "ExecutionDoesNotExist";
    reply(gone ? Result<void>(kTaskDoesNotExist) : std::move(answer));
  };
  with_id(token.execution_arn, in_words, std::move(act));
}

void Runtime::return_token(const history::TaskToken& token, history::TaskOutcome outcome,
                           const Reply<void>& reply) {
  with_token(token, reply, [this, token, outcome = std::move(outcome), reply](ExecutionId id) {
    parts_->dispatcher.return_token(id, {token.work, token.secret, outcome}, reply);
  });
}

void Runtime::heartbeat(const history::TaskToken& token, const Reply<void>& reply) {
  with_token(token, reply, [this, token, reply](ExecutionId id) {
    parts_->dispatcher.heartbeat(id, token, reply);
  });
}

void Runtime::task_starting(tasks::TaskStarting starting) {
  parts_->dispatcher.task_starting(std::move(starting));
}

void Runtime::drain(std::function<void()> done) {
  parts_->dispatcher.keep_offers();
  parts_->effects.drain(std::move(done));
}

void Runtime::task_ended(ExecutionId execution, history::WorkId work,
                         history::TaskOutcome outcome) {
  parts_->dispatcher.task_ended(execution, work, std::move(outcome));
}

// ---- functions and housekeeping

void Runtime::invoke(InvokeRequest request, Reply<Accepted> reply) {
  parts_->invocations.accept(std::move(request), std::move(reply));
}

void Runtime::purge(store::PurgeRequest request, Reply<std::int64_t> reply) {
  parts_->retention.purge(std::move(request), std::move(reply));
}

void Runtime::backup(std::string path, Reply<void> reply) {
  parts_->store.backup(std::move(path), parts_->lifetime.guard(std::move(reply)));
}

Catalogue& Runtime::catalogue() { return parts_->catalogue; }
CommitQueue& Runtime::commits() { return parts_->commits; }
Followers& Runtime::followers() { return parts_->followers; }
store::EventStore& Runtime::store() { return parts_->store; }
const Offload& Runtime::offload() const { return parts_->offload; }
const Statistics& Runtime::statistics() const { return parts_->statistics; }

}  // namespace sfn::runtime
