// apply: one function for each event, each of them the plain consequence of what the event says.
#include <algorithm>
#include <set>

#include "base/check.h"
#include "engine/decide.h"
#include "engine/map_run/rules.h"

namespace sfn::engine {
namespace {

using namespace history;  // NOLINT: every event by its name

class Folder {
 public:
  explicit Folder(Execution& execution) : execution_(execution) {}

  void fold(const ExecutionStarted& event) {
    execution_.arn = event.arn;
    execution_.name = event.name;
    execution_.machine_arn = event.machine_arn;
    execution_.machine_name = event.machine_name;
    execution_.role_arn = event.role_arn;
    execution_.input = event.input;
    execution_.trace_header = event.trace_header;
    execution_.parent = event.parent;
    execution_.started = event.time;
    execution_.status = Status::Running;
    if (event.start_at.empty()) return;  // A map run, which has no states.
    // The first state follows from nothing, as on AWS, not from this event.
    open_scope({.id = ScopeId{0}, .progress = Scope::Entering{{event.start_at, event.input}}});
    if (event.deadline) {
      owe({VisitId{0}, 0, WorkKind::ExecutionDeadline}, TimerWork{*event.deadline});
    }
  }
  void fold(const ExecutionSucceeded&) { end(Status::Succeeded); }
  void fold(const ExecutionFailed&) { end(Status::Failed); }
  void fold(const ExecutionTimedOut&) { end(Status::TimedOut); }
  void fold(const ExecutionAborted&) { end(Status::Aborted); }

  void fold(const StateEntered& event) {
    execution_.last_visit = std::max(execution_.last_visit, event.visit);
    Scope& scope = execution_.scopes.at(event.scope);
    scope.progress = Scope::Visiting{event.visit};
    rest(event.scope);
    execution_.visits.emplace(event.visit, Visit{.id = event.visit,
                                                 .scope = event.scope,
                                                 .state = event.name,
                                                 .type = event.type,
                                                 .input = event.input,
                                                 .entered = event.time,
                                                 .entered_id = event.link.id,
                                                 .entered_previous = event.link.previous,
                                                 .last = event.link.id,
                                                 .attempts_by_retrier = {},
                                                 .phase = Entered{}});
    wake(event.visit);
  }
  void fold(const StateExited& event) {
    Scope& scope = execution_.scopes.at(visit(event.visit).scope);
    scope.last = event.link.id;
    for (const auto& [name, value] : event.assigned) assign(scope, name, value);
    close_scopes_of(event.visit);
    settle(event.visit);
    execution_.visits.erase(event.visit);
    if (event.next) {
      scope.progress = Scope::Entering{{*event.next, event.output}};
      wake(scope.id);
    } else {
      scope.progress = Scope::Ended{event.output};
      discount_variables(scope);
      scope.variables.clear();
      scope_ended(scope);
    }
  }
  void fold(const StateAborted&) {}  // The visit was cut with its scope, by ScopeFailed.
  void fold(const EvaluationFailed& event) { visit(event.visit).last = event.link.id; }
  void fold(const ScopeFailed& event) {
    Scope& scope = execution_.scopes.at(event.scope);
    SFN_CHECK(scope.parent.has_value());
    for (const ScopeId sibling : scopes_of(*scope.parent)) cut(sibling);
    scope.progress = Scope::Failed{event.failure};
    Visit& parent = visit(*scope.parent);
    parent.last = event.last;
    parent.phase = Errored{event.failure};
    rest(parent.id);  // A Map may have had the end of another iteration to note.
    wake(parent.id);
  }
  void fold(const RetryScheduled& event) {
    Visit& retried = visit(event.visit);
    settle(event.visit);
    close_scopes_of(event.visit);
    retried.attempt = event.attempt;
    ++retried.attempts_by_retrier[event.retrier];
    retried.phase = Sleeping{event.due};
    owe({event.visit, event.attempt, WorkKind::Retry}, TimerWork{event.due});
  }
  void fold(const WaitStarted& event) {
    settle(event.visit);
    Visit& waiting = visit(event.visit);
    waiting.phase = Sleeping{event.due};
    owe({event.visit, waiting.attempt, WorkKind::Wait}, TimerWork{event.due});
  }
  // For whoever reads the history: it changes nothing.
  void fold(const LimitPassed&) {}

  void fold(const StepsPutOff& event) {
    execution_.turns_put_off = event.turn;
    owe({VisitId{0}, event.turn, WorkKind::Continue}, ContinueWork{});
  }

  void fold(const TaskScheduled& event) {
    settle(event.visit);
    Visit& calling = visit(event.visit);
    calling.last = event.link.id;
    calling.phase = Calling{event.kind,    event.resource,        event.request_id,
                            event.offered, event.timeout_seconds, event.heartbeat_seconds};
    owe({event.visit, calling.attempt, event.offered ? WorkKind::Offer : WorkKind::Task},
        TaskWork{event.resource, event.parameters, event.request_id, calling.state, event.token,
                 event.offered, event.child});
    owe_deadline(calling, event.deadline);
  }
  void fold(const TaskStarted& event) {
    Visit& calling = visit(event.visit);
    calling.last = event.link.id;
    const WorkId attempt{event.visit, calling.attempt};
    if (event.kind == TaskKind::Activity) {
      become(offer_of(attempt), callback_of(attempt));
    } else if (std::get<Calling>(calling.phase).offered) {
      become(offer_of(attempt), task_of(attempt));
    }
    owe_deadline(calling, event.deadline);
    owe_heartbeat(calling, event.heartbeat_due);
  }
  void fold(const TaskSubmitted& event) {
    Visit& calling = visit(event.visit);
    calling.last = event.link.id;
    const WorkId attempt{event.visit, calling.attempt};
    if (event.child.empty()) {
      become(task_of(attempt), callback_of(attempt), {});
    } else {
      execution_.outstanding.settle(task_of(attempt));
      owe(child_of(attempt), ChildWork{event.child, event.resource});
    }
    owe_deadline(calling, event.deadline);
    owe_heartbeat(calling, event.heartbeat_due);
  }
  void fold(const TaskSubmitFailed& event) {
    conclude(event.visit, event.link.id, Errored{event.failure});
  }
  void fold(const TaskSucceeded& event) {
    settle_child(event.visit);
    conclude(event.visit, event.link.id, Resulted{event.output});
  }
  void fold(const TaskFailed& event) {
    settle_child(event.visit);
    conclude(event.visit, event.link.id, Errored{event.failure});
  }
  void fold(const TaskTimedOut& event) {
    conclude(event.visit, event.link.id, Errored{event.failure, event.heartbeat});
  }

  void fold(const ChildStopped& event) {
    execution_.outstanding.settle(WorkId{event.visit, event.attempt, WorkKind::StopChild});
  }

  void fold(const ParallelStarted& event) {
    settle(event.visit);
    Visit& parallel = visit(event.visit);
    parallel.last = event.link.id;
    Branching branching;
    for (const auto& branch : event.branches) {
      branching.scopes.push_back(branch.scope);
      open_scope({.id = branch.scope,
                  .parent = event.visit,
                  .index = static_cast<std::int64_t>(branching.scopes.size()) - 1,
                  .last = event.link.id,
                  .progress = Scope::Entering{{branch.start_at, event.input}}});
    }
    parallel.phase = std::move(branching);
  }
  // Success is a leaf of the history: what follows links to the last event inside, not to it.
  void fold(const ParallelSucceeded& event) {
    rest(event.visit);
    Visit& parallel = visit(event.visit);
    parallel.phase = Resulted{outputs_of(std::get<Branching>(parallel.phase).scopes)};
    wake(event.visit);
  }
  void fold(const ParallelFailed& event) { visit(event.visit).last = event.link.id; }

  void fold(const MapStarted& event) {
    settle(event.visit);
    Visit& map = visit(event.visit);
    map.last = event.link.id;
    if (event.distributed) {
      map.phase = Distributing{};
      return;
    }
    map.phase = Mapping{.items = event.items,
                        .length = event.length,
                        .concurrency = event.concurrency,
                        .ended = {},
                        .next_follows = event.link.id,
                        .scopes = {}};
    wake(event.visit);
  }
  void fold(const MapIterationStarted& event) {
    Mapping& mapping = std::get<Mapping>(visit(event.visit).phase);
    ++mapping.started;
    mapping.scopes.push_back(event.scope);
    open_scope({.id = event.scope,
                .parent = event.visit,
                .index = event.index,
                .last = event.link.id,
                .progress = Scope::Entering{{event.start_at, event.input}}});
    refresh(event.visit, mapping);
  }
  void fold(const MapIterationEnded& event) {
    if (event.how != MapIterationEnded::How::Succeeded) return;  // ScopeFailed has said it all.
    Visit& map = visit(event.visit);
    Mapping& mapping = std::get<Mapping>(map.phase);
    mapping.ended.pop_front();
    ++mapping.succeeded;
    // The freed place is taken by an iteration that follows from the last event inside the ended
    // one.
    mapping.next_follows = event.link.previous;
    map.last = event.link.id;
    refresh(event.visit, mapping);
  }
  void fold(const MapSucceeded& event) {
    Visit& map = visit(event.visit);
    const auto* mapping = std::get_if<Mapping>(&map.phase);
    if (mapping == nullptr) return;  // MapRunSucceeded has said it all.
    rest(event.visit);
    map.phase = Resulted{outputs_of(mapping->scopes)};
    wake(event.visit);
  }
  void fold(const MapFailed& event) { visit(event.visit).last = event.link.id; }

  void fold(const MapRunStarted& event) {
    Visit& map = visit(event.visit);
    map.last = event.link.id;
    map.phase = Distributing{event.map_run_arn};
    owe(child_of({event.visit, map.attempt}), ChildWork{event.map_run_arn, ""});
  }
  // A leaf of the history, as the success of an inline Map is.
  void fold(const MapRunSucceeded& event) {
    Visit& map = visit(event.visit);
    settle_child(event.visit);
    map.phase = Resulted{event.output};
    wake(event.visit);
  }
  void fold(const MapRunFailed& event) {
    settle_child(event.visit);
    conclude(event.visit, event.link.id, Errored{event.failure});
  }
  void fold(const MapRunAborted&) {}  // The visit was cut with its scope, by ScopeFailed.

  void fold(const MapRunConfigured& event) { engine::fold(execution_, event); }
  void fold(const ItemsWanted& event) { engine::fold(execution_, event); }
  void fold(const ChildrenStarted& event) { engine::fold(execution_, event); }
  void fold(const MapChildEnded& event) { engine::fold(execution_, event); }
  void fold(const MapRunUpdated& event) { engine::fold(execution_, event); }
  void fold(const ResultsWanted& event) { engine::fold(execution_, event); }
  void fold(const ChildrenCounted& event) { engine::fold(execution_, event); }

 private:
  Visit& visit(VisitId id) { return execution_.visits.at(id); }

  void wake(Ready ready) { execution_.ready.push_back(ready); }
  /// What takes a step stands in front: the rest is not looked through for it.
  void rest(Ready ready) {
    auto& all = execution_.ready;
    if (!all.empty() && all.front() == ready) return all.pop_front();
    std::erase(all, ready);
  }

  void owe(const WorkId& id, decltype(Work::what) what) {
    execution_.outstanding.owe(Work{id, std::move(what)});
  }
  /// An offer becomes the task, the task what waits for its token: another item, since an item
  /// never changes.
  void become(const WorkId& before, const WorkId& after) {
    const auto& work = std::get<TaskWork>(execution_.outstanding.at(before).what);
    become(before, after, work.parameters);
  }
  void become(const WorkId& before, const WorkId& after, Payload parameters) {
    auto work = std::get<TaskWork>(execution_.outstanding.at(before).what);
    work.parameters = std::move(parameters);
    execution_.outstanding.settle(before);
    owe(after, std::move(work));
  }
  void owe_deadline(const Visit& calling, const std::optional<Timestamp>& due) {
    if (due) owe({calling.id, calling.attempt, WorkKind::TaskDeadline}, TimerWork{*due});
  }
  void owe_heartbeat(const Visit& calling, const std::optional<Timestamp>& due) {
    if (!due) return;
    const auto interval = std::get<Calling>(calling.phase).heartbeat_seconds.value_or(0);
    owe({calling.id, calling.attempt, WorkKind::Heartbeat}, HeartbeatWork{*due, interval});
  }
  /// The attempt has ended, and so has its child, or it has started none.
  void settle_child(VisitId id) {
    const WorkId task{id, visit(id).attempt, WorkKind::Task};
    execution_.outstanding.settle(task);
    execution_.outstanding.settle(child_of(task));
  }
  /// The visit neither can take a step nor waits for the outside.
  void settle(VisitId id) {
    rest(id);
    execution_.outstanding.settle(id);
  }
  void conclude(VisitId id, EventId event, Phase phase) {
    settle(id);
    Visit& concluded = visit(id);
    concluded.last = event;
    concluded.phase = std::move(phase);
    wake(id);
  }

  void assign(Scope& scope, const std::string& name, const Payload& value) {
    const auto [variable, is_new] = scope.variables.try_emplace(name, value);
    if (!is_new) execution_.variable_bytes -= variable->second.text().size();
    variable->second = value;
    execution_.variable_bytes += value.text().size();
  }
  void discount_variables(const Scope& scope) {
    for (const auto& [name, value] : scope.variables) {
      execution_.variable_bytes -= value.text().size();
    }
  }

  void open_scope(Scope scope) {
    const ScopeId id = scope.id;
    execution_.last_scope = std::max(execution_.last_scope, id);
    execution_.scopes.insert_or_assign(id, std::move(scope));
    wake(id);
  }
  void scope_ended(const Scope& scope) {
    if (!scope.parent) return wake(scope.id);
    Visit& parent = visit(*scope.parent);
    if (auto* mapping = std::get_if<Mapping>(&parent.phase)) {
      mapping->ended.push_back(scope.id);
      return refresh(parent.id, *mapping);
    }
    parent.last = scope.last;
    auto& branching = std::get<Branching>(parent.phase);
    if (++branching.ended == branching.scopes.size()) wake(parent.id);
  }
  void refresh(VisitId map, const Mapping& mapping) {
    rest(map);
    if (!mapping.ended.empty() || mapping.can_start() || mapping.is_complete()) wake(map);
  }

  std::vector<ScopeId> scopes_of(VisitId id) const {
    const Phase& phase = execution_.visit(id).phase;
    if (const auto* branching = std::get_if<Branching>(&phase)) return branching->scopes;
    if (const auto* mapping = std::get_if<Mapping>(&phase)) return mapping->scopes;
    return {};
  }
  /// What still runs in the scope is over, and so is what runs inside that. Its visit stays: a
  /// redrive needs it.
  void cut(ScopeId id) {
    Scope& scope = execution_.scopes.at(id);
    rest(id);
    if (const auto* visiting = std::get_if<Scope::Visiting>(&scope.progress)) {
      cut_visit(visiting->visit);
    } else if (!std::holds_alternative<Scope::Entering>(scope.progress)) {
      return;
    }
    scope.progress = Scope::Cut{};
  }
  void cut_visit(VisitId id) {
    for (const ScopeId inner : scopes_of(id)) cut(inner);
    settle(id);
    visit(id).phase = Unsuccessful{};
  }
  bool is_inside(const Scope& scope, VisitId id) {
    if (!scope.parent || *scope.parent == id) return scope.parent.has_value();
    return is_inside(execution_.scope(visit(*scope.parent).scope), id);
  }
  /// The scopes that the visit opened are done with, and what they hold: their outputs are in its
  /// own, or will be made anew.
  void close_scopes_of(VisitId id) {
    const StateType type = visit(id).type;
    if (type != StateType::Parallel && type != StateType::Map) return;
    std::set<ScopeId> inside;
    for (const auto& [scope_id, scope] : execution_.scopes) {
      if (is_inside(scope, id)) inside.insert(scope_id);
    }
    std::erase_if(execution_.visits, [&](const auto& entry) {
      if (!inside.contains(entry.second.scope)) return false;
      settle(entry.first);
      return true;
    });
    std::erase_if(execution_.scopes, [&](const auto& entry) {
      if (!inside.contains(entry.first)) return false;
      rest(entry.first);
      discount_variables(entry.second);
      return true;
    });
  }

  /// The texts of the outputs side by side: what nothing has changed keeps its text.
  Payload outputs_of(const std::vector<ScopeId>& scopes) const {
    std::string text = "[";
    for (const ScopeId id : scopes) {
      if (text.size() > 1) text += ',';
      text += std::get<Scope::Ended>(execution_.scope(id).progress).output.text();
    }
    return Payload::trusted(text + "]");
  }

  void end(Status status) {
    execution_.status = status;
    execution_.ready.clear();
    if (execution_.map_run) settle_before_end(execution_);
    execution_.outstanding.settle_all();
  }

  Execution& execution_;
};

}  // namespace

void apply(Execution& execution, const Event& event) {
  ++execution.events;
  if (const Link* link = link_of(event)) execution.last_event = link->id;
  // Steps that were put off go on with whatever comes first.
  if (!std::holds_alternative<StepsPutOff>(event)) {
    execution.outstanding.settle(WorkId{VisitId{0}, execution.turns_put_off, WorkKind::Continue});
  }
  std::visit([&](const auto& known) { Folder(execution).fold(known); }, event);
}

}  // namespace sfn::engine
