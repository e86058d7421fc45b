// A state machine's definition as values: what a definition's text means once it has been read and
// found valid. asl/parse.h makes it; the engine reads it and never changes it.
//
// ASL specification, "States" and "State Machine Data".
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "asl/choice_rule.h"
#include "asl/distributed_map.h"
#include "asl/jsonata_template.h"
#include "asl/number_or_path.h"
#include "asl/payload_template.h"
#include "base/json.h"
#include "base/time.h"
#include "intrinsics/expression.h"
#include "jsonpath/path.h"

namespace sfn::asl {

enum class QueryLanguage { JsonPath, Jsonata };

/// InputPath, OutputPath and ResultPath: a path, or nothing where the definition says `null`.
using PathOrNull = std::optional<jsonpath::Path>;

/// Where a state leads: to another state of its graph, or to the graph's end.
struct Transition {
  std::optional<std::string> next;  ///< Nothing: `"End": true`.
  friend bool operator==(const Transition&, const Transition&) = default;
};

struct Retrier {
  std::vector<std::string> error_equals;
  std::int64_t interval_seconds = 1;
  std::int64_t max_attempts = 3;
  double backoff_rate = 2.0;
  std::optional<std::int64_t> max_delay_seconds;
  bool full_jitter = false;  ///< JitterStrategy FULL.
  friend bool operator==(const Retrier&, const Retrier&) = default;
};

struct Catcher {
  std::vector<std::string> error_equals;
  std::string next;
  PathOrNull result_path = jsonpath::Path();
  std::optional<PayloadTemplate> assign;
  friend bool operator==(const Catcher&, const Catcher&) = default;
};

/// What a Task's `Resource` names.
struct LambdaFunction {
  std::string arn;  ///< Qualified or not, as written.
  friend bool operator==(const LambdaFunction&, const LambdaFunction&) = default;
};
struct ActivityResource {
  std::string arn;
  friend bool operator==(const ActivityResource&, const ActivityResource&) = default;
};
/// `arn:aws:states:::lambda:invoke.waitForTaskToken` is {"lambda", "invoke", WaitForTaskToken}.
struct Integration {
  enum class Pattern { RequestResponse, Sync, Sync2, WaitForTaskToken };
  std::string service;  ///< `lambda`, `states`, `aws-sdk:dynamodb`, …
  std::string action;   ///< Without the suffix of the pattern.
  Pattern pattern = Pattern::RequestResponse;
  friend bool operator==(const Integration&, const Integration&) = default;
};
using Resource = std::variant<LambdaFunction, ActivityResource, Integration>;

struct Graph;

struct PassState {
  std::optional<Json> result;
  std::optional<PayloadTemplate> parameters;
  PathOrNull result_path = jsonpath::Path();
  Transition transition;
};

struct TaskState {
  std::string resource_text;  ///< `Resource` as written.
  Resource resource;
  std::optional<PayloadTemplate> parameters;
  std::optional<PayloadTemplate> result_selector;
  PathOrNull result_path = jsonpath::Path();
  std::optional<NumberOrPath> timeout_seconds;
  std::optional<NumberOrPath> heartbeat_seconds;
  std::optional<PayloadTemplate> credentials;
  std::vector<Retrier> retry;
  std::vector<Catcher> catchers;
  Transition transition;
};

struct ChoiceState {
  std::vector<ChoiceRule> choices;
  std::optional<std::string> default_next;
};

/// How long a Wait waits: exactly one of the four fields.
struct WaitSeconds {
  std::int64_t seconds;
};
struct WaitSecondsPath {
  jsonpath::Path path;
};
struct WaitTimestamp {
  Timestamp due;
};
struct WaitTimestampPath {
  jsonpath::Path path;
};
struct WaitState {
  std::variant<WaitSeconds, WaitSecondsPath, WaitTimestamp, WaitTimestampPath> until;
  Transition transition;
};

struct SucceedState {};

struct FailState {
  /// A constant, the path or the intrinsic function of an `…Path` field, or nothing.
  using Text = std::variant<std::monostate, std::string, jsonpath::Path, intrinsics::Expression>;
  Text error;
  Text cause;
};

struct ParallelState {
  std::vector<Graph> branches;
  std::optional<PayloadTemplate> parameters;
  std::optional<PayloadTemplate> result_selector;
  PathOrNull result_path = jsonpath::Path();
  std::vector<Retrier> retry;
  std::vector<Catcher> catchers;
  Transition transition;
};

struct MapState {
  std::string processor_field = "ItemProcessor";  ///< Or `Iterator`, its old name.
  std::vector<Graph> processor;                   ///< Always one.
  jsonpath::Path items_path;
  std::optional<PayloadTemplate> item_selector;  ///< Or `Parameters`, its old name.
  NumberOrPath max_concurrency = std::int64_t{0};
  std::optional<NumberOrPath> tolerated_failure_count;
  std::optional<PercentageOrPath> tolerated_failure_percentage;
  std::optional<Distribution> distribution;  ///< Nothing: inline.
  std::optional<PayloadTemplate> result_selector;
  PathOrNull result_path = jsonpath::Path();
  std::vector<Retrier> retry;
  std::vector<Catcher> catchers;
  Transition transition;

  const Graph& graph() const { return processor.front(); }
};

using StateKind = std::variant<PassState, TaskState, ChoiceState, WaitState, SucceedState,
                               FailState, ParallelState, MapState>;

/// The fields that states share, and what makes each its own kind.
///
/// In a JSONata state whatever is constant stands where it does in a JSONPath state, and what is
/// left out has the same meaning; the other fields stand in `jsonata`.
struct State {
  std::string name;
  std::string comment;
  QueryLanguage query_language = QueryLanguage::JsonPath;
  PathOrNull input_path = jsonpath::Path();
  PathOrNull output_path = jsonpath::Path();
  std::optional<PayloadTemplate> assign;
  JsonataFields jsonata;
  StateKind kind;
};

/// States that lead to each other: the top level, a branch of a Parallel, the processor of a Map.
struct Graph {
  std::string start_at;
  std::map<std::string, State, std::less<>> states;

  /// The state of this name, which the graph must have: a valid definition has no dangling names.
  const State& state(const std::string& name) const;
};

struct StateMachine {
  std::string comment;
  QueryLanguage query_language = QueryLanguage::JsonPath;
  std::optional<std::int64_t> timeout_seconds;
  Graph graph;
};

/// `Task`, `Choice`, …: the word of the field `Type`.
const char* type_name(const StateKind& kind);

/// The retriers and catchers of a kind that may have them; empty for the others.
const std::vector<Retrier>& retriers_of(const StateKind& kind);
const std::vector<Catcher>& catchers_of(const StateKind& kind);

}  // namespace sfn::asl
