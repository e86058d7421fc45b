// Map: one graph, run for each item of an array. Only its inline mode is known here; what belongs
// to the distributed one is refused by name.
#include <fmt/format.h>

#include "asl/parse/graph.h"
#include "asl/parse/parts.h"
#include "asl/parse/states.h"

namespace sfn::asl {
namespace {

void read_processor_config(Fields& processor) {
  const auto node = processor.take("ProcessorConfig");
  if (!node) return;
  auto config = read_fields(*node, processor.report());
  if (!config) return;
  const auto mode = config->take("Mode");
  config->one_of("Mode", {"INLINE", "DISTRIBUTED"});
  config->one_of("ExecutionType", {"STANDARD", "EXPRESS"});
  config->refuse_others();
  if (mode && *mode->value == "DISTRIBUTED") {
    refuse_for_now(processor.report(), *mode->place, "Distributed Map states are");
  }
}

std::vector<Graph> read_processor(StateDraft& draft) {
  const auto field = draft.fields.exactly_one({"ItemProcessor", "Iterator"});
  if (!field) return {};
  auto fields = read_fields(*draft.fields.take(*field), draft.report());
  if (!fields) return {};
  std::vector<Graph> graphs;
  read_processor_config(*fields);
  graphs.push_back(read_graph(*fields, draft.reading, draft.scope.inner.emplace_back()));
  fields->text("Comment");
  fields->refuse_others();
  return graphs;
}

std::optional<PayloadTemplate> read_item_selector(StateDraft& draft) {
  draft.fields.at_most_one({"ItemSelector", "Parameters"});
  auto selector = read_template(draft.fields, "ItemSelector");
  auto parameters = read_template(draft.fields, "Parameters");
  return selector ? std::move(selector) : std::move(parameters);
}

void refuse_distributed_fields(StateDraft& draft) {
  for (const auto* name : {"ItemReader", "ItemBatcher", "ResultWriter", "Label",
                           "ToleratedFailureCount", "ToleratedFailureCountPath",
                           "ToleratedFailurePercentage", "ToleratedFailurePercentagePath"}) {
    const auto node = draft.fields.take(name);
    if (!node) continue;
    refuse_for_now(draft.report(), *node->place,
                   fmt::format("The field '{}' of distributed Map states is", name));
  }
}

}  // namespace

MapState read_map(StateDraft& draft) {
  MapState map;
  map.processor = read_processor(draft);
  map.items_path = read_reference_path(draft.fields, "ItemsPath").value_or(jsonpath::Path());
  map.item_selector = read_item_selector(draft);
  map.max_concurrency =
      read_number_or_path(draft.fields, "MaxConcurrency", {0}).value_or(map.max_concurrency);
  map.result_selector = read_template(draft.fields, "ResultSelector");
  map.result_path = read_result_path(draft.fields);
  map.retry = read_retry(draft);
  map.catchers = read_catch(draft);
  map.transition = read_transition(draft);
  refuse_distributed_fields(draft);
  return map;
}

}  // namespace sfn::asl
