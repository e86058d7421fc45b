// Numbers in English words.
#pragma once

#include <string>
#include <string_view>

namespace sfn::jsonata::functions {

/// `One Thousand, Two Hundred and Three`, or `… and Third`.
std::string words_of(double number, bool ordinal);

/// NaN where a word is unknown. In any case of letters.
double number_of_words(std::string_view text);

/// All words, as alternatives of a regular expression.
std::string words_pattern();

}  // namespace sfn::jsonata::functions
