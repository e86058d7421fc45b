#include "items/item_reader.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "items/content/input.h"
#include "items/records/csv_records.h"
#include "items/records/json_lines_records.h"
#include "items/records/json_records.h"
#include "items/records/listing_records.h"
#include "items/s3_error.h"

namespace sfn::items {
namespace {

constexpr auto kStopped = "Stopped";

// A store's error as that of the reader, which carries its words.
Error as_reader_failure(const Error& error) {
  return error.name == kStopped ? error : reader_failed(error.cause);
}

// A store of files has one version of each, which S3 calls "null".
Result<void> check_version(const ReaderConfig& config) {
  if (config.version_id.empty() || config.version_id == "null") return {};
  const auto uri = to_uri({config.bucket, config.key});
  return reader_failed(s3_error("NoSuchVersion", 404, "The specified version does not exist.",
                                fmt::format("{}?versionId={}", uri, config.version_id))
                           .cause);
}

}  // namespace

Result<std::unique_ptr<ItemReader>> ItemReader::open(ObjectStore& store, ReaderConfig config,
                                                     ReaderOptions options) {
  if (const auto checked = items::check(config); !checked) return checked.error();
  if (const auto checked = check_version(config); !checked) return checked.error();
  std::unique_ptr<ItemReader> reader(new ItemReader(store, std::move(config), std::move(options)));
  if (const auto begun = reader->begin(); !begun) return as_reader_failure(begun.error());
  return reader;
}

ItemReader::ItemReader(ObjectStore& store, ReaderConfig config, ReaderOptions options)
    : store_(store),
      config_(std::move(config)),
      limits_(options.limits),
      stop_(std::move(options.stop)),
      from_(std::move(options.from)),
      items_(from_.items - std::min(from_.items, from_.skip)),
      content_bytes_(from_.content_bytes),
      end_(from_.end) {}

Result<Page> ItemReader::next(const PageSize& size) {
  if (failure_) return *failure_;
  Page page;
  page.begin = cursor();
  std::size_t bytes = 0;
  while (!end_ && page.items.size() < size.items && bytes < size.bytes) {
    auto item = page.items.empty() ? first_item(page) : next_item();
    if (!item) {
      failure_ = as_reader_failure(item.error());
      if (page.items.empty()) return *failure_;
      break;
    }
    if (!*item) break;
    bytes += (*item)->text.size();
    page.items.push_back(std::move(**item));
  }
  page.end = end_;
  // Where the reader stands within what it could not read is no place to go on from.
  page.cursor = failure_ ? advanced(page.begin, page.items.size()) : cursor();
  return page;
}

// The place where a page begins has to name the object that its items are of, and what that was
// then: going on within them must not find another one. So no page goes beyond its object.
Result<std::optional<Item>> ItemReader::first_item(Page& page) {
  for (;;) {
    if (records_ == nullptr) {
      const auto entered = enter_next_part();
      if (!entered) return entered.error();
      end_ = !*entered;
    }
    page.begin = cursor();
    if (end_) return std::optional<Item>();
    auto item = next_item();
    if (!item || *item || end_) return item;  // Else the object has none.
  }
}

bool ItemReader::has_parts() const {
  return config_.resource == ReaderResource::ListObjects || config_.manifest_type ||
         config_.input_type == InputType::Manifest;
}

bool ItemReader::is_plain_listing() const {
  return config_.resource == ReaderResource::ListObjects &&
         config_.transformation == ReaderTransformation::None;
}

Result<void> ItemReader::begin() {
  if (end_) return {};
  if (is_plain_listing()) {
    if (const auto begun = begin_listing(); !begun) return begun.error();
  } else {
    auto parts = open_parts(store_, config_, from_.after, stop_);
    if (!parts) return parts.error();
    parts_ = std::move(*parts);
    if (from_.part) {
      if (const auto entered = enter(*from_.part, from_.within); !entered) return entered.error();
    }
  }
  // Cursors of old may lead beyond an object.
  for (std::uint64_t skipped = 0; skipped < from_.skip && !end_; ++skipped) {
    if (const auto item = next_item(); !item) return item.error();
  }
  stays_in_part_ = has_parts();
  return {};
}

Result<void> ItemReader::begin_listing() {
  auto listing = store_.list({config_.bucket, config_.prefix, from_.within.key});
  if (!listing) return listing.error();
  records_ = std::make_unique<ListingRecords>(std::move(*listing), from_.within.key);
  source_ = std::make_shared<const std::string>("S3://" + config_.bucket);
  return {};
}

Result<std::optional<Item>> ItemReader::next_item() {
  const auto max_items = static_cast<std::uint64_t>(std::min(config_.max_items, kMaxItemsCap));
  std::optional<Record> record;
  if (max_items == 0 || items_ < max_items) {
    auto next = next_record();
    if (!next) return next.error();
    record = std::move(*next);
  }
  if (!record) {
    end_ = !stays_in_part_ || records_ != nullptr || parts_ == nullptr;
    return std::optional<Item>();
  }
  if (const auto checked = check(*record); !checked) return checked.error();
  ++items_;
  end_ = items_ == max_items;
  return std::optional(Item{std::move(record->text), std::move(record->key), source_});
}

Result<std::optional<Record>> ItemReader::next_record() {
  for (;;) {
    if (records_ == nullptr) {
      if (stays_in_part_) return std::optional<Record>();
      const auto entered = enter_next_part();
      if (!entered) return entered.error();
      if (!*entered) return std::optional<Record>();
    }
    auto record = records_->next();
    if (!record || *record || parts_ == nullptr) return record;
    content_bytes_ += records_->content_bytes();
    records_.reset();
    part_.reset();
  }
}

Result<bool> ItemReader::enter_next_part() {
  const auto part = parts_->next();
  if (!part) return part.error();
  if (!*part) return false;
  if (const auto entered = enter(**part, {}); !entered) return entered.error();
  return true;
}

Result<void> ItemReader::enter(const ObjectRef& part, const Position& from) {
  if (stop_.stop_requested()) return Error{kStopped, "reading was stopped"};
  auto records = open_records(part, from);
  if (!records) return records.error();
  records_ = std::move(*records);
  part_ = part;
  source_ = std::make_shared<const std::string>(to_uri(part));
  return {};
}

Result<std::unique_ptr<RecordReader>> ItemReader::open_records(const ObjectRef& part,
                                                               const Position& from) {
  const auto type = content_type(config_);
  if (!type || type == InputType::Csv) return open_csv(part, from);
  auto input = Input::open(store_, part, from, stop_);
  if (!input) return input.error();
  if (type == InputType::JsonLines) {
    return std::unique_ptr<RecordReader>(std::make_unique<JsonLinesRecords>(std::move(*input)));
  }
  return std::unique_ptr<RecordReader>(
      std::make_unique<JsonRecords>(std::move(*input), from, config_.items_pointer));
}

Result<std::unique_ptr<RecordReader>> ItemReader::open_csv(const ObjectRef& part,
                                                           const Position& from) {
  const auto given = parts_->csv();
  const CsvConfig& csv = given ? *given : config_.csv;
  auto headers = csv.headers;
  Position begin = from;
  if (csv.header_location == CsvHeaderLocation::FirstRow) {
    // They are read again wherever reading goes on.
    Position first_row;
    first_row.etag = from.etag;
    auto input = Input::open(store_, part, first_row, stop_);
    if (!input) return input.error();
    CsvRows rows(std::move(*input), csv.delimiter);
    auto read = read_csv_headers(rows);
    if (!read) return read.error();
    if (from.offset == 0) return CsvRecords::open(std::move(rows), *read);
    headers = std::move(*read);
  }
  auto input = Input::open(store_, part, begin, stop_);
  if (!input) return input.error();
  return CsvRecords::open(CsvRows(std::move(*input), csv.delimiter), headers);
}

Result<void> ItemReader::check(const Record& record) const {
  if (items_ >= limits_.items) {
    return reader_failed(fmt::format("A map run has at most {} items.", limits_.items));
  }
  if (content_bytes_ + records_->content_bytes() > limits_.content_bytes) {
    return reader_failed(
        fmt::format("A map run reads at most {} bytes of input.", limits_.content_bytes));
  }
  if (record.text.size() > limits_.item_bytes) {
    return reader_failed(
        fmt::format("The item with index {}, of {}, has {} bytes; an item has at most {}.", items_,
                    *source_, record.text.size(), limits_.item_bytes));
  }
  return {};
}

Cursor ItemReader::cursor() const {
  Cursor cursor{.items = items_,
                .skip = 0,
                .content_bytes = content_bytes_,
                .end = end_,
                .part = part_,
                .within = {},
                .after = {}};
  if (end_) cursor.part.reset();  // Where it was changes nothing any more.
  if (end_) return cursor;
  if (records_ != nullptr) cursor.within = records_->position();
  if (parts_ != nullptr) cursor.after = parts_->position();
  return cursor;
}

}  // namespace sfn::items
