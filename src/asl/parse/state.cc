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
  LanguageFields of_one_language;
};

template <auto kReader>
StateKind read_as(StateDraft& draft) {
  return kReader(draft);
}

// In the order in which AWS lists them.
const std::array<StateType, 8> kTypes = {{
    {"Task",
     read_as<read_task>,
     true,
     true,
     {{"Arguments", "Output"},
      {"InputPath", "OutputPath", "Parameters", "ResultSelector", "ResultPath",
       "TimeoutSecondsPath", "HeartbeatSecondsPath"}}},
    {"Wait",
     read_as<read_wait>,
     true,
     true,
     {{"Output"}, {"InputPath", "OutputPath", "SecondsPath", "TimestampPath"}}},
    {"Pass",
     read_as<read_pass>,
     true,
     true,
     {{"Output"}, {"InputPath", "OutputPath", "Parameters", "Result", "ResultPath"}}},
    {"Succeed", read_as<read_succeed>, true, false, {{"Output"}, {"InputPath", "OutputPath"}}},
    {"Fail", read_as<read_fail>, false, false, {{}, {"ErrorPath", "CausePath"}}},
    {"Choice", read_as<read_choice>, true, true, {{"Output"}, {"InputPath", "OutputPath"}}},
    {"Parallel",
     read_as<read_parallel>,
     true,
     true,
     {{"Arguments", "Output"},
      {"InputPath", "OutputPath", "Parameters", "ResultSelector", "ResultPath"}}},
    {"Map",
     read_as<read_map>,
     true,
     true,
     {{"Items", "Output"},
      {"InputPath", "OutputPath", "Parameters", "ItemsPath", "MaxConcurrencyPath",
       "ToleratedFailureCountPath", "ToleratedFailurePercentagePath", "ResultSelector",
       "ResultPath"}}},
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

// The state's own query language, else the whole machine's, whatever it lies in.
QueryLanguage read_language(Fields& fields, const Reading& reading) {
  const auto language = read_query_language(fields);
  if (language == QueryLanguage::JsonPath && reading.query_language == QueryLanguage::Jsonata) {
    fields.error(
        "'QueryLanguage' can not be 'JSONPath' if set to 'JSONata' for whole state machine");
  }
  return language.value_or(reading.query_language);
}

void read_shared(const StateType& type, StateDraft& draft) {
  auto& fields = draft.fields;
  auto& state = draft.state;
  state.comment = fields.text("Comment").value_or("");
  if (type.has_paths && !draft.is_jsonata()) {
    state.input_path = read_path_or_null(fields, "InputPath");
    state.output_path = read_path_or_null(fields, "OutputPath");
  }
  if (type.has_assign) state.assign = read_assign(fields, draft);
  // What of JSONata's every state but Fail may have; the table has it refused there.
  if (type.has_paths) keep_value(fields, "Output", draft);
}

}  // namespace

State read_state(const Node& node, Reading& reading, Scope& scope, StateOutline& outline) {
  State state;
  state.name = node.place->name;
  outline.broken = true;
  auto fields = read_fields(node, reading.report);
  if (!fields) return state;
  const auto* type = read_type(*fields);
  state.query_language = read_language(*fields, reading);
  if (type == nullptr) return state;

  outline.broken = false;
  StateDraft draft{reading, *fields, scope, outline, state};
  read_shared(*type, draft);
  state.kind = type->read(draft);
  refuse_others(draft, *fields, type->of_one_language);
  return state;
}

}  // namespace sfn::asl
