// `ItemReader`: where a distributed Map finds its items. Developer guide, "ItemReader".
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

#include "asl/parse/parts.h"
#include "asl/parse/words.h"
#include "base/text.h"

namespace sfn::asl {
namespace {

using InputType = ReaderConfig::InputType;
using ManifestType = ReaderConfig::ManifestType;
using CsvHeaders = ReaderConfig::CsvHeaders;
using Source = ItemReader::Source;

constexpr std::size_t kHeaderBytesMax = 10'240;
constexpr std::size_t kPointerCharactersMax = 1'999;

constexpr Words<InputType, 5> kInputTypes = {{{"CSV", InputType::Csv},
                                              {"JSON", InputType::Json},
                                              {"JSONL", InputType::JsonLines},
                                              {"PARQUET", InputType::Parquet},
                                              {"MANIFEST", InputType::Manifest}}};
constexpr Words<ManifestType, 2> kManifestTypes = {
    {{"ATHENA_DATA", ManifestType::AthenaData}, {"S3_INVENTORY", ManifestType::S3Inventory}}};
constexpr Words<CsvHeaders, 2> kHeaderLocations = {
    {{"FIRST_ROW", CsvHeaders::FirstRow}, {"GIVEN", CsvHeaders::Given}}};
constexpr Words<char, 5> kDelimiters = {
    {{"COMMA", ','}, {"PIPE", '|'}, {"SEMICOLON", ';'}, {"SPACE", ' '}, {"TAB", '\t'}}};
constexpr Words<bool, 2> kTransformations = {{{"NONE", false}, {"LOAD_AND_FLATTEN", true}}};

std::optional<Source> parse_source(std::string_view text) {
  const auto resource = parse_resource(text);
  const auto* integration = resource ? std::get_if<Integration>(&*resource) : nullptr;
  if (integration == nullptr || integration->service != "s3" ||
      integration->pattern != Integration::Pattern::RequestResponse) {
    return std::nullopt;
  }
  if (integration->action == "listObjectsV2") return Source::ListObjects;
  if (integration->action == "getObject") return Source::GetObject;
  return std::nullopt;
}

void read_source(Fields& fields, ItemReader& reader) {
  const auto node = fields.require("Resource");
  if (!node) return;
  const auto text = read_text(*node, fields.report());
  if (!text) return;
  const auto source = parse_source(*text);
  if (!source) {
    fields.report().error(*node->place,
                          "Value should be one of the following: "
                          "[arn:aws:states:::s3:listObjectsV2, arn:aws:states:::s3:getObject]");
    return;
  }
  reader.resource = *text;
  reader.source = *source;
}

std::vector<std::string> read_headers(Fields& fields) {
  std::vector<std::string> headers;
  if (!fields.has("CSVHeaders")) return headers;
  const auto node = fields.array("CSVHeaders");
  if (!node) return headers;
  std::size_t bytes = 0;
  for (std::size_t i = 0; i < node->value->size(); ++i) {
    auto header = read_text(fields.report().element(*node, i), fields.report());
    if (!header) continue;
    bytes += header->size();
    headers.push_back(*std::move(header));
  }
  if (bytes > kHeaderBytesMax) {
    fields.report().error(
        *node->place, fmt::format("Headers have at most {} bytes, got {}", kHeaderBytesMax, bytes));
  }
  return headers;
}

std::string read_items_pointer(Fields& fields) {
  const auto node = fields.take("ItemsPointer");
  if (!node) return "";
  auto text = read_text(*node, fields.report()).value_or("");
  const bool is_pointer = text.empty() || text.front() == '/';
  if (!is_pointer || utf8_length(text) > kPointerCharactersMax) {
    fields.report().error(*node->place,
                          fmt::format("Value must be a JSON pointer of at most {} characters",
                                      kPointerCharactersMax));
  }
  return text;
}

// Which fields need each other.
void check_config(Fields& fields, const ReaderConfig& config) {
  const bool given = config.csv_header_location == CsvHeaders::Given;
  if (given && !fields.has("CSVHeaders")) {
    fields.error("The field 'CSVHeaders' is required but was missing");
  }
  if (!given && fields.has("CSVHeaders")) {
    fields.error("The field 'CSVHeaders' requires 'CSVHeaderLocation' to be 'GIVEN'");
  }
  if (config.manifest_type == ManifestType::AthenaData && !fields.has("InputType")) {
    fields.error("The field 'InputType' is required but was missing");
  }
  if (config.manifest_type == ManifestType::S3Inventory && fields.has("InputType")) {
    fields.error("The field 'InputType' is not allowed where 'ManifestType' is 'S3_INVENTORY'");
  }
}

void check_with_source(Fields& fields, const ItemReader& reader) {
  const auto& config = reader.config;
  const bool reads_objects = reader.source == Source::GetObject || config.load_and_flatten;
  if (config.load_and_flatten && reader.source == Source::GetObject) {
    fields.error(
        "The Transformation 'LOAD_AND_FLATTEN' requires the resource "
        "'arn:aws:states:::s3:listObjectsV2'");
  }
  if (reads_objects && !config.input_type && !config.manifest_type) {
    fields.error("The field 'InputType' is required but was missing");
  }
}

void read_config(Fields& fields, StateDraft& draft, ItemReader& reader) {
  auto& config = reader.config;
  config.input_type = read_word(fields, "InputType", kInputTypes);
  config.load_and_flatten = read_word(fields, "Transformation", kTransformations).value_or(false);
  config.manifest_type = read_word(fields, "ManifestType", kManifestTypes);
  config.csv_header_location = read_word(fields, "CSVHeaderLocation", kHeaderLocations);
  config.csv_headers = read_headers(fields);
  config.csv_delimiter = read_word(fields, "CSVDelimiter", kDelimiters).value_or(',');
  config.items_pointer = read_items_pointer(fields);
  config.max_items = read_number(fields, "MaxItems", {0, kMapRunItemsMax}, draft);
  check_config(fields, config);
  if (!reader.resource.empty() && (!fields.has("InputType") || config.input_type)) {
    check_with_source(fields, reader);
  }
  refuse_others(draft, fields, {{}, {"MaxItemsPath"}});
}

void read_reader_config(Fields& fields, StateDraft& draft, ItemReader& reader) {
  if (const auto node = fields.take("ReaderConfig")) {
    auto config = read_fields(*node, fields.report());
    if (config) read_config(*config, draft, reader);
  } else if (!reader.resource.empty()) {
    check_with_source(fields, reader);
  }
}

}  // namespace

std::optional<ItemReader> read_item_reader(StateDraft& draft) {
  const auto node = draft.fields.take("ItemReader");
  if (!node) return std::nullopt;
  auto fields = read_fields(*node, draft.report());
  if (!fields) return std::nullopt;
  ItemReader reader;
  read_source(*fields, reader);
  reader.parameters = read_value(*fields, draft.is_jsonata() ? "Arguments" : "Parameters", draft);
  read_reader_config(*fields, draft, reader);
  refuse_others(draft, *fields, {{"Arguments"}, {"Parameters"}});
  return reader;
}

}  // namespace sfn::asl
