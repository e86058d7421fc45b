// JsonLinesRecords: JSON Lines, a value on each line. Blank lines are passed over.
#pragma once

#include <memory>

#include "items/content/input.h"
#include "items/records/record_reader.h"

namespace sfn::items {

class JsonLinesRecords : public RecordReader {
 public:
  explicit JsonLinesRecords(std::unique_ptr<Input> input) : input_(std::move(input)) {}

  Result<std::optional<Record>> next() override;
  Position position() const override { return input_->position(); }
  std::uint64_t content_bytes() const override { return input_->offset(); }

 private:
  Result<std::optional<std::string>> next_line();

  std::unique_ptr<Input> input_;
};

}  // namespace sfn::items
