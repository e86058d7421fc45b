// What an ItemReader asks for, with every path and expression evaluated.
//
// ASL, Map state in distributed mode, "ItemReader" and "ReaderConfig". Plain values, to be filled
// from a definition or read from the field's own JSON.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/json.h"
#include "base/limits.h"
#include "base/result.h"

namespace sfn::items {

enum class ReaderResource { GetObject, ListObjects };
enum class InputType { Csv, Json, JsonLines, Parquet, Manifest };
enum class ReaderTransformation { None, LoadAndFlatten };
enum class ManifestType { AthenaData, S3Inventory };
enum class CsvHeaderLocation { FirstRow, Given };

struct CsvConfig {
  CsvHeaderLocation header_location = CsvHeaderLocation::FirstRow;
  std::vector<std::string> headers;  ///< Where they are given.
  char delimiter = ',';
  friend bool operator==(const CsvConfig&, const CsvConfig&) = default;
};

struct ReaderConfig {
  ReaderResource resource = ReaderResource::GetObject;
  std::string bucket;
  std::string key;         ///< Of the object to get.
  std::string version_id;  ///< Empty for the newest.
  std::string prefix;      ///< Of the objects to list.
  /// Of what is read; with a manifest `Manifest`, and what its files are in `manifest_input_type`.
  std::optional<InputType> input_type;
  std::optional<InputType> manifest_input_type;
  std::optional<ManifestType> manifest_type;
  ReaderTransformation transformation = ReaderTransformation::None;
  CsvConfig csv;
  std::string items_pointer;   ///< RFC 6901; empty for the whole document.
  std::int64_t max_items = 0;  ///< 0 for no limit.
  friend bool operator==(const ReaderConfig&, const ReaderConfig&) = default;
};

/// How much a reader lets pass. AWS Step Functions developer guide, "Quotas".
struct ReaderLimits {
  std::uint64_t item_bytes = limits::kPayloadBytesMax;  ///< An item's text.
  std::uint64_t items = 100'000'000;                    ///< Items of a map run.
  std::uint64_t content_bytes = 10'000'000'000;         ///< What is read for them, unpacked.
};

inline constexpr std::size_t kCsvHeaderBytesMax = 10'240;
inline constexpr std::size_t kItemsPointerCharactersMax = 2'000;
inline constexpr std::uint64_t kItemsPointerReachBytes = 16'777'216;
inline constexpr std::int64_t kMaxItemsCap = 100'000'000;

/// The error of every reader: `States.ItemReaderFailed` with a cause.
Error reader_failed(std::string cause);

/// The reader that the field `ItemReader` asks for, its Parameters (or Arguments) and ReaderConfig
/// evaluated. `States.ItemReaderFailed` where it asks for what there is not, or does not say
/// enough.
Result<ReaderConfig> parse_item_reader(const Json& item_reader);

/// What is in the files that are read; nothing for the files of an inventory, which are a CSV of
/// their own.
std::optional<InputType> content_type(const ReaderConfig& config);

/// What parse_item_reader() also makes sure of, for a configuration that was filled otherwise.
Result<void> check(const ReaderConfig& config);

}  // namespace sfn::items
