#include "items/records/csv_rows.h"

#include <algorithm>

namespace sfn::items {

struct CsvRows::Row {
  std::uint64_t line;
  std::uint64_t end_max;
  const char* too_long;
};

Result<bool> CsvRows::next(const Limits& limits, std::vector<std::string>& fields) {
  if (!pass_empty_lines()) {
    if (input_->failure()) return *input_->failure();
    fields.clear();
    return false;
  }
  const Row row{input_->line(), input_->offset() + limits.bytes, limits.too_long};
  std::size_t count = 0;
  std::string dropped;
  for (auto end = End::Field; end == End::Field;) {
    const bool is_kept = count < limits.fields;
    if (is_kept && fields.size() == count) fields.emplace_back();
    std::string& field = is_kept ? fields[count] : dropped;
    field.clear();
    const auto read = read_field(row, field);
    if (!read) return read.error();
    end = *read;
    if (is_kept) ++count;
  }
  fields.resize(count);
  return true;
}

// False at the end of the file.
bool CsvRows::pass_empty_lines() {
  for (int next = input_->peek(); next == '\n' || next == '\r'; next = input_->peek()) {
    input_->skip(1);
  }
  return input_->peek() != Input::kEnd;
}

Result<CsvRows::End> CsvRows::read_field(const Row& row, std::string& field) {
  const auto read = input_->peek() == '"' ? read_quoted(row, field) : read_plain(row, field);
  if (!read) return read.error();
  if (input_->failure()) return *input_->failure();
  return field_end();
}

Result<void> CsvRows::read_quoted(const Row& row, std::string& field) {
  const auto first_line = input_->line();
  do {
    // The opening quote, or the second of two that stand for one.
    input_->skip(1);
    for (auto some = input_->ahead();; some = input_->ahead()) {
      if (some.empty()) {
        return input_->error_at(first_line,
                                "the file ends within a field that begins with a quote");
      }
      const auto end = std::min(some.find('"'), some.size());
      if (const auto taken = take(row, end, field); !taken) return taken.error();
      if (end < some.size()) break;
    }
    input_->skip(1);
    if (input_->peek() == '"') field += '"';
  } while (input_->peek() == '"');
  const int next = input_->peek();
  if (next == Input::kEnd || ends_field(static_cast<char>(next))) return {};
  return input_->error_here("expected a delimiter or the line's end after a quoted field");
}

Result<void> CsvRows::read_plain(const Row& row, std::string& field) {
  for (auto some = input_->ahead(); !some.empty(); some = input_->ahead()) {
    std::size_t end = 0;
    while (end < some.size() && !ends_field(some[end])) ++end;
    if (const auto taken = take(row, end, field); !taken) return taken.error();
    if (end < some.size()) break;
  }
  return {};
}

Result<void> CsvRows::take(const Row& row, std::size_t count, std::string& field) {
  if (input_->offset() + count > row.end_max) return input_->error_at(row.line, row.too_long);
  field += input_->ahead().substr(0, count);
  input_->skip(count);
  return {};
}

CsvRows::End CsvRows::field_end() {
  const int next = input_->get();
  if (next == Input::kEnd) return End::File;
  if (next == static_cast<unsigned char>(delimiter_)) return End::Field;
  if (next == '\r' && input_->peek() == '\n') input_->skip(1);
  return End::Row;
}

}  // namespace sfn::items
