// One state: its type, the fields that all types share, and then the type'"'"'s own reader.
#include <fmt/format.h>

#include <array>

#include "asl/parse/graph.h"
#include "asl/parse/parts.h"
#include "asl/parse/states.h"
#include "base/overloaded.h"

namespace sfn::asl {
namespace {

struct StateType {
  const char* name;
  StateKind (*read)(StateDraft&);
  bool has_paths;  ///< InputPath and OutputPath.
  bool has_assign;
  std::initializer_list<std::string_view> jsonata_only;
};

template <auto kReader>
StateKind read_as(StateDraft& draft) {
  return kReader(draft);
}

// In the order in which AWS lists them.
const std::array<StateType, 8> kTypes = {{
    {"Task", read_as<read_task>, true, true, {"Arguments", "Output"}},
    {"Wait", read_as<read_wait>, true, true, {"Output"}},
    {"Pass", read_as<read_pass>, true, true, {"Output"}},
    {"Succeed", read_as<read_succeed>, true, false, {"Output"}},
    {"Fail", read_as<read_fail>, false, false, {}},
    {"Choice", read_as<read_choice>, true, true, {"Output"}},
    {"Parallel", read_as<read_parallel>, true, true, {"Arguments", "Output"}},
    {"Map", read_as<read_map>, true, true, {"Items", "Output"}},
}};

void report_unknown_type(const Place& place, Report& report) {
  std::vector<std::string_view> names;
  for (const auto& type : kTypes) names.push_back(type.name);
  report.error(place,
               fmt::format("The field 'Type' should have one of these values: {}", listed(names)));
}

const StateType* read_type(Fields& fields) {
  const auto node = fields.require("Type");
  if (!node) return nullptr;
  const auto name = read_text(*node, fields.report());
  if (!name) return nullptr;
  for (const auto& type : kTypes) {
    if (type.name == *name) return &type;
  }
  report_unknown_type(*node->place, fields.report());
  return nullptr;
}

// Whether the state is one that this version runs: JSONata is refused, once, where it is asked for.
bool is_jsonpath(Fields& fields, const Reading& reading) {
  const bool jsonata_machine = reading.query_language == QueryLanguage::Jsonata;
  const auto node = fields.take("QueryLanguage");
  if (!node) return !jsonata_machine;
  const auto language = read_query_language(*node, fields.report());
  if (language == QueryLanguage::JsonPath && jsonata_machine) {
    fields.error(
        "'QueryLanguage' can not be 'JSONPath' if set to 'JSONata' for whole state machine");
  }
  return language == QueryLanguage::JsonPath && !jsonata_machine;
}

void read_shared(const StateType& type, StateDraft& draft, State& state) {
  auto& fields = draft.fields;
  state.comment = fields.text("Comment").value_or("");
  if (type.has_paths) {
    state.input_path = read_path_or_null(fields, "InputPath");
    state.output_path = read_path_or_null(fields, "OutputPath");
  }
  if (type.has_assign) state.assign = read_assign(fields, draft.scope);
}

}  // namespace

State read_state(const Node& node, Reading& reading, Scope& scope, StateOutline& outline) {
  State state;
  state.name = node.place->name;
  outline.broken = true;
  auto fields = read_fields(node, reading.report);
  if (!fields) return state;
  const auto* type = read_type(*fields);
  if (!is_jsonpath(*fields, reading) || type == nullptr) return state;

  outline.broken = false;
  StateDraft draft{reading, *fields, scope, outline};
  read_shared(*type, draft, state);
  state.kind = type->read(draft);
  fields->refuse_others(type->jsonata_only);
  return state;
}

}  // namespace sfn::asl
