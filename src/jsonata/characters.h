// Characters: UTF-8 as JSONata sees it.
//
// The reference implementation has JavaScript's texts, sequences of UTF-16 units. Ours are UTF-8,
// so where units show (the place of a match, the order of texts, $split(text, "")) they are counted
// here. Half of a surrogate pair that stands by itself is kept as three bytes of its own.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "jsonata/value.h"

namespace sfn::jsonata {

inline bool is_digit(char c) { return c >= '0' && c <= '9'; }

/// The code point at `at`, which moves behind it. The text must be sound.
char32_t next_character(std::string_view text, std::size_t& at);

void append_character(std::string& out, char32_t character);

std::u32string characters_of(std::string_view text);
std::string utf8_of(const std::u32string& characters);

bool is_ascii(std::string_view text);

/// Whether the bytes are UTF-8, halves of pairs let through; what the rest of the module relies on.
bool is_sound(std::string_view text);

/// Whether a half of a surrogate pair stands by itself in the text.
bool has_lone_surrogate(std::string_view text);

std::size_t count_characters(const Value& text);

/// Bytes before the character number `characters`, or the size where there are fewer.
std::size_t offset_of_character(const Value& text, std::size_t characters);

std::size_t count_units(std::string_view text);

/// A place in a text, by bytes and by units.
struct TextPlace {
  std::size_t bytes = 0;
  std::size_t units = 0;
};

/// The place of so many bytes, counted on from a place before it.
TextPlace place_from(const TextPlace& before, const Value& text, std::size_t bytes);

/// Bytes before the unit number `units`, or the size where there are fewer.
std::size_t bytes_of_units(std::string_view text, double units);

/// The place of the first `wanted` at or behind `from`, or npos. Takes time in proportion to both
/// lengths, whatever they hold.
std::size_t find_text(std::string_view text, std::string_view wanted, std::size_t from = 0);

/// Less, equal or greater, by UTF-16 units.
int compare_texts(std::string_view a, std::string_view b);

std::string to_upper(std::string_view text);
std::string to_lower_case(std::string_view text);

/// Joins halves of a pair that have come to stand side by side; few texts hold any.
std::string with_pairs_joined(std::string_view text);

}  // namespace sfn::jsonata
