#include "items/cursor.h"

#include <utility>

#include "base/json.h"

namespace sfn::items {
namespace {

void put_number(Json& object, const char* name, std::uint64_t value, std::uint64_t usual) {
  if (value != usual) object[name] = static_cast<std::int64_t>(value);
}

void put_text(Json& object, const char* name, const std::string& text) {
  if (!text.empty()) object[name] = text;
}

void put_position(Json& object, const char* name, const Position& position) {
  Json json = Json::object();
  put_text(json, "etag", position.etag);
  put_number(json, "offset", position.offset, 0);
  put_number(json, "line", position.line, 1);
  put_text(json, "key", position.key);
  put_text(json, "inside", position.inside);
  if (!json.empty()) object[name] = std::move(json);
}

struct NoCursor {};

std::uint64_t number_of(const Json& object, const char* name, std::uint64_t usual) {
  const Json* member = find_member(object, name);
  if (member == nullptr) return usual;
  if (!member->is_number_integer() || member->get<std::int64_t>() < 0) throw NoCursor();
  return member->get<std::uint64_t>();
}

std::string read_text(const Json& object, const char* name) {
  const Json* member = find_member(object, name);
  if (member == nullptr) return "";
  if (!member->is_string()) throw NoCursor();
  return member->get<std::string>();
}

Position position_of(const Json& object, const char* name) {
  const Json* member = find_member(object, name);
  if (member == nullptr) return {};
  if (!member->is_object()) throw NoCursor();
  return {.etag = read_text(*member, "etag"),
          .offset = number_of(*member, "offset", 0),
          .line = number_of(*member, "line", 1),
          .key = read_text(*member, "key"),
          .inside = read_text(*member, "inside")};
}

Cursor read_cursor(const Json& json) {
  if (!json.is_object()) throw NoCursor();
  Cursor cursor{.items = number_of(json, "items", 0),
                .skip = number_of(json, "skip", 0),
                .content_bytes = number_of(json, "contentBytes", 0),
                .end = number_of(json, "end", 0) != 0,
                .part = std::nullopt,
                .within = position_of(json, "within"),
                .after = position_of(json, "after")};
  if (find_member(json, "bucket") != nullptr) {
    cursor.part = ObjectRef{read_text(json, "bucket"), read_text(json, "key")};
  }
  return cursor;
}

}  // namespace

std::string to_text(const Cursor& cursor) {
  Json json = Json::object();
  put_number(json, "items", cursor.items, 0);
  put_number(json, "skip", cursor.skip, 0);
  put_number(json, "contentBytes", cursor.content_bytes, 0);
  if (cursor.end) json["end"] = 1;
  if (cursor.part) {
    json["bucket"] = cursor.part->bucket;
    json["key"] = cursor.part->key;
  }
  put_position(json, "within", cursor.within);
  put_position(json, "after", cursor.after);
  return sfn::to_text(json);
}

Result<Cursor> parse_cursor(std::string_view text) {
  const auto json = parse_json(text);
  if (!json) return Error{"InvalidCursor", json.error().cause};
  try {
    return read_cursor(*json);
  } catch (const NoCursor&) {
    return Error{"InvalidCursor", "not a cursor of an item reader: " + std::string(text)};
  }
}

Cursor advanced(const Cursor& page_begin, std::uint64_t count) {
  Cursor cursor = page_begin;
  cursor.items += count;
  cursor.skip += count;
  return cursor;
}

}  // namespace sfn::items
