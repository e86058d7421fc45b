// `ResultWriter`: where the results of a distributed Map go, and in which form. Developer guide,
// "ResultWriter".
#include "asl/parse/parts.h"
#include "asl/parse/words.h"

namespace sfn::asl {
namespace {

using Transformation = ResultWriter::Transformation;
using OutputType = ResultWriter::OutputType;

constexpr Words<Transformation, 3> kTransformations = {{{"NONE", Transformation::None},
                                                        {"COMPACT", Transformation::Compact},
                                                        {"FLATTEN", Transformation::Flatten}}};
constexpr Words<OutputType, 2> kOutputTypes = {
    {{"JSON", OutputType::Json}, {"JSONL", OutputType::JsonLines}}};

void read_config(Fields& fields, ResultWriter& writer) {
  const auto node = fields.take("WriterConfig");
  if (!node) return;
  auto config = read_fields(*node, fields.report());
  if (!config) return;
  writer.given_transformation = read_word(*config, "Transformation", kTransformations);
  writer.output_type = read_word(*config, "OutputType", kOutputTypes).value_or(writer.output_type);
  config->refuse_others();
}

bool is_put_object(std::string_view text) {
  const auto resource = parse_resource(text);
  const auto* integration = resource ? std::get_if<Integration>(&*resource) : nullptr;
  return integration != nullptr &&
         *integration == Integration{"s3", "putObject", Integration::Pattern::RequestResponse};
}

std::optional<std::string> read_resource(Fields& fields) {
  const auto node = fields.require("Resource");
  if (!node) return std::nullopt;
  auto text = read_text(*node, fields.report());
  if (!text || is_put_object(*text)) return text;
  fields.report().error(*node->place,
                        "Value should be one of the following: [arn:aws:states:::s3:putObject]");
  return std::nullopt;
}

std::optional<ResultWriter::Export> read_export(Fields& fields, StateDraft& draft) {
  const std::string_view name = draft.is_jsonata() ? "Arguments" : "Parameters";
  if (!fields.has("Resource") && !fields.has(name)) return std::nullopt;
  ResultWriter::Export destination;
  destination.resource = read_resource(fields).value_or("");
  if (!fields.has(name)) fields.require(name);
  destination.parameters = read_value(fields, name, draft);
  return destination;
}

}  // namespace

std::optional<ResultWriter> read_result_writer(StateDraft& draft) {
  const auto node = draft.fields.take("ResultWriter");
  if (!node) return std::nullopt;
  auto fields = read_fields(*node, draft.report());
  if (!fields) return std::nullopt;
  if (node->value->empty()) fields->error("Value cannot be empty");
  ResultWriter writer;
  writer.destination = read_export(*fields, draft);
  read_config(*fields, writer);
  refuse_others(draft, *fields, {{"Arguments"}, {"Parameters"}});
  return writer;
}

}  // namespace sfn::asl
