// Format and StringSplit.
#include <fmt/format.h>

#include <array>
#include <charconv>
#include <cmath>
#include <set>
#include <string>

#include "base/text.h"
#include "intrinsics/function.h"

namespace sfn::intrinsics {
namespace {

std::string with_fraction(std::string digits) {
  return digits.find('.') == std::string::npos ? digits + ".0" : digits;
}

// As Java's Double.toString: `0.001`, `1.5`, but `1.0E7` and `1.0E-4`.
std::string java_text(double number) {
  constexpr double kPlainFrom = 1e-3;
  constexpr double kPlainBelow = 1e7;
  const double size = std::abs(number);
  const bool is_plain = size == 0 || (size >= kPlainFrom && size < kPlainBelow);
  std::array<char, 32> buffer;
  const auto format = is_plain ? std::chars_format::fixed : std::chars_format::scientific;
  const auto end = std::to_chars(buffer.begin(), buffer.end(), number, format).ptr;
  const std::string text(buffer.begin(), end);
  if (is_plain) return with_fraction(text);
  const auto e = text.find('e');
  return fmt::format("{}E{}", with_fraction(text.substr(0, e)), std::stoi(text.substr(e + 1)));
}

// As Java's toString writes maps and lists: `{a=1, b=[x, null]}`.
void append_java_text(const Json& value, std::string& text) {
  if (value.is_string()) {
    text += value.get_ref<const std::string&>();
  } else if (value.is_array()) {
    text += '[';
    for (std::size_t i = 0; i < value.size(); ++i) {
      if (i > 0) text += ", ";
      append_java_text(value[i], text);
    }
    text += ']';
  } else if (value.is_object()) {
    text += '{';
    bool is_first = true;
    for (const auto& member : value.items()) {
      if (!is_first) text += ", ";
      is_first = false;
      text += member.key() + '=';
      append_java_text(member.value(), text);
    }
    text += '}';
  } else if (value.is_number_float()) {
    text += java_text(value.get<double>());
  } else {
    text += to_text(value);
  }
}

// Where the `{}` stand in the template. What a path has found has no escapes.
std::vector<std::size_t> blanks_in(const Invocation& call, std::string_view text) {
  if (const auto* constant = call.constant(0)) return constant->blanks;
  std::vector<std::size_t> blanks;
  for (auto at = text.find("{}"); at != std::string_view::npos; at = text.find("{}", at + 2)) {
    blanks.push_back(at);
  }
  return blanks;
}

}  // namespace

Json format(const Invocation& call) {
  const auto& text = call.text(0);
  call.charge(text.size());
  const auto blanks = blanks_in(call, text);
  if (blanks.size() != call.count() - 1) {
    call.fail(
        fmt::format("the number of arguments ({}) does not match the occurrences of {{}} ({})",
                    call.count() - 1, blanks.size()));
  }
  std::string formatted;
  std::size_t done = 0;
  for (std::size_t i = 0; i < blanks.size(); ++i) {
    formatted += text.substr(done, blanks[i] - done);
    done = blanks[i] + 2;
    call.charge(call.value(i + 1));
    append_java_text(call.value(i + 1), formatted);
  }
  return formatted + text.substr(done);
}

// At every character of the second text; what is empty between two of them is left out.
Json string_split(const Invocation& call) {
  // To look a character up, and perhaps to make a piece of it.
  constexpr std::size_t kBytesPerCharacter = 4;
  const std::string_view text = call.text(0);
  std::set<std::string_view> separators;
  for (std::string_view rest = call.text(1); !rest.empty();) {
    call.charge(kBytesPerCharacter);
    separators.insert(utf8_prefix(rest, 1));
    rest.remove_prefix(utf8_prefix(rest, 1).size());
  }
  call.charge(kBytesPerCharacter * text.size());
  Json pieces = Json::array();
  std::size_t start = 0;
  const auto end_piece = [&](std::size_t end) {
    if (end > start) pieces.push_back(text.substr(start, end - start));
  };
  for (std::size_t at = 0; at < text.size();) {
    const auto character = utf8_prefix(text.substr(at), 1);
    if (separators.contains(character)) {
      end_piece(at);
      start = at + character.size();
    }
    at += character.size();
  }
  end_piece(text.size());
  return pieces;
}

}  // namespace sfn::intrinsics
