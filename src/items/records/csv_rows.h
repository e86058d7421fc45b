// CsvRows: the rows of a CSV file (RFC 4180): quoted fields hold delimiters, line breaks and,
// doubled, quotes. Lines end with LF, CRLF or CR; empty ones are passed over.
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <vector>

#include "items/content/input.h"

namespace sfn::items {

class CsvRows {
 public:
  CsvRows(std::unique_ptr<Input> input, char delimiter)
      : input_(std::move(input)), delimiter_(delimiter) {}

  struct Limits {
    std::size_t fields;    ///< Those after these are read and dropped.
    std::size_t bytes;     ///< Of the row as it stands in the file.
    const char* too_long;  ///< What to say of a longer one.
  };

  /// The next row; false at the end. The strings of `fields` are used again.
  Result<bool> next(const Limits& limits, std::vector<std::string>& fields);

  const Input& input() const { return *input_; }

 private:
  enum class End { Field, Row, File };
  struct Row;

  Result<End> read_field(const Row& row, std::string& field);
  Result<void> read_quoted(const Row& row, std::string& field);
  Result<void> read_plain(const Row& row, std::string& field);
  Result<void> take(const Row& row, std::size_t count, std::string& field);
  End field_end();
  bool pass_empty_lines();
  bool ends_field(char c) const { return c == delimiter_ || c == '\n' || c == '\r'; }

  std::unique_ptr<Input> input_;
  char delimiter_;
};

}  // namespace sfn::items
