#include "items/records/csv_records.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <utility>

#include "base/json.h"

namespace sfn::items {
namespace {

bool is_plain(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return byte >= 0x20 && byte < 0x7F && c != '"' && c != '\\';
}

// The text within the quotes of a JSON string.
void append_escaped(const std::string& field, std::string& text) {
  if (std::all_of(field.begin(), field.end(), is_plain)) {
    text += field;
    return;
  }
  const auto quoted = to_text(Json(field));
  text.append(quoted, 1, quoted.size() - 2);
}

Result<void> check_headers(const std::vector<std::string>& headers) {
  std::size_t bytes = 0;
  for (const auto& header : headers) bytes += header.size() + 1;
  if (bytes > kCsvHeaderBytesMax + 1) {
    return reader_failed(fmt::format("CSV headers cannot exceed {} bytes.", kCsvHeaderBytesMax));
  }
  if (std::set<std::string>(headers.begin(), headers.end()).size() != headers.size()) {
    return reader_failed("CSV headers cannot contain duplicates.");
  }
  return {};
}

}  // namespace

Result<std::vector<std::string>> read_csv_headers(CsvRows& rows) {
  std::vector<std::string> headers;
  const auto is_there = rows.next({.fields = kCsvHeaderBytesMax + 1,
                                   .bytes = kCsvHeaderBytesMax,
                                   .too_long = "the CSV headers exceed 10240 bytes"},
                                  headers);
  if (!is_there) return is_there.error();
  return headers;
}

Result<std::unique_ptr<RecordReader>> CsvRecords::open(CsvRows rows,
                                                       const std::vector<std::string>& headers) {
  if (const auto checked = check_headers(headers); !checked) return checked.error();
  return std::unique_ptr<RecordReader>(new CsvRecords(std::move(rows), headers));
}

CsvRecords::CsvRecords(CsvRows rows, const std::vector<std::string>& headers)
    : rows_(std::move(rows)) {
  for (const auto& header : headers) {
    std::string name = names_.empty() ? "{\"" : "\",\"";
    append_escaped(header, name);
    names_.push_back(name + "\":\"");
  }
}

Result<std::optional<Record>> CsvRecords::next() {
  const auto is_there = rows_.next({.fields = names_.size(),
                                    .bytes = kRawItemBytesMax,
                                    .too_long = "a row has more than 2097152 bytes"},
                                   fields_);
  if (!is_there) return is_there.error();
  if (!*is_there) return std::optional<Record>();
  Record record;
  for (std::size_t i = 0; i < names_.size(); ++i) {
    record.text += names_[i];
    if (i < fields_.size()) append_escaped(fields_[i], record.text);
  }
  record.text += names_.empty() ? "{}" : "\"}";
  return std::optional(std::move(record));
}

}  // namespace sfn::items
