#include "items/parts/inventory.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "base/json.h"
#include "base/text.h"
#include "items/content/input.h"

namespace sfn::items {
namespace {

Result<std::string> whole_text(Input& input) {
  std::string text;
  for (auto some = input.ahead(); !some.empty(); some = input.ahead()) {
    if (text.size() + some.size() > kManifestBytesMax) {
      return input.error_here(fmt::format("a manifest has at most {} bytes", kManifestBytesMax));
    }
    text += some;
    input.skip(some.size());
  }
  if (input.failure()) return *input.failure();
  return text;
}

// Why a document is no manifest that can be used; private to this file.
struct BadManifest {
  std::string why;
};

const std::string& text_in_manifest(const Json& object, const char* name) {
  const Json* member = find_member(object, name);
  if (member == nullptr || !member->is_string()) {
    throw BadManifest{fmt::format("it has no string \"{}\"", name)};
  }
  return member->get_ref<const std::string&>();
}

std::string bucket_of(const Json& manifest) {
  const auto& arn = text_in_manifest(manifest, "destinationBucket");
  return arn.substr(arn.rfind(':') + 1);  // Or the name alone.
}

std::vector<std::string> columns_of(const Json& manifest) {
  const auto& format = text_in_manifest(manifest, "fileFormat");
  if (format != "CSV") {
    throw BadManifest{fmt::format("its files have the format {}; only CSV can be read", format)};
  }
  std::vector<std::string> columns;
  for (const auto& column : split(text_in_manifest(manifest, "fileSchema"), ',')) {
    columns.emplace_back(trim(column));
  }
  return columns;
}

std::vector<ObjectRef> files_of(const Json& manifest) {
  const Json* files = find_member(manifest, "files");
  if (files == nullptr || !files->is_array()) throw BadManifest{"it has no array \"files\""};
  const auto bucket = bucket_of(manifest);
  std::vector<ObjectRef> refs;
  for (const auto& file : *files) refs.push_back({bucket, text_in_manifest(file, "key")});
  return refs;
}

}  // namespace

Result<std::unique_ptr<Parts>> InventoryParts::open(ObjectStore& store, const ObjectRef& manifest,
                                                    const Position& from,
                                                    const std::stop_token& stop) {
  Position begin;
  begin.etag = from.etag;
  auto input = Input::open(store, manifest, begin, stop);
  if (!input) return input.error();
  const auto text = whole_text(**input);
  if (!text) return text.error();
  const auto json = parse_json_located(*text);
  if (const auto* error = std::get_if<JsonError>(&json)) {
    return (*input)->error_at(error->line, error->message);
  }
  std::unique_ptr<InventoryParts> parts(new InventoryParts());
  try {
    parts->files_ = files_of(std::get<Json>(json));
    parts->csv_ = {CsvHeaderLocation::Given, columns_of(std::get<Json>(json)), ','};
  } catch (const BadManifest& bad) {
    return reader_failed(
        fmt::format("{} is no manifest of an S3 inventory: {}.", to_uri(manifest), bad.why));
  }
  parts->etag_ = (*input)->position().etag;
  parts->at_ = std::min<std::size_t>(from.offset, parts->files_.size());
  return std::unique_ptr<Parts>(std::move(parts));
}

Result<std::optional<ObjectRef>> InventoryParts::next() {
  if (at_ == files_.size()) return std::optional<ObjectRef>();
  return std::optional(files_[at_++]);
}

Position InventoryParts::position() const {
  Position position;
  position.etag = etag_;
  position.offset = at_;
  return position;
}

}  // namespace sfn::items
