// Map: one graph, run for each item of an array: inline in the execution, or distributed, where
// each item is an execution of its own. ASL specification, "Map State"; developer guide, "Map state
// in Distributed mode".
#include <fmt/format.h>

#include "asl/parse/graph.h"
#include "asl/parse/parts.h"
#include "asl/parse/states.h"
#include "asl/parse/words.h"

namespace sfn::asl {
namespace {

constexpr Words<MachineType, 2> kExecutionTypes = {
    {{"STANDARD", MachineType::Standard}, {"EXPRESS", MachineType::Express}}};
constexpr Words<bool, 2> kIsDistributed = {{{"INLINE", false}, {"DISTRIBUTED", true}}};

void refuse_in_express(Fields& config, const StateDraft& draft) {
  if (draft.reading.type != MachineType::Express) return;
  config.report().error(*config.take("Mode")->place,
                        "Express state machine does not support 'DISTRIBUTED' mode of Map state");
}

/// `ProcessorConfig`: the type of the child executions, or nothing where the mode is inline.
std::optional<MachineType> read_processor_config(Fields& processor, const StateDraft& draft) {
  const auto node = processor.take("ProcessorConfig");
  if (!node) return std::nullopt;
  auto config = read_fields(*node, processor.report());
  if (!config) return std::nullopt;
  const bool distributed = read_word(*config, "Mode", kIsDistributed).value_or(false);
  const auto child_type = read_word(*config, "ExecutionType", kExecutionTypes);
  config->refuse_others();
  if (!distributed) return std::nullopt;
  require_all(*config, {"ExecutionType"});
  refuse_in_express(*config, draft);
  return child_type.value_or(MachineType::Standard);
}

// Child executions are executions of their own: of their own type, with variables of their own.
Graph read_child_graph(Fields& processor, MachineType type, StateDraft& draft) {
  auto& scope = draft.scope.inner.emplace_back();
  scope.separate = true;
  const auto around = std::exchange(draft.reading.type, type);
  auto graph = read_graph(processor, draft.reading, scope);
  draft.reading.type = around;
  return graph;
}

// The query language of the whole machine is that of the children, too.
std::string child_definition(const Json& processor, QueryLanguage language) {
  Json definition = Json::object();
  if (language == QueryLanguage::Jsonata) definition["QueryLanguage"] = "JSONata";
  for (const auto* name : {"Comment", "StartAt", "States"}) {
    if (const Json* member = find_member(processor, name)) definition[name] = *member;
  }
  return to_text(definition);
}

void read_processor(StateDraft& draft, MapState& map) {
  const auto field = draft.fields.exactly_one({"ItemProcessor", "Iterator"});
  if (!field) return;
  const auto node = draft.fields.take(*field);
  auto fields = read_fields(*node, draft.report());
  if (!fields) return;
  map.processor_field = *field;
  if (const auto child_type = read_processor_config(*fields, draft)) {
    auto& distribution = map.distribution.emplace();
    distribution.child_type = *child_type;
    distribution.definition = child_definition(*node->value, draft.reading.query_language);
    map.processor.push_back(read_child_graph(*fields, *child_type, draft));
  } else {
    map.processor.push_back(read_graph(*fields, draft.reading, draft.scope.inner.emplace_back()));
  }
  fields->text("Comment");
  fields->refuse_others();
}

// Of JSONata: an array, an object, or an expression that gives one.
void keep_items(StateDraft& draft) {
  if (keep_expression(draft.fields, "Items", draft)) return;
  const auto items = keep_value(draft.fields, "Items", draft);
  if (!items || items->value->is_structured()) return;
  draft.report().error(*items->place, "Expected value of type [ARRAY, OBJECT]");
}

void read_items(StateDraft& draft, MapState& map) {
  if (draft.is_jsonata()) {
    keep_items(draft);
    map.item_selector = read_value(draft.fields, "ItemSelector", draft);
    return;
  }
  draft.fields.at_most_one({"ItemSelector", "Parameters"});
  map.items_path = read_reference_path(draft.fields, "ItemsPath").value_or(jsonpath::Path());
  auto selector = read_template(draft.fields, "ItemSelector");
  auto parameters = read_template(draft.fields, "Parameters");
  map.item_selector = selector ? std::move(selector) : std::move(parameters);
}

std::optional<PercentageOrPath> read_percentage_path(Fields& fields) {
  fields.at_most_one({"ToleratedFailurePercentage", "ToleratedFailurePercentagePath"});
  auto path = read_reference_path(fields, "ToleratedFailurePercentagePath");
  return path ? std::optional<PercentageOrPath>(*std::move(path)) : std::nullopt;
}

std::optional<PercentageOrPath> read_percentage(StateDraft& draft) {
  constexpr std::string_view kName = "ToleratedFailurePercentage";
  auto path = draft.is_jsonata() ? std::nullopt : read_percentage_path(draft.fields);
  if (keep_expression(draft.fields, kName, draft)) return std::nullopt;
  if (const auto percentage = draft.fields.number(kName, {0.0, 100.0})) return *percentage;
  return path;
}

void read_limits(StateDraft& draft, MapState& map) {
  auto& fields = draft.fields;
  map.max_concurrency =
      read_number(fields, "MaxConcurrency", {0}, draft).value_or(map.max_concurrency);
  map.tolerated_failure_count = read_number(fields, "ToleratedFailureCount", {0}, draft);
  map.tolerated_failure_percentage = read_percentage(draft);
}

void refuse_in_inline_mode(StateDraft& draft) {
  for (const auto* name : {"ItemReader", "ItemBatcher", "ResultWriter", "Label"}) {
    if (!draft.fields.take(name)) continue;
    draft.fields.error(
        fmt::format("Field '{}' is only supported for Map states in 'DISTRIBUTED' mode", name));
  }
}

void read_distribution(StateDraft& draft, MapState& map) {
  // Without a processor that can be read, nobody knows the mode.
  auto distribution = map.distribution.value_or(Distribution());
  if (!map.distribution && !map.processor.empty()) return refuse_in_inline_mode(draft);
  distribution.label = read_label(draft);
  distribution.reader = read_item_reader(draft);
  distribution.batcher = read_item_batcher(draft);
  distribution.writer = read_result_writer(draft);
  map.distribution = std::move(distribution);
}

}  // namespace

MapState read_map(StateDraft& draft) {
  MapState map;
  read_processor(draft, map);
  read_items(draft, map);
  read_limits(draft, map);
  read_distribution(draft, map);
  if (!draft.is_jsonata()) {
    map.result_selector = read_template(draft.fields, "ResultSelector");
    map.result_path = read_result_path(draft.fields);
  }
  map.retry = read_retry(draft);
  map.catchers = read_catch(draft);
  map.transition = read_transition(draft);
  return map;
}

}  // namespace sfn::asl
