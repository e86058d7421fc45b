#include "asl/advice.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "base/overloaded.h"

namespace sfn::asl {
namespace {

using Names = std::set<std::string_view>;

/// Whether an error of this name never gets past handlers that name those of `taken`. What matches
/// what: developer guide, "Error names".
bool is_taken(std::string_view name, const Names& taken) {
  // Nothing retries or catches it.
  if (name == "States.Runtime" || taken.contains(name)) return true;
  if (name == "States.DataLimitExceeded" || name == "States.ALL") return false;
  if (taken.contains("States.ALL")) return true;
  if (name == "States.HeartbeatTimeout") return taken.contains("States.Timeout");
  return taken.contains("States.TaskFailed") && name != "States.Timeout";
}

/// For each handler, in their order, whether it can get an error at all.
template <typename Handler>
std::vector<bool> which_are_live(const std::vector<Handler>& handlers) {
  std::vector<bool> live;
  Names taken;
  for (const auto& handler : handlers) {
    const auto& names = handler.error_equals;
    live.push_back(std::any_of(names.begin(), names.end(),
                               [&](const std::string& name) { return !is_taken(name, taken); }));
    taken.insert(names.begin(), names.end());
  }
  return live;
}

/// The rules of a Choice: which of them can match, and whether Default can be needed.
struct LiveRules {
  std::vector<bool> rules;
  bool has_default = true;
};

/// `Condition` of JSONata where it is true or false as it stands.
std::optional<bool> constant_condition(const State& state, std::size_t rule) {
  const auto found = state.jsonata.find(fmt::format("Choices[{}]/Condition", rule));
  if (found == state.jsonata.end()) return std::nullopt;
  const auto* const constant = std::get_if<Json>(&found->second.node);
  return constant != nullptr && constant->is_boolean() ? std::optional(constant->get<bool>())
                                                       : std::nullopt;
}

bool repeats_earlier(const std::vector<ChoiceRule>& rules, std::size_t at) {
  const auto end = rules.begin() + static_cast<std::ptrdiff_t>(at);
  return std::any_of(rules.begin(), end, [&](const ChoiceRule& earlier) {
    return earlier.condition == rules[at].condition;
  });
}

LiveRules live_rules(const State& state, const ChoiceState& choice) {
  // To compare each rule with each before it takes the square of their number.
  constexpr std::size_t kComparedMax = 200;
  LiveRules live;
  const bool jsonpath = state.query_language == QueryLanguage::JsonPath;
  for (std::size_t i = 0; i < choice.choices.size(); ++i) {
    const auto constant = jsonpath ? std::nullopt : constant_condition(state, i);
    const bool repeated =
        jsonpath && choice.choices.size() <= kComparedMax && repeats_earlier(choice.choices, i);
    live.rules.push_back(live.has_default && !repeated && constant != false);
    if (constant == true) live.has_default = false;
  }
  return live;
}

const Transition* transition_of(const StateKind& kind) {
  return std::visit(
      [](const auto& state) -> const Transition* {
        if constexpr (requires { state.transition; }) {
          return &state.transition;
        } else {
          return nullptr;
        }
      },
      kind);
}

/// The states that this one can really lead to.
std::vector<std::string_view> live_targets(const State& state) {
  std::vector<std::string_view> targets;
  const auto* transition = transition_of(state.kind);
  if (transition != nullptr && transition->next) targets.push_back(*transition->next);
  const auto& catchers = catchers_of(state.kind);
  const auto live = which_are_live(catchers);
  for (std::size_t i = 0; i < catchers.size(); ++i) {
    if (live[i]) targets.push_back(catchers[i].next);
  }
  if (const auto* choice = std::get_if<ChoiceState>(&state.kind)) {
    const auto rules = live_rules(state, *choice);
    for (std::size_t i = 0; i < choice->choices.size(); ++i) {
      if (rules.rules[i]) targets.push_back(choice->choices[i].next);
    }
    if (rules.has_default && choice->default_next) targets.push_back(*choice->default_next);
  }
  return targets;
}

class Adviser {
 public:
  explicit Adviser(const StateMachine& machine) : machine_(machine) {}

  Diagnostics take() {
    add(machine_.graph, "", machine_.timeout_seconds.has_value());
    return std::move(advice_);
  }

 private:
  /// `bounded`: an execution of the graph has a time-out as a whole.
  void add(const Graph& graph, const std::string& location, bool bounded) {
    add_unreachable(graph, location);
    for (const auto& [name, state] : graph.states) {
      add(state, fmt::format("{}/States/{}", location, name), bounded);
    }
  }

  void add(const State& state, const std::string& location, bool bounded) {
    add_dead(retriers_of(state.kind), location + "/Retry", "retrier");
    add_dead(catchers_of(state.kind), location + "/Catch", "catcher");
    if (const auto* choice = std::get_if<ChoiceState>(&state.kind)) {
      add_dead_rules(live_rules(state, *choice), location);
    }
    if (const auto* task = std::get_if<TaskState>(&state.kind)) {
      if (!bounded) add_lack_of_timeout(state, *task, location);
    }
    if (const auto* map = std::get_if<MapState>(&state.kind)) {
      // A child execution is not bound by the time-out of the machine.
      add(map->graph(), location + "/" + map->processor_field, bounded && !map->distribution);
    }
    if (const auto* parallel = std::get_if<ParallelState>(&state.kind)) {
      for (std::size_t i = 0; i < parallel->branches.size(); ++i) {
        add(parallel->branches[i], fmt::format("{}/Branches[{}]", location, i), bounded);
      }
    }
  }

  void add_unreachable(const Graph& graph, const std::string& location) {
    std::set<std::string_view> reached;
    std::vector<std::string_view> open = {graph.start_at};
    while (!open.empty()) {
      const auto name = open.back();
      open.pop_back();
      if (!reached.insert(name).second) continue;
      for (const auto target : live_targets(graph.state(std::string(name)))) {
        open.push_back(target);
      }
    }
    for (const auto& [name, state] : graph.states) {
      if (reached.contains(name)) continue;
      warn("UNREACHABLE_STATE", fmt::format("{}/States/{}", location, name),
           fmt::format("Nothing leads to state \"{}\" but catchers and rules that never match",
                       name));
    }
  }

  template <typename Handler>
  void add_dead(const std::vector<Handler>& handlers, const std::string& location,
                std::string_view what) {
    const auto live = which_are_live(handlers);
    for (std::size_t i = 0; i < live.size(); ++i) {
      if (live[i]) continue;
      warn("UNREACHABLE_HANDLER", fmt::format("{}[{}]", location, i),
           fmt::format("This {} never gets an error: its 'ErrorEquals' are all matched by one "
                       "before it, or cannot be matched",
                       what));
    }
  }

  void add_dead_rules(const LiveRules& live, const std::string& location) {
    for (std::size_t i = 0; i < live.rules.size(); ++i) {
      if (live.rules[i]) continue;
      warn("UNREACHABLE_RULE", fmt::format("{}/Choices[{}]", location, i),
           "This rule never matches: its condition is false, or one before it matches whenever it "
           "does");
    }
  }

  void add_lack_of_timeout(const State& state, const TaskState& task, const std::string& location) {
    if (task.timeout_seconds || state.jsonata.contains("TimeoutSeconds")) return;
    warn("NO_TIMEOUT", location,
         "This Task has no 'TimeoutSeconds', and neither has the state machine: if its work never "
         "ends, the execution waits for as long as it may last");
  }

  void warn(std::string code, std::string location, std::string message) {
    if (advice_.size() >= kAdviceMax) return;
    advice_.push_back(
        {Diagnostic::Severity::Warning, std::move(code), std::move(message), std::move(location)});
  }

  static constexpr std::size_t kAdviceMax = 1'000;
  const StateMachine& machine_;
  Diagnostics advice_;
};

}  // namespace

Diagnostics advise(const StateMachine& machine) { return Adviser(machine).take(); }

}  // namespace sfn::asl
