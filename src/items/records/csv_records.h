// CsvRecords: the rows of a CSV file as objects, header to field; all values are strings.
//
// Fields that a row lacks are empty, those beyond the headers are dropped; an empty header gives
// the name "".
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "items/content/input.h"
#include "items/reader_config.h"
#include "items/records/csv_rows.h"
#include "items/records/record_reader.h"

namespace sfn::items {

/// The headers of a file whose first row has them.
Result<std::vector<std::string>> read_csv_headers(CsvRows& rows);

class CsvRecords : public RecordReader {
 public:
  /// Begins with the row that is next.
  static Result<std::unique_ptr<RecordReader>> open(CsvRows rows,
                                                    const std::vector<std::string>& headers);

  Result<std::optional<Record>> next() override;
  Position position() const override { return rows_.input().position(); }
  std::uint64_t content_bytes() const override { return rows_.input().offset(); }

 private:
  CsvRecords(CsvRows rows, const std::vector<std::string>& headers);

  CsvRows rows_;
  std::vector<std::string> names_;  ///< Each as `"NAME":"`, with what comes before.
  std::vector<std::string> fields_;
};

}  // namespace sfn::items
