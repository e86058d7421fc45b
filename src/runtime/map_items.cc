#include "runtime/map_items.h"

#include <algorithm>
#include <utility>

#include "base/check.h"
#include "engine/limits.h"
#include "items/cursor.h"

namespace sfn::runtime {
namespace {

constexpr std::size_t kItemsPerPage = 1'000;

const Error kNoObjectStore{
    "States.ItemReaderFailed",
    "There is no object store to read from: start sfnd with --s3-dir DIR, a directory that holds a "
    "directory for each bucket, or with --s3-endpoint URL."};

engine::Bounds noting_in(engine::Bounds bounds, std::vector<history::LimitPassed>& passed) {
  bounds.passed = &passed;
  return bounds;
}

history::Failure failure_of(const Error& error) { return {error.name, error.cause}; }

}  // namespace

MapItems::MapItems(Parts parts)
    : parts_(std::move(parts)),
      selector_(*parts_.parent_runs, parts_.configured, parts_.role_arn, parts_.facts,
                noting_in(parts_.bounds, passed_)),
      reach_(engine::payload_reach(parts_.bounds)) {}

engine::ItemsRead MapItems::read(const std::string& cursor, std::int64_t count) {
  auto gathered = go_to(cursor) ? gather(count) : Result<engine::ItemsRead>(*failure_);
  if (gathered) return std::move(*gathered);
  cursor_.clear();  // Whoever asks again begins anew.
  engine::ItemsRead failed;
  failed.failure = failure_of(gathered.error());
  return failed;
}

// ---- the source

bool MapItems::go_to(const std::string& cursor) {
  if (!cursor_.empty() && cursor == cursor_) return true;
  const auto from = items::parse_cursor(cursor);
  const auto opened = from ? open(*from) : Result<void>(from.error());
  if (!opened) failure_ = opened.error();
  if (opened) cursor_ = cursor;
  return opened.has_value();
}

Result<void> MapItems::open(const items::Cursor& from) {
  waiting_.clear();
  at_end_ = from.end;
  if (parts_.configured.batcher) {
    auto batches = items::parse_item_batcher(parts_.configured.batcher->value(), reach_);
    if (!batches) return batches.error();
    batches_ = std::move(*batches);
  }
  if (!parts_.configured.reader) {
    next_item_ = from.items;
    return {};
  }
  if (parts_.objects == nullptr) return kNoObjectStore;
  auto config = items::parse_item_reader(parts_.configured.reader->value());
  if (!config) return config.error();
  auto reader = items::ItemReader::open(*parts_.objects, std::move(*config),
                                        {.from = from, .limits = {.item_bytes = reach_}});
  if (!reader) return reader.error();
  reader_ = std::move(*reader);
  return {};
}

Result<void> MapItems::fill(std::size_t items) {
  if (at_end_) return {};
  auto page = next_page(std::min(items, kItemsPerPage));
  if (!page) return page.error();
  const auto begin = std::make_shared<const items::Cursor>(page->begin);
  std::uint64_t place = 0;
  for (auto& item : page->items) {
    waiting_.push_back({std::move(item), begin->items + place, begin, place});
    ++place;
  }
  at_end_ = page->end;
  if (waiting_.empty()) cursor_ = to_text(page->cursor);
  return {};
}

Result<items::Page> MapItems::next_page(std::size_t items) {
  return reader_ ? reader_->next({.items = items}) : page_of_state_data(items);
}

items::Page MapItems::page_of_state_data(std::size_t items) {
  const Json& all = parts_.configured.items->value();
  items::Page page;
  page.begin.items = next_item_;
  for (; next_item_ < all.size() && page.items.size() < items; ++next_item_) {
    page.items.push_back({to_text(all.at(next_item_)), std::nullopt, nullptr});
  }
  page.end = next_item_ == all.size();
  page.cursor.items = next_item_;
  page.cursor.end = page.end;
  return page;
}

// ---- the inputs

Result<engine::ItemsRead> MapItems::gather(std::int64_t count) {
  engine::ItemsRead read;
  passed_.clear();
  const auto gathered = batches_ ? gather_batches(count, read) : gather_items(count, read);
  // What was good before it is handed out first: the failure comes again.
  if (!gathered && read.children.empty()) return gathered.error();
  read.cursor = cursor_;
  if (!passed_.empty()) read.passed = passed_.front();
  read.last = gathered && at_end_ && waiting_.empty();
  return read;
}

Result<void> MapItems::gather_items(std::int64_t count, engine::ItemsRead& to) {
  std::size_t bytes = 0;
  while (std::ssize(to.children) < count && bytes < kInputBytes) {
    if (waiting_.empty()) {
      if (at_end_) return {};
      const auto wanted = static_cast<std::size_t>(count - std::ssize(to.children));
      if (auto filled = fill(wanted); !filled) return filled;
      continue;
    }
    auto input = input_of(waiting_.front());
    if (!input) return input.error();
    bytes += input->text().size();
    to.children.push_back({std::move(*input), 1});
    take(1);
  }
  return {};
}

Result<void> MapItems::gather_batches(std::int64_t count, engine::ItemsRead& to) {
  items::Batcher batcher(*batches_, reach_);
  std::size_t bytes = 0;
  const auto keep = [&](items::Batch batch) {
    bytes += batch.input.size();
    to.children.push_back({Payload::trusted(std::move(batch.input)), batch.items});
    take(static_cast<std::size_t>(batch.items));
  };
  std::size_t added = 0;  // Of those that wait: they stay until their batch is complete.
  while (std::ssize(to.children) < count && bytes < kInputBytes) {
    if (added == waiting_.size()) {
      if (!at_end_) {
        if (auto filled = fill(kItemsPerPage); !filled) return filled;
        continue;
      }
      if (auto rest = batcher.finish()) keep(std::move(*rest));
      return {};
    }
    const auto input = input_of(waiting_[added]);
    if (!input) return input.error();
    auto complete = batcher.add(input->text());
    if (!complete) return complete.error();
    ++added;
    for (auto& batch : *complete) {
      added -= static_cast<std::size_t>(batch.items);
      keep(std::move(batch));
    }
  }
  return {};
}

Result<Payload> MapItems::input_of(const Waiting& waiting) const {
  const auto& item = waiting.item;
  if (!selector_.selects()) return Payload::trusted(item.text);
  auto value = parse_json(item.text);
  if (!value) return value.error();
  return selector_.select({.index = static_cast<std::int64_t>(waiting.index),
                           .value = std::move(*value),
                           .key = item.key,
                           .source = item.source ? *item.source : "STATE_DATA"});
}

// Those in front are part of an input.
void MapItems::take(std::size_t items) {
  SFN_CHECK(items > 0 && items <= waiting_.size());
  const auto& last = waiting_[items - 1];
  cursor_ = to_text(items::advanced(*last.page, last.place + 1));
  waiting_.erase(waiting_.begin(), waiting_.begin() + static_cast<std::ptrdiff_t>(items));
}

}  // namespace sfn::runtime
