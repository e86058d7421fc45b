// Map, inline: runs its processor once for each item, each iteration in a scope of its own.
// ASL specification, "Map State".
//
//   enter ──▶ MapStarted ──▶ MapIterationStarted, as many as may run at once
//   iteration ended ──▶ MapIterationEnded ──▶ the next one started
//   all ended ──▶ MapSucceeded ──▶ StateExited;  one failed ──▶ siblings cut ──▶ retry | MapFailed
//   …
#include "engine/states/map.h"

#include <fmt/format.h>

#include <algorithm>
#include <limits>

#include "engine/states/data_limit.h"
#include "engine/states/failure.h"
#include "engine/states/input_output.h"
#include "engine/states/queries.h"
#include "engine/states/step.h"

namespace sfn::engine {
namespace {

Result<Payload> jsonata_items_of(const Step& step) {
  Evaluation evaluation(step);
  if (evaluation.has("Items")) return evaluation.array("Items");
  const Payload& input = step.visit.input;
  step.meter.charge_bytes(input.text().size());
  if (input.value().is_array()) return input;
  return evaluation_error(fmt::format("Map state input must be an array but was: {}", input.text()),
                          "");
}

}  // namespace

Result<std::int64_t> requested_concurrency(const Step& step, const asl::MapState& map,
                                           const Payload& input) {
  if (Evaluation evaluation(step); evaluation.has("MaxConcurrency")) {
    return evaluation.integer("MaxConcurrency", {0});
  }
  if (const auto* constant = std::get_if<std::int64_t>(&map.max_concurrency)) return *constant;
  return Queries(step, input)
      .integer(std::get<jsonpath::Path>(map.max_concurrency),
               {"MaxConcurrencyPath", 0, std::numeric_limits<std::int64_t>::max()});
}

Result<Payload> items_of(const Step& step, const asl::MapState& map, const Payload& input) {
  if (step.state.query_language == asl::QueryLanguage::Jsonata) return jsonata_items_of(step);
  auto items = Queries(step, input).select(map.items_path);
  if (items) step.meter.charge_bytes(items->text().size());
  if (items && !items->value().is_array()) {
    return Error{"States.Runtime",
                 fmt::format("Reference path \"{}\" must point to array.", map.items_path.text())};
  }
  return items;
}

Result<Payload> iteration_input(const Step& step, const asl::MapState& map, const MapItem& item,
                                Evaluation& evaluation) {
  if (evaluation.has("ItemSelector")) {
    evaluation.set_item(item);
    return evaluation.value("ItemSelector");
  }
  if (!map.item_selector) return Payload(item.value);
  auto input = effective_input(step);
  if (!input) return input;
  return Queries(step, std::move(*input), item).fill(*map.item_selector);
}

namespace {

// 0 asks for as many as there may be.
std::int64_t effective_concurrency(std::int64_t requested) {
  return requested == 0 ? limits::kInlineConcurrencyMax
                        : std::min(requested, limits::kInlineConcurrencyMax);
}

// Fills every free place. The inputs are all made first: an ItemSelector that fails starts nothing.
void start_iterations(const Step& step, const asl::MapState& map, const Mapping& mapping,
                      Recorder& out) {
  const std::int64_t end = std::min(mapping.length, mapping.succeeded + mapping.concurrency);
  if (!mapping.items.is_parsed()) step.meter.charge_bytes(mapping.items.text().size());
  std::vector<Payload> inputs;
  Evaluation evaluation(step);
  for (std::int64_t index = mapping.started; index < end; ++index) {
    auto input = iteration_input(
        step, map, {index, mapping.items.value().at(static_cast<std::size_t>(index))}, evaluation);
    if (!input) return fail(step, runtime_failure(step, input.error()), out);
    inputs.push_back(std::move(*input));
  }
  for (std::size_t i = 0; i < inputs.size(); ++i) {
    out.add(history::MapIterationStarted{.link = out.link(mapping.next_follows),
                                         .visit = step.visit.id,
                                         .name = step.state.name,
                                         .index = mapping.started + static_cast<std::int64_t>(i),
                                         .scope = out.new_scope(),
                                         .start_at = map.graph().start_at,
                                         .input = std::move(inputs[i])});
  }
}

void note_end(const Step& step, const Mapping& mapping, Recorder& out) {
  const Scope& ended = step.execution.scope(mapping.ended.front());
  out.add(history::MapIterationEnded{.link = out.link(ended.last),
                                     .visit = step.visit.id,
                                     .name = step.state.name,
                                     .index = ended.index,
                                     .how = history::MapIterationEnded::How::Succeeded});
}

}  // namespace

void enter(const Step& step, const asl::MapState& map, Recorder& out) {
  if (map.distribution) return enter_distributed(step, map, out);
  const auto input = effective_input(step);
  if (!input) return fail(step, runtime_failure(step, input.error()), out);
  const auto concurrency = requested_concurrency(step, map, *input);
  if (!concurrency) return fail(step, runtime_failure(step, concurrency.error()), out);
  const auto items = items_of(step, map, *input);
  if (!items) return fail(step, runtime_failure(step, items.error()), out);
  out.add(history::MapStarted{.link = out.link(step.visit.last),
                              .visit = step.visit.id,
                              .items = *items,
                              .length = static_cast<std::int64_t>(items->value().size()),
                              .concurrency = effective_concurrency(*concurrency)});
}

void map_next(const Step& step, const asl::MapState& map, Recorder& out) {
  const auto& mapping = std::get<Mapping>(step.visit.phase);
  // A free place is filled before another end is noted: the new iteration links to what freed it.
  if (mapping.can_start()) return start_iterations(step, map, mapping, out);
  if (!mapping.ended.empty()) return note_end(step, mapping, out);
  SFN_CHECK(mapping.is_complete());
  const auto within =
      check_extent(extent_of_outputs(step, mapping.scopes), step.state.name, step.bounds);
  if (!within) return fail(step, runtime_failure(step, within.error()), out);
  out.add(history::MapSucceeded{out.link(step.visit.last), step.visit.id});
}

}  // namespace sfn::engine
