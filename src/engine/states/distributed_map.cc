// Map, distributed: hands its items to a map run, which is an execution of its own, and waits for
// its end as for that of a child. Developer guide, "Map state in Distributed mode".
//
//   enter ──▶ MapStarted, MapRunStarted ─┬─ MapRunSucceeded, MapSucceeded ──▶ StateExited
//       └─ a limit that is none: failed  └─ MapRunFailed ──▶ retry | MapFailed …
//
// All that the state says of the run is evaluated here, once, and travels with the birth of the run
// (engine/birth.h), which records it.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "base/arn.h"
#include "base/check.h"
#include "engine/map_run/label.h"
#include "engine/states/evaluation.h"
#include "engine/states/failure.h"
#include "engine/states/input_output.h"
#include "engine/states/map.h"
#include "engine/states/queries.h"
#include "engine/states/step.h"

namespace sfn::engine {
namespace {

using Count = std::optional<std::int64_t>;

Error invalid_limit(std::string cause) { return {"States.Runtime", std::move(cause)}; }

constexpr auto kAnyLeast = std::numeric_limits<std::int64_t>::min();
constexpr auto kAnyMost = std::numeric_limits<std::int64_t>::max();

// In a text it counts too, as on AWS.
std::optional<double> number_in(const Json& value) {
  if (value.is_number()) return value.get<double>();
  if (!value.is_string()) return std::nullopt;
  const auto read = parse_json(value.get_ref<const std::string&>());
  return read && read->is_number() ? std::optional(read->get<double>()) : std::nullopt;
}

/// Evaluates the fields of one Map, each at most once.
class Configuring {
 public:
  Configuring(const Step& step, Payload input)
      : step_(step), input_(std::move(input)), evaluation_(step) {}

  Result<Count> tolerated_count(const asl::MapState& map) {
    if (evaluation_.has("ToleratedFailureCount")) {
      const auto count = evaluation_.integer("ToleratedFailureCount", {0});
      return count ? Result<Count>(Count(*count)) : count.error();
    }
    if (!map.tolerated_failure_count) return Count();
    const auto count =
        number(*map.tolerated_failure_count, {"ToleratedFailureCountPath", kAnyLeast, kAnyMost});
    if (count && *count < 0) return invalid_limit("ToleratedFailureCount cannot be negative.");
    return count ? Result<Count>(Count(*count)) : count.error();
  }

  Result<Count> tolerated_millionths(const asl::MapState& map) {
    const bool computed = evaluation_.has("ToleratedFailurePercentage");
    if (!computed && !map.tolerated_failure_percentage) return Count();
    const auto percentage = computed ? evaluation_.number("ToleratedFailurePercentage")
                                     : percentage_of(*map.tolerated_failure_percentage);
    if (!percentage) return percentage.error();
    if (*percentage < 0 || *percentage > 100) {
      return invalid_limit("ToleratedFailurePercentage must be between 0 and 100.");
    }
    return Count(std::llround(*percentage * static_cast<double>(history::kMillionthsOfPercent)));
  }

  Result<Payload> reader(const asl::ItemReader& reader);
  Result<Payload> batcher(const asl::ItemBatcher& batcher);
  Result<Payload> writer(const asl::ResultWriter& writer);

 private:
  Result<std::int64_t> number(const asl::NumberOrPath& field,
                              const Queries::IntegerField& bounds) const {
    if (const auto* constant = std::get_if<std::int64_t>(&field)) return *constant;
    return Queries(step_, input_).integer(std::get<jsonpath::Path>(field), bounds);
  }

  Result<double> percentage_of(const asl::PercentageOrPath& field) const {
    if (const auto* constant = std::get_if<double>(&field)) return *constant;
    const auto& path = std::get<jsonpath::Path>(field);
    const auto found = Queries(step_, input_).select(path);
    if (!found) return found.error();
    if (const auto number = number_in(found->value())) return *number;
    return invalid_limit(
        fmt::format("The ToleratedFailurePercentagePath field refers to value \"{}\" which is not "
                    "a valid float: {}",
                    shown(*found), path.text()));
  }

  // Adds a member, if the field is there: at its location where it has to be evaluated.
  Result<void> put(Json& to, const char* name, std::string_view location,
                   const std::optional<asl::PayloadTemplate>& field) {
    if (!evaluation_.has(location) && !field) return {};
    auto filled = evaluation_.has(location) ? evaluation_.value(location)
                                            : Queries(step_, input_).fill(*field);
    if (!filled) return filled.error();
    to[name] = filled->value();
    return {};
  }
  Result<void> put(Json& to, const char* name, std::string_view location,
                   const std::optional<asl::NumberOrPath>& field, std::int64_t least) {
    if (!evaluation_.has(location) && !field) return {};
    const auto count = evaluation_.has(location)
                           ? evaluation_.integer(location, {least})
                           : number(*field, {fmt::format("{}Path", name), least, kAnyMost});
    if (!count) return count.error();
    to[name] = *count;
    return {};
  }

  const Step& step_;
  Payload input_;
  Evaluation evaluation_;
};

const char* word_of(asl::ReaderConfig::InputType type) {
  using Type = asl::ReaderConfig::InputType;
  switch (type) {
    case Type::Csv:
      return "CSV";
    case Type::Json:
      return "JSON";
    case Type::JsonLines:
      return "JSONL";
    case Type::Parquet:
      return "PARQUET";
    case Type::Manifest:
      return "MANIFEST";
  }
  SFN_CHECK(!"an input type without a word");
}

const char* word_of(asl::ReaderConfig::ManifestType type) {
  return type == asl::ReaderConfig::ManifestType::AthenaData ? "ATHENA_DATA" : "S3_INVENTORY";
}

const char* word_of_delimiter(char delimiter) {
  switch (delimiter) {
    case '|':
      return "PIPE";
    case ';':
      return "SEMICOLON";
    case ' ':
      return "SPACE";
    case '\t':
      return "TAB";
    default:
      return "COMMA";
  }
}

// As it was written, but for MaxItems, which may be a path.
Json constant_part(const asl::ReaderConfig& config) {
  using Headers = asl::ReaderConfig::CsvHeaders;
  Json json = Json::object();
  if (config.input_type) json["InputType"] = word_of(*config.input_type);
  if (config.load_and_flatten) json["Transformation"] = "LOAD_AND_FLATTEN";
  if (config.manifest_type) json["ManifestType"] = word_of(*config.manifest_type);
  if (config.csv_header_location) {
    const bool given = *config.csv_header_location == Headers::Given;
    json["CSVHeaderLocation"] = given ? "GIVEN" : "FIRST_ROW";
  }
  if (!config.csv_headers.empty()) json["CSVHeaders"] = config.csv_headers;
  if (config.csv_delimiter != ',') json["CSVDelimiter"] = word_of_delimiter(config.csv_delimiter);
  if (!config.items_pointer.empty()) json["ItemsPointer"] = config.items_pointer;
  return json;
}

Result<Payload> Configuring::reader(const asl::ItemReader& reader) {
  Json json = Json::object();
  json["Resource"] = reader.resource;
  if (auto done = put(json, "Parameters", "ItemReader/Arguments", reader.parameters); !done)
    return done.error();
  auto config = constant_part(reader.config);
  // A negative number is a failure of the run, which the reader tells.
  auto done = put(config, "MaxItems", "ItemReader/ReaderConfig/MaxItems", reader.config.max_items,
                  kAnyLeast);
  if (!done) return done.error();
  json["ReaderConfig"] = std::move(config);
  return Payload(std::move(json));
}

Result<Payload> Configuring::batcher(const asl::ItemBatcher& batcher) {
  Json json = Json::object();
  auto items = put(json, "MaxItemsPerBatch", "ItemBatcher/MaxItemsPerBatch", batcher.max_items, 1);
  if (!items) return items.error();
  auto bytes = put(json, "MaxInputBytesPerBatch", "ItemBatcher/MaxInputBytesPerBatch",
                   batcher.max_input_bytes, 1);
  if (!bytes) return bytes.error();
  auto input = put(json, "BatchInput", "ItemBatcher/BatchInput", batcher.batch_input);
  if (!input) return input.error();
  return Payload(std::move(json));
}

Json form_of(const asl::ResultWriter& writer) {
  using Transformation = asl::ResultWriter::Transformation;
  Json json = Json::object();
  if (writer.given_transformation == Transformation::None) json["Transformation"] = "NONE";
  if (writer.given_transformation == Transformation::Compact) json["Transformation"] = "COMPACT";
  if (writer.given_transformation == Transformation::Flatten) json["Transformation"] = "FLATTEN";
  if (writer.output_type == asl::ResultWriter::OutputType::JsonLines) json["OutputType"] = "JSONL";
  return json;
}

Result<Payload> Configuring::writer(const asl::ResultWriter& writer) {
  Json json = Json::object();
  if (writer.destination) {
    json["Resource"] = writer.destination->resource;
    auto done = put(json, "Parameters", "ResultWriter/Arguments", writer.destination->parameters);
    if (!done) return done.error();
  }
  if (auto form = form_of(writer); !form.empty()) json["WriterConfig"] = std::move(form);
  return Payload(std::move(json));
}

// `arn:…:mapRun:MACHINE/LABEL`.
std::string map_runs_arn(const std::string& children_arn) {
  auto arn = Arn::parse(children_arn);
  SFN_CHECK(arn);
  arn->resource = "mapRun" + arn->resource.substr(arn->resource.find(':'));
  return arn->text();
}

// ---- the birth

// What the state's scope sees, those of the scopes around it included.
std::map<std::string, Payload> visible_variables(const Step& step) {
  std::map<std::string, Payload> visible;
  for (const Scope* scope = &step.scope();;) {
    visible.insert(scope->variables.begin(), scope->variables.end());
    if (!scope->parent) return visible;
    scope = &step.execution.scope(step.execution.visit(*scope->parent).scope);
  }
}

history::MapRunConfigured asked_by(const Step& step) {
  const auto& execution = step.execution;
  return {.visit = step.visit.id,
          .state = step.state.name,
          .parent_arn = execution.arn,
          .parent_name = execution.name,
          .parent_machine = execution.machine_arn,
          .parent_input = execution.input,
          .parent_started = execution.started,
          .entered = step.visit.entered,
          .attempt = step.visit.attempt,
          .input = step.visit.input,
          .variables = visible_variables(step),
          .items = std::nullopt,
          .reader = std::nullopt,
          .batcher = std::nullopt,
          .writer = std::nullopt,
          .tolerated_count = std::nullopt,
          .tolerated_millionths = std::nullopt,
          .child_machine = {}};
}

Result<void> configure(const Step& step, const asl::MapState& map, const Payload& input,
                       history::MapRunConfigured& to) {
  Configuring fields(step, input);
  const auto& distribution = *map.distribution;
  const auto count = fields.tolerated_count(map);
  if (!count) return count.error();
  const auto millionths = fields.tolerated_millionths(map);
  if (!millionths) return millionths.error();
  to.tolerated_count = *count;
  to.tolerated_millionths = *millionths;
  const auto keep = [](const Result<Payload>& filled, std::optional<Payload>& place) {
    if (filled) place = *filled;
    return filled ? Result<void>() : Result<void>(filled.error());
  };
  if (distribution.reader) {
    if (auto done = keep(fields.reader(*distribution.reader), to.reader); !done) return done;
  }
  if (distribution.batcher) {
    if (auto done = keep(fields.batcher(*distribution.batcher), to.batcher); !done) return done;
  }
  if (!distribution.writer) return {};
  return keep(fields.writer(*distribution.writer), to.writer);
}

// The step as it is after an event that the visit goes on from.
struct Continued {
  Visit visit;
  Step step;

  Continued(const Step& before, EventId last)
      : visit(before.visit), step{before.machine, before.execution, visit,       before.state,
                                  before.facts,   before.bounds,    before.meter} {
    visit.last = last;
  }
  Continued(const Continued&) = delete;
  Continued& operator=(const Continued&) = delete;
};

void begin_run(const Step& step, const asl::MapState& map, history::MapRunConfigured configured,
               Recorder& out) {
  const auto& machine_arn = step.execution.machine_arn;
  configured.child_machine = labelled_arn(machine_arn, label_of(machine_arn, step.state.name, map));
  configured.express = map.distribution->child_type == asl::MachineType::Express;
  MapRunBirth run{.work = history::child_of({step.visit.id, step.visit.attempt}),
                  .machine_arn = map_runs_arn(configured.child_machine),
                  .name = make_uuid(step.facts.entropy),
                  .child_definition = map.distribution->definition,
                  .configured = std::move(configured)};
  out.add(history::MapRunStarted{.link = out.link(step.visit.last),
                                 .visit = step.visit.id,
                                 .map_run_arn = fmt::format("{}:{}", run.machine_arn, run.name)});
  out.bear(std::move(run));
}

}  // namespace

void enter_distributed(const Step& step, const asl::MapState& map, Recorder& out) {
  const auto refuse = [&](const Step& at, const Error& error) {
    fail(at, runtime_failure(at, error), out);
  };
  const auto input = effective_input(step);
  if (!input) return refuse(step, input.error());
  const auto concurrency = requested_concurrency(step, map, *input);
  if (!concurrency) return refuse(step, concurrency.error());
  auto configured = asked_by(step);
  configured.concurrency = *concurrency;
  if (!map.distribution->reader) {
    const auto items = items_of(step, map, *input);
    if (!items) return refuse(step, items.error());
    configured.items = *items;
    configured.length = static_cast<std::int64_t>(items->value().size());
  }
  const auto link = out.link(step.visit.last);
  out.add(history::MapStarted{.link = link,
                              .visit = step.visit.id,
                              .items = step.visit.input,
                              .length = configured.length,
                              .concurrency = configured.concurrency,
                              .distributed = true});
  const Continued started(step, link.id);
  const auto done = configure(started.step, map, *input, configured);
  if (!done) return refuse(started.step, done.error());
  begin_run(started.step, map, std::move(configured), out);
}

void map_run_ended(const Step& step, const history::TaskOutcome& outcome, Recorder& out) {
  const auto run = out.link(step.visit.last);
  if (const auto* failure = std::get_if<history::TaskFailure>(&outcome)) {
    out.add(history::MapRunFailed{run, step.visit.id, bounded({failure->error, failure->cause})});
    return;
  }
  const auto& output = std::get<history::TaskSuccess>(outcome).output;
  step.meter.charge_text(output.text().size());
  out.add(history::MapRunSucceeded{run, step.visit.id, output});
  out.add(history::MapSucceeded{out.link(run.id), step.visit.id});
}

}  // namespace sfn::engine
