#include "items/parts/athena.h"

#include <fmt/format.h>

#include <utility>

#include "base/text.h"
#include "items/object_store.h"

namespace sfn::items {
namespace {

constexpr std::size_t kLineBytesMax = 2'048;

std::optional<ObjectRef> object_of(const std::string& uri) {
  constexpr std::string_view kScheme = "s3://";
  if (to_lower(uri.substr(0, kScheme.size())) != kScheme) return std::nullopt;
  const auto slash = uri.find('/', kScheme.size());
  if (slash == std::string::npos || slash + 1 == uri.size()) return std::nullopt;
  return ObjectRef{uri.substr(kScheme.size(), slash - kScheme.size()), uri.substr(slash + 1)};
}

}  // namespace

Result<std::unique_ptr<Parts>> AthenaParts::open(ObjectStore& store, const ObjectRef& manifest,
                                                 const Position& from,
                                                 const std::stop_token& stop) {
  auto input = Input::open(store, manifest, from, stop);
  if (!input) return input.error();
  return std::unique_ptr<Parts>(new AthenaParts(CsvRows(std::move(*input), ',')));
}

Result<std::optional<ObjectRef>> AthenaParts::next() {
  const auto is_there = rows_.next({.fields = 1,
                                    .bytes = kLineBytesMax,
                                    .too_long = "a manifest's line has more than 2048 bytes"},
                                   fields_);
  if (!is_there) return is_there.error();
  if (!*is_there) return std::optional<ObjectRef>();
  auto object = object_of(fields_.front());
  if (!object) {
    return rows_.input().error_here(
        fmt::format("expected before it s3://bucket/key, found \"{}\"", fields_.front()));
  }
  return std::optional(std::move(*object));
}

}  // namespace sfn::items
