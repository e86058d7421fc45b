// Base64 and URLs. JSONata, "String functions"; ECMAScript, "encodeURI" and its kin.
#include <array>

#include "jsonata/characters.h"
#include "jsonata/functions/library.h"

namespace sfn::jsonata::functions {
namespace {

constexpr std::string_view kBase64 =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
constexpr std::string_view kUnreserved = "-_.!~*'()";
constexpr std::string_view kReserved = ";/?:@&=+$,#";

// The low bytes of the UTF-16 units, as the reference encodes them.
std::string low_bytes(std::string_view text) {
  std::string bytes;
  for (std::size_t at = 0; at < text.size();) {
    const char32_t c = next_character(text, at);
    if (c >= 0x10000) bytes += static_cast<char>((0xD800 + ((c - 0x10000) >> 10)) & 0xFF);
    bytes += static_cast<char>(c >= 0x10000 ? (0xDC00 + (c & 0x3FF)) & 0xFF : c & 0xFF);
  }
  return bytes;
}

Value base64_encode_text(Invocation& call) {
  if (call[0].is_nothing()) return {};
  call.run.charge_characters(call[0].size() * 2);
  const std::string bytes = low_bytes(call[0].text());
  std::string out;
  out.reserve(bytes.size() * 4 / 3 + 4);
  for (std::size_t at = 0; at < bytes.size(); at += 3) {
    const auto byte = [&](std::size_t i) {
      return at + i < bytes.size()
                 ? static_cast<unsigned>(static_cast<unsigned char>(bytes[at + i]))
                 : 0U;
    };
    const unsigned group = byte(0) << 16 | byte(1) << 8 | byte(2);
    for (unsigned i = 0; i < 4; ++i) {
      out += at + i > bytes.size() ? '=' : kBase64[(group >> (18 - 6 * i)) & 63];
    }
  }
  return call.run.text(out);
}

// Lenient as Node is: what belongs to no alphabet is skipped, padding ends the text.
Value base64_decode_text(Invocation& call) {
  if (call[0].is_nothing()) return {};
  call.run.charge_characters(call[0].size() * 2);
  std::string out;
  unsigned group = 0;
  int bits = 0;
  for (char c : call[0].text()) {
    if (c == '=') break;
    if (c == '-') c = '+';
    if (c == '_') c = '/';
    const std::size_t digit = kBase64.find(c);
    if (digit == std::string_view::npos) continue;
    group = (group << 6 | static_cast<unsigned>(digit)) & 0xFFFFFF;
    bits += 6;
    if (bits < 8) continue;
    bits -= 8;
    append_character(out, (group >> bits) & 0xFF);
  }
  return call.run.text(out);
}

bool is_letter_or_digit(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

[[noreturn]] void malformed(const Value& text, std::string_view function) {
  throw Failure("D3140", {.value = text, .function = std::string(function)});
}

Value encode(Invocation& call, bool whole_url, std::string_view function) {
  if (call[0].is_nothing()) return {};
  call.run.charge_characters(call[0].size() * 2);
  if (has_lone_surrogate(call[0].text())) malformed(call[0], function);
  constexpr std::string_view kHex = "0123456789ABCDEF";
  std::string out;
  for (const char c : call[0].text()) {
    const auto byte = static_cast<unsigned char>(c);
    if (is_letter_or_digit(c) || kUnreserved.find(c) != std::string_view::npos ||
        (whole_url && kReserved.find(c) != std::string_view::npos)) {
      out += c;
    } else {
      out += '%';
      out += kHex[byte >> 4];
      out += kHex[byte & 15];
    }
  }
  return call.run.text(out);
}

int hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

Value decode(Invocation& call, bool whole_url, std::string_view function) {
  if (call[0].is_nothing()) return {};
  const std::string_view text = call[0].text();
  call.run.charge_characters(text.size() * 2);
  const auto byte_at = [&](std::size_t at) {
    if (at + 2 >= text.size() || text[at] != '%') malformed(call[0], function);
    const int high = hex_digit(text[at + 1]);
    const int low = hex_digit(text[at + 2]);
    if (high < 0 || low < 0) malformed(call[0], function);
    return static_cast<char>(high * 16 + low);
  };
  std::string out;
  for (std::size_t at = 0; at < text.size();) {
    if (text[at] != '%') {
      out += text[at++];
      continue;
    }
    const std::size_t from = at;
    std::string bytes(1, byte_at(at));
    at += 3;
    const auto lead = static_cast<unsigned char>(bytes[0]);
    const std::size_t length = lead < 0x80 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
    while (bytes.size() < length) {
      bytes += byte_at(at);
      at += 3;
    }
    if (!is_sound(bytes) || has_lone_surrogate(bytes)) malformed(call[0], function);
    if (whole_url && length == 1 && kReserved.find(bytes[0]) != std::string_view::npos) {
      out += text.substr(from, at - from);
    } else {
      out += bytes;
    }
  }
  return call.run.text(out);
}

Value encode_component(Invocation& call) { return encode(call, false, "encodeUrlComponent"); }
Value encode_url(Invocation& call) { return encode(call, true, "encodeUrl"); }
Value decode_component(Invocation& call) { return decode(call, false, "decodeUrlComponent"); }
Value decode_url(Invocation& call) { return decode(call, true, "decodeUrl"); }

constexpr auto kEncoding = std::to_array<Declaration>({
    {"base64encode", "<s-:s>", 1, base64_encode_text},
    {"base64decode", "<s-:s>", 1, base64_decode_text},
    {"encodeUrlComponent", "<s-:s>", 1, encode_component},
    {"encodeUrl", "<s-:s>", 1, encode_url},
    {"decodeUrlComponent", "<s-:s>", 1, decode_component},
    {"decodeUrl", "<s-:s>", 1, decode_url},
});

}  // namespace

std::span<const Declaration> encoding() { return kEncoding; }

}  // namespace sfn::jsonata::functions
