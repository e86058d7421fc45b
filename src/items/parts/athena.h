// AthenaParts: the data files that the manifest of an Athena query names.
//
// Amazon Athena user guide, "Query results": the manifest of UNLOAD is a CSV file with one column
// and no header row, an `s3://bucket/key` a line.
#pragma once

#include <string>
#include <vector>

#include "items/parts/parts.h"

namespace sfn::items {

class AthenaParts : public Parts {
 public:
  static Result<std::unique_ptr<Parts>> open(ObjectStore& store, const ObjectRef& manifest,
                                             const Position& from, const std::stop_token& stop);

  Result<std::optional<ObjectRef>> next() override;
  Position position() const override { return rows_.input().position(); }

 private:
  explicit AthenaParts(CsvRows rows) : rows_(std::move(rows)) {}
  CsvRows rows_;
  std::vector<std::string> fields_;
};

}  // namespace sfn::items
