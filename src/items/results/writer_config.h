// What a ResultWriter asks for, with every path and expression evaluated.
//
// ASL, Map state in distributed mode, "ResultWriter": with a place to export to, the children's
// results go there and the state's output says where; with a WriterConfig alone it gives form to
// the output.
#pragma once

#include <optional>
#include <string>

#include "base/json.h"
#include "base/result.h"

namespace sfn::items {

/// What is made of a child's result: itself with the execution's metadata, its output, or the
/// elements of the array that its output is.
enum class WriterTransformation { None, Compact, Flatten };
enum class OutputType { Json, JsonLines };

struct Destination {
  std::string bucket;
  std::string prefix;
  friend bool operator==(const Destination&, const Destination&) = default;
};

/// As it stands: no ResultWriter at all.
struct WriterConfig {
  std::optional<Destination> destination;
  WriterTransformation transformation = WriterTransformation::Compact;
  OutputType output_type = OutputType::Json;
  /// Whether the state's output also has the children that failed, as they would be exported. Where
  /// a WriterConfig asks for a form of the results.
  bool keeps_failures = false;
  friend bool operator==(const WriterConfig&, const WriterConfig&) = default;
};

/// What the field `ResultWriter` asks for, its Parameters (or Arguments) evaluated.
/// `States.ResultWriterFailed` where it is not enough.
Result<WriterConfig> parse_result_writer(const Json& result_writer);

}  // namespace sfn::items
