#include "asl/variable_references.h"

#include <set>

#include "base/overloaded.h"

namespace sfn::asl {
namespace {

using References = std::map<std::string, std::vector<std::string>>;

void collect(const Graph& graph, References& references);

// Gathers the variables of one state; every overload knows where in its part paths stand.
class Collector {
 public:
  std::vector<std::string> names() const { return {names_.begin(), names_.end()}; }

  void add(const jsonpath::Path& path) {
    if (path.root() == jsonpath::Path::Root::Variable) names_.insert(path.variable());
  }
  void add(const intrinsics::Expression& function) { add(function.paths()); }
  template <typename Part>
  void add(const std::optional<Part>& part) {
    if (part) add(*part);
  }
  template <typename Part>
  void add(const std::vector<Part>& parts) {
    for (const auto& part : parts) add(part);
  }

  void add(const PayloadTemplate& payload) {
    std::visit(overloaded{
                   [](const Json&) {},
                   [this](const jsonpath::Path& path) { add(path); },
                   [this](const intrinsics::Expression& function) { add(function); },
                   [this](const PayloadTemplate::Object& object) {
                     for (const auto& member : object) add(member.value);
                   },
                   [this](const PayloadTemplate::Array& array) { add(array); },
               },
               payload.node);
  }
  template <typename Number>
  void add(const std::variant<Number, jsonpath::Path>& number) {
    if (const auto* path = std::get_if<jsonpath::Path>(&number)) add(*path);
  }
  void add(const FailState::Text& text) {
    if (const auto* path = std::get_if<jsonpath::Path>(&text)) add(*path);
    if (const auto* function = std::get_if<intrinsics::Expression>(&text)) add(*function);
  }
  void add(const Catcher& catcher) { add(catcher.assign); }

  void add(const Condition& condition) {
    std::visit(overloaded{
                   [this](const Compare& compare) {
                     add(compare.variable);
                     if (const auto* path = std::get_if<jsonpath::Path>(&compare.operand)) {
                       add(*path);
                     }
                   },
                   [this](const StringMatches& matches) { add(matches.variable); },
                   [this](const TestType& test) { add(test.variable); },
                   [this](const And& all) { add(all.conditions); },
                   [this](const Or& any) { add(any.conditions); },
                   [this](const Not& negation) { add(negation.condition); },
               },
               condition.test);
  }
  void add(const ChoiceRule& rule) {
    add(rule.condition);
    add(rule.assign);
  }

  void add(const PassState& pass) { add(pass.parameters); }
  void add(const TaskState& task) {
    add(task.parameters);
    add(task.result_selector);
    add(task.timeout_seconds);
    add(task.heartbeat_seconds);
    add(task.credentials);
    add(task.catchers);
  }
  void add(const ChoiceState& choice) { add(choice.choices); }
  void add(const WaitState& wait) {
    if (const auto* seconds = std::get_if<WaitSecondsPath>(&wait.until)) add(seconds->path);
    if (const auto* timestamp = std::get_if<WaitTimestampPath>(&wait.until)) add(timestamp->path);
  }
  void add(const SucceedState&) {}
  void add(const FailState& fail) {
    add(fail.error);
    add(fail.cause);
  }
  void add(const ParallelState& parallel) {
    add(parallel.parameters);
    add(parallel.result_selector);
    add(parallel.catchers);
  }
  void add(const MapState& map) {
    add(map.items_path);
    add(map.item_selector);
    add(map.max_concurrency);
    add(map.tolerated_failure_count);
    add(map.tolerated_failure_percentage);
    if (map.distribution) add(*map.distribution);
    add(map.result_selector);
    add(map.catchers);
  }

  void add(const Distribution& distribution) {
    if (distribution.reader) {
      add(distribution.reader->parameters);
      add(distribution.reader->config.max_items);
    }
    if (distribution.batcher) {
      add(distribution.batcher->max_items);
      add(distribution.batcher->max_input_bytes);
      add(distribution.batcher->batch_input);
    }
    if (distribution.writer && distribution.writer->destination) {
      add(distribution.writer->destination->parameters);
    }
  }

  void add(const JsonataTemplate& field) {
    std::visit(overloaded{
                   [](const Json&) {},
                   [this](const JsonataExpression& expression) {
                     names_.insert(expression.variables.begin(), expression.variables.end());
                   },
                   [this](const JsonataTemplate::Object& object) {
                     for (const auto& member : object) add(member.value);
                   },
                   [this](const JsonataTemplate::Array& array) { add(array); },
               },
               field.node);
  }

  void add(const State& state) {
    for (const auto& [location, field] : state.jsonata) add(field);
    add(state.input_path);
    add(state.output_path);
    add(state.assign);
    std::visit([this](const auto& kind) { add(kind); }, state.kind);
  }

 private:
  std::set<std::string> names_;
};

void collect_nested(const StateKind& kind, References& references) {
  if (const auto* map = std::get_if<MapState>(&kind)) collect(map->graph(), references);
  if (const auto* parallel = std::get_if<ParallelState>(&kind)) {
    for (const auto& branch : parallel->branches) collect(branch, references);
  }
}

void collect(const Graph& graph, References& references) {
  for (const auto& [name, state] : graph.states) {
    Collector collector;
    collector.add(state);
    if (auto names = collector.names(); !names.empty()) references[name] = std::move(names);
    collect_nested(state.kind, references);
  }
}

}  // namespace

std::map<std::string, std::vector<std::string>> variable_references(const StateMachine& machine) {
  References references;
  collect(machine.graph, references);
  return references;
}

}  // namespace sfn::asl
