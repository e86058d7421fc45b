// What a Map in distributed mode says of its map run: where the items come from, how they are
// batched, what its child executions are and where their results go.
//
// Only what is written is here. Defaults that depend on another field (Transformation of a
// ResultWriter) are given by the functions below; those that need the input are the engine's.
// Developer guide, "Using Map state in Distributed mode", "ItemReader", "ItemBatcher",
// "ResultWriter".
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "asl/machine_type.h"
#include "asl/number_or_path.h"
#include "asl/payload_template.h"

namespace sfn::asl {

// Developer guide, "Quotas related to Map Run".
inline constexpr std::size_t kLabelCharactersMax = 40;
inline constexpr std::int64_t kMapRunItemsMax = 100'000'000;

/// `ReaderConfig`: how the data of an ItemReader becomes items.
struct ReaderConfig {
  enum class InputType { Csv, Json, JsonLines, Parquet, Manifest };
  enum class ManifestType { AthenaData, S3Inventory };
  enum class CsvHeaders { FirstRow, Given };

  std::optional<InputType> input_type;
  bool load_and_flatten = false;  ///< Transformation LOAD_AND_FLATTEN: read what is listed.
  std::optional<ManifestType> manifest_type;
  std::optional<CsvHeaders> csv_header_location;
  std::vector<std::string> csv_headers;  ///< Those given, with CsvHeaders::Given.
  char csv_delimiter = ',';
  std::string items_pointer;              ///< A JSON pointer; empty: the whole document.
  std::optional<NumberOrPath> max_items;  ///< A given 0 asks for all.
  friend bool operator==(const ReaderConfig&, const ReaderConfig&) = default;
};

struct ItemReader {
  enum class Source { ListObjects, GetObject };  ///< `s3:listObjectsV2`, `s3:getObject`.

  std::string resource;  ///< As written.
  Source source = Source::GetObject;
  std::optional<PayloadTemplate> parameters;  ///< Or `Arguments`, where nothing is to be evaluated.
  ReaderConfig config;
  friend bool operator==(const ItemReader&, const ItemReader&) = default;
};

/// At least one of the two limits is there.
struct ItemBatcher {
  std::optional<NumberOrPath> max_items;
  std::optional<NumberOrPath> max_input_bytes;
  std::optional<PayloadTemplate> batch_input;
  friend bool operator==(const ItemBatcher&, const ItemBatcher&) = default;
};

struct ResultWriter {
  enum class Transformation { None, Compact, Flatten };
  enum class OutputType { Json, JsonLines };

  /// Where the results are written to, as JSON under a prefix; nothing: the state's output holds
  /// them.
  struct Export {
    std::string resource;  ///< `arn:aws:states:::s3:putObject`, as written.
    std::optional<PayloadTemplate> parameters;
    friend bool operator==(const Export&, const Export&) = default;
  };
  std::optional<Export> destination;
  std::optional<Transformation> given_transformation;
  OutputType output_type = OutputType::Json;

  /// None where the results are exported, Compact where they stay.
  Transformation transformation() const {
    if (given_transformation) return *given_transformation;
    return destination ? Transformation::None : Transformation::Compact;
  }
  friend bool operator==(const ResultWriter&, const ResultWriter&) = default;
};

/// Mode DISTRIBUTED: each item, or batch of items, is a child execution of its own.
struct Distribution {
  MachineType child_type = MachineType::Standard;
  std::string definition;  ///< What a child runs: the processor's text, as a definition of its own.
  std::optional<std::string> label;
  std::optional<ItemReader> reader;
  std::optional<ItemBatcher> batcher;
  std::optional<ResultWriter> writer;
  friend bool operator==(const Distribution&, const Distribution&) = default;
};

}  // namespace sfn::asl
