#include "items/reader_config.h"

#include <fmt/format.h>

#include <string_view>
#include <utility>

#include "base/text.h"

namespace sfn::items {
namespace {

struct BadField {
  Error error;
};

[[noreturn]] void refuse(std::string cause) { throw BadField{reader_failed(std::move(cause))}; }

const Json* member_of(const Json& object, std::string_view name) {
  const Json* member = find_member(object, name);
  return member == nullptr || member->is_null() ? nullptr : member;
}

std::string reader_text(const Json& object, std::string_view name) {
  const Json* member = member_of(object, name);
  if (member == nullptr) return "";
  if (!member->is_string())
    refuse(fmt::format("{} must be a string, got {}", name, to_text(*member)));
  return member->get_ref<const std::string&>();
}

template <typename Value>
using Words = std::vector<std::pair<std::string_view, Value>>;

// The value that the member's word stands for; nothing where there is none.
template <typename Value>
std::optional<Value> word_of(const Json& object, std::string_view name, const Words<Value>& words) {
  const auto text = reader_text(object, name);
  if (text.empty()) return std::nullopt;
  std::vector<std::string> known;
  for (const auto& [word, value] : words) {
    if (word == text) return value;
    known.emplace_back(word);
  }
  refuse(fmt::format("{} must be one of {}, got \"{}\"", name, join(known, ", "), text));
}

const Words<InputType> kInputTypes = {{"CSV", InputType::Csv},
                                      {"JSON", InputType::Json},
                                      {"JSONL", InputType::JsonLines},
                                      {"PARQUET", InputType::Parquet},
                                      {"MANIFEST", InputType::Manifest}};
const Words<ManifestType> kManifestTypes = {{"ATHENA_DATA", ManifestType::AthenaData},
                                            {"S3_INVENTORY", ManifestType::S3Inventory}};
const Words<ReaderTransformation> kTransformations = {
    {"NONE", ReaderTransformation::None},
    {"LOAD_AND_FLATTEN", ReaderTransformation::LoadAndFlatten}};
const Words<CsvHeaderLocation> kHeaderLocations = {{"FIRST_ROW", CsvHeaderLocation::FirstRow},
                                                   {"GIVEN", CsvHeaderLocation::Given}};
const Words<char> kDelimiters = {
    {"COMMA", ','}, {"PIPE", '|'}, {"SEMICOLON", ';'}, {"SPACE", ' '}, {"TAB", '\t'}};

ReaderResource resource_of(const Json& item_reader) {
  // The partition and the region of the ARN say nothing about what is read.
  const auto text = reader_text(item_reader, "Resource");
  if (ends_with(text, ":s3:getObject")) return ReaderResource::GetObject;
  if (ends_with(text, ":s3:listObjectsV2")) return ReaderResource::ListObjects;
  refuse(fmt::format("ItemReader has no resource \"{}\"", text));
}

std::int64_t max_items_of(const Json& config) {
  const Json* member = member_of(config, "MaxItems");
  if (member == nullptr) return 0;
  if (!member->is_number_integer()) {
    refuse(fmt::format("MaxItems must be an integer, got {}", to_text(*member)));
  }
  return member->get<std::int64_t>();
}

std::vector<std::string> headers_of(const Json& config) {
  const Json* member = member_of(config, "CSVHeaders");
  if (member == nullptr) return {};
  if (!member->is_array()) refuse("CSVHeaders must be an array of strings");
  std::vector<std::string> headers;
  for (const auto& header : *member) {
    if (!header.is_string()) refuse("CSVHeaders must be an array of strings");
    headers.push_back(header.get<std::string>());
  }
  return headers;
}

void read_config(const Json& config, ReaderConfig& reader) {
  reader.input_type = word_of(config, "InputType", kInputTypes);
  reader.manifest_type = word_of(config, "ManifestType", kManifestTypes);
  // With a manifest InputType may say either that it is one, or what its files are.
  if (reader.manifest_type && reader.input_type != InputType::Manifest) {
    reader.manifest_input_type = std::exchange(reader.input_type, InputType::Manifest);
  } else if (reader.input_type == InputType::Manifest && !reader.manifest_type) {
    reader.manifest_type = ManifestType::S3Inventory;
  }
  reader.transformation =
      word_of(config, "Transformation", kTransformations).value_or(ReaderTransformation::None);
  reader.csv.header_location =
      word_of(config, "CSVHeaderLocation", kHeaderLocations).value_or(CsvHeaderLocation::FirstRow);
  reader.csv.headers = headers_of(config);
  reader.csv.delimiter = word_of(config, "CSVDelimiter", kDelimiters).value_or(',');
  reader.items_pointer = reader_text(config, "ItemsPointer");
  reader.max_items = max_items_of(config);
}

const Json& parameters_of(const Json& item_reader) {
  static const Json none = Json::object();
  for (const auto* name : {"Parameters", "Arguments"}) {
    if (const Json* member = member_of(item_reader, name)) return *member;
  }
  return none;
}

ReaderConfig read_item_reader(const Json& item_reader) {
  ReaderConfig reader;
  reader.resource = resource_of(item_reader);
  const Json& parameters = parameters_of(item_reader);
  reader.bucket = reader_text(parameters, "Bucket");
  reader.key = reader_text(parameters, "Key");
  reader.version_id = reader_text(parameters, "VersionId");
  reader.prefix = reader_text(parameters, "Prefix");
  if (const Json* config = member_of(item_reader, "ReaderConfig")) read_config(*config, reader);
  return reader;
}

bool reads_content(const ReaderConfig& config) {
  return config.resource == ReaderResource::GetObject ||
         config.transformation == ReaderTransformation::LoadAndFlatten;
}

Result<void> check_type(const ReaderConfig& config) {
  if (!reads_content(config)) return {};
  if (!config.input_type) return reader_failed("ReaderConfig must have an InputType.");
  const bool is_manifest = config.input_type == InputType::Manifest;
  if (is_manifest && config.resource == ReaderResource::ListObjects) {
    return reader_failed("LOAD_AND_FLATTEN cannot load manifests.");
  }
  const auto type = content_type(config);
  if (is_manifest && config.manifest_type == ManifestType::AthenaData &&
      (!type || *type == InputType::Manifest)) {
    return reader_failed("ATHENA_DATA must have an InputType: CSV, JSONL or PARQUET.");
  }
  if (type == InputType::Csv && config.csv.header_location == CsvHeaderLocation::Given &&
      config.csv.headers.empty()) {
    return reader_failed("CSVHeaderLocation GIVEN must come with CSVHeaders.");
  }
  if (type == InputType::Parquet) {
    return reader_failed(
        "Parquet files cannot be read here: sfn has no reader for InputType PARQUET. Convert the "
        "file to JSONL or CSV.");
  }
  return {};
}

}  // namespace

Error reader_failed(std::string cause) { return {"States.ItemReaderFailed", std::move(cause)}; }

Result<ReaderConfig> parse_item_reader(const Json& item_reader) {
  try {
    auto reader = read_item_reader(item_reader);
    if (const auto checked = check(reader); !checked) return checked.error();
    return reader;
  } catch (const BadField& bad) {
    return bad.error;
  }
}

std::optional<InputType> content_type(const ReaderConfig& config) {
  if (config.input_type != InputType::Manifest) return config.input_type;
  // The files of an inventory are CSV, and their columns stand in its manifest.
  if (config.manifest_type == ManifestType::S3Inventory) return std::nullopt;
  return config.manifest_input_type;
}

Result<void> check(const ReaderConfig& config) {
  if (config.bucket.empty()) return reader_failed("ItemReader must name a Bucket.");
  if (config.resource == ReaderResource::GetObject && config.key.empty()) {
    return reader_failed("ItemReader must name a Key.");
  }
  if (config.max_items < 0) return reader_failed("field MaxItems must be positive");
  if (utf8_length(config.items_pointer) >= kItemsPointerCharactersMax) {
    return reader_failed(
        fmt::format("ItemsPointer must have less than {} characters.", kItemsPointerCharactersMax));
  }
  if (!config.items_pointer.empty() && config.items_pointer.front() != '/') {
    return reader_failed(
        fmt::format("ItemsPointer must be a JSON pointer, which begins with \"/\", got "
                    "\"{}\"",
                    config.items_pointer));
  }
  return check_type(config);
}

}  // namespace sfn::items
