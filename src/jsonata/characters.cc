#include "jsonata/characters.h"

#include <algorithm>
#include <cstring>

namespace sfn::jsonata {
namespace {

bool is_surrogate(char32_t c) { return c >= 0xD800 && c < 0xE000; }
bool is_high(char32_t c) { return c >= 0xD800 && c < 0xDC00; }
bool is_low(char32_t c) { return c >= 0xDC00 && c < 0xE000; }
bool is_tail(unsigned char c) { return (c & 0xC0) == 0x80; }

std::size_t length_of(unsigned char lead) {
  if (lead < 0x80) return 1;
  if (lead < 0xE0) return 2;
  return lead < 0xF0 ? 3 : 4;
}

char32_t unit_at(std::string_view text, std::size_t at) {
  const char32_t c = next_character(text, at);
  return c < 0x10000 ? c : 0xD800 + ((c - 0x10000) >> 10);
}

}  // namespace

char32_t next_character(std::string_view text, std::size_t& at) {
  const auto byte = [&](std::size_t i) {
    return i < text.size() ? static_cast<char32_t>(static_cast<unsigned char>(text[i])) : 0;
  };
  const char32_t lead = byte(at);
  const std::size_t length = length_of(static_cast<unsigned char>(lead));
  const std::size_t from = at;
  at = std::min(at + length, text.size());
  switch (length) {
    case 1:
      return lead;
    case 2:
      return ((lead & 0x1F) << 6) | (byte(from + 1) & 0x3F);
    case 3:
      return ((lead & 0x0F) << 12) | ((byte(from + 1) & 0x3F) << 6) | (byte(from + 2) & 0x3F);
    default:
      return ((lead & 0x07) << 18) | ((byte(from + 1) & 0x3F) << 12) |
             ((byte(from + 2) & 0x3F) << 6) | (byte(from + 3) & 0x3F);
  }
}

void append_character(std::string& out, char32_t c) {
  const auto put = [&](char32_t byte) { out += static_cast<char>(byte); };
  if (c < 0x80) return put(c);
  if (c < 0x800) {
    put(0xC0 | (c >> 6));
    return put(0x80 | (c & 0x3F));
  }
  if (c < 0x10000) {
    put(0xE0 | (c >> 12));
    put(0x80 | ((c >> 6) & 0x3F));
    return put(0x80 | (c & 0x3F));
  }
  put(0xF0 | (c >> 18));
  put(0x80 | ((c >> 12) & 0x3F));
  put(0x80 | ((c >> 6) & 0x3F));
  put(0x80 | (c & 0x3F));
}

std::u32string characters_of(std::string_view text) {
  std::u32string out;
  for (std::size_t at = 0; at < text.size();) out += next_character(text, at);
  return out;
}

std::string utf8_of(const std::u32string& characters) {
  std::string out;
  for (const char32_t c : characters) append_character(out, c);
  return out;
}

bool is_ascii(std::string_view text) {
  std::size_t at = 0;
  for (; at + 8 <= text.size(); at += 8) {
    std::uint64_t eight = 0;
    std::memcpy(&eight, text.data() + at, 8);
    if ((eight & 0x8080808080808080U) != 0) return false;
  }
  for (; at < text.size(); ++at) {
    if (static_cast<unsigned char>(text[at]) >= 0x80) return false;
  }
  return true;
}

bool is_sound(std::string_view text) {
  for (std::size_t at = 0; at < text.size();) {
    const auto lead = static_cast<unsigned char>(text[at]);
    if (lead < 0x80) {
      ++at;
      continue;
    }
    if (lead < 0xC2 || lead > 0xF4) return false;
    const std::size_t length = length_of(lead);
    if (at + length > text.size()) return false;
    for (std::size_t i = 1; i < length; ++i) {
      if (!is_tail(static_cast<unsigned char>(text[at + i]))) return false;
    }
    const char32_t c = next_character(text, at);
    if ((length == 3 && c < 0x800) || (length == 4 && (c < 0x10000 || c > 0x10FFFF))) return false;
  }
  return true;
}

bool has_lone_surrogate(std::string_view text) {
  for (std::size_t at = text.find('\xED'); at != std::string_view::npos;
       at = text.find('\xED', at + 1)) {
    if (at + 1 < text.size() && static_cast<unsigned char>(text[at + 1]) >= 0xA0) return true;
  }
  return false;
}

std::size_t count_characters(const Value& text) {
  if (text.has(kAscii)) return text.size();
  const std::string_view bytes = text.text();
  return static_cast<std::size_t>(std::count_if(
      bytes.begin(), bytes.end(), [](char c) { return !is_tail(static_cast<unsigned char>(c)); }));
}

std::size_t offset_of_character(const Value& text, std::size_t characters) {
  const std::string_view bytes = text.text();
  if (text.has(kAscii)) return std::min(characters, bytes.size());
  std::size_t at = 0;
  while (characters > 0 && at < bytes.size()) {
    at += length_of(static_cast<unsigned char>(bytes[at]));
    --characters;
  }
  return std::min(at, bytes.size());
}

std::size_t count_units(std::string_view text) {
  std::size_t units = 0;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (!is_tail(byte)) units += byte >= 0xF0 ? 2 : 1;
  }
  return units;
}

TextPlace place_from(const TextPlace& before, const Value& text, std::size_t bytes) {
  if (text.has(kAscii)) return {bytes, bytes};
  const std::string_view between = text.text().substr(before.bytes, bytes - before.bytes);
  return {bytes, before.units + count_units(between)};
}

std::size_t bytes_of_units(std::string_view text, double units) {
  std::size_t at = 0;
  while (units > 0 && at < text.size()) units -= next_character(text, at) >= 0x10000 ? 2 : 1;
  return at;
}

std::size_t find_text(std::string_view text, std::string_view wanted, std::size_t from) {
  if (from > text.size()) return std::string_view::npos;
  if (wanted.empty()) return from;
  const void* const found =
      memmem(text.data() + from, text.size() - from, wanted.data(), wanted.size());
  return found == nullptr ? std::string_view::npos
                          : static_cast<std::size_t>(static_cast<const char*>(found) - text.data());
}

int compare_texts(std::string_view a, std::string_view b) {
  const std::size_t common = std::min(a.size(), b.size());
  const auto differ =
      std::mismatch(a.begin(), a.begin() + static_cast<std::ptrdiff_t>(common), b.begin());
  auto at = static_cast<std::size_t>(differ.first - a.begin());
  if (at == common) return a.size() == b.size() ? 0 : a.size() < b.size() ? -1 : 1;
  // The bytes order texts as code points do; units differ where one of them is beyond U+FFFF.
  while (at > 0 && is_tail(static_cast<unsigned char>(a[at]))) --at;
  const char32_t x = unit_at(a, at);
  const char32_t y = unit_at(b, at);
  if (x != y) return x < y ? -1 : 1;
  return a.substr(at) < b.substr(at) ? -1 : 1;
}

std::string with_pairs_joined(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t at = 0; at < text.size();) {
    char32_t c = next_character(text, at);
    if (is_high(c) && at < text.size()) {
      std::size_t behind = at;
      const char32_t low = next_character(text, behind);
      if (is_surrogate(low) && is_low(low)) {
        c = 0x10000 + ((c - 0xD800) << 10) + (low - 0xDC00);
        at = behind;
      }
    }
    append_character(out, c);
  }
  return out;
}

}  // namespace sfn::jsonata
