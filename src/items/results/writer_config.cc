#include "items/results/writer_config.h"

#include <fmt/format.h>

#include <string_view>
#include <utility>

#include "base/text.h"

namespace sfn::items {
namespace {

Error writer_failed(std::string cause) { return {"States.ResultWriterFailed", std::move(cause)}; }

// The member's text; empty where there is none.
Result<std::string> writer_text(const Json& object, std::string_view name) {
  const Json* member = find_member(object, name);
  if (member == nullptr || member->is_null()) return std::string();
  if (!member->is_string()) {
    return writer_failed(fmt::format("{} must be a string, got {}", name, to_text(*member)));
  }
  return member->get<std::string>();
}

Result<Destination> destination_of(const Json& result_writer) {
  const Json* parameters = find_member(result_writer, "Parameters");
  if (parameters == nullptr) parameters = find_member(result_writer, "Arguments");
  if (parameters == nullptr) return writer_failed("ResultWriter must name a Bucket.");
  const auto bucket = writer_text(*parameters, "Bucket");
  if (!bucket) return bucket.error();
  const auto prefix = writer_text(*parameters, "Prefix");
  if (!prefix) return prefix.error();
  if (bucket->empty()) return writer_failed("ResultWriter must name a Bucket.");
  return Destination{*bucket, *prefix};
}

Result<WriterTransformation> transformation_of(const Json& config, WriterTransformation usual) {
  const auto word = writer_text(config, "Transformation");
  if (!word) return word.error();
  if (word->empty()) return usual;
  if (*word == "NONE") return WriterTransformation::None;
  if (*word == "COMPACT") return WriterTransformation::Compact;
  if (*word == "FLATTEN") return WriterTransformation::Flatten;
  return writer_failed(
      fmt::format("Transformation must be one of NONE, COMPACT, FLATTEN, got \"{}\"", *word));
}

Result<OutputType> output_type_of(const Json& config) {
  const auto word = writer_text(config, "OutputType");
  if (!word) return word.error();
  if (word->empty() || *word == "JSON") return OutputType::Json;
  if (*word == "JSONL") return OutputType::JsonLines;
  return writer_failed(fmt::format("OutputType must be one of JSON, JSONL, got \"{}\"", *word));
}

}  // namespace

Result<WriterConfig> parse_result_writer(const Json& result_writer) {
  WriterConfig writer;
  const auto resource = writer_text(result_writer, "Resource");
  if (!resource) return resource.error();
  if (!resource->empty()) {
    if (!ends_with(*resource, ":s3:putObject")) {
      return writer_failed(fmt::format("ResultWriter has no resource \"{}\"", *resource));
    }
    auto destination = destination_of(result_writer);
    if (!destination) return destination.error();
    writer.destination = std::move(*destination);
    writer.transformation = WriterTransformation::None;
  }
  const Json* config = find_member(result_writer, "WriterConfig");
  if (config == nullptr) return writer;
  writer.keeps_failures = true;
  const auto transformation = transformation_of(*config, writer.transformation);
  if (!transformation) return transformation.error();
  const auto output_type = output_type_of(*config);
  if (!output_type) return output_type.error();
  writer.transformation = *transformation;
  writer.output_type = *output_type;
  return writer;
}

}  // namespace sfn::items
