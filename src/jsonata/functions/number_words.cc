#include "jsonata/functions/number_words.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <vector>

#include "base/text.h"

namespace sfn::jsonata::functions {
namespace {

constexpr auto kFew = std::to_array<std::string_view>(
    {"Zero",     "One",     "Two",     "Three",     "Four",     "Five",    "Six",
     "Seven",    "Eight",   "Nine",    "Ten",       "Eleven",   "Twelve",  "Thirteen",
     "Fourteen", "Fifteen", "Sixteen", "Seventeen", "Eighteen", "Nineteen"});
constexpr auto kOrdinals = std::to_array<std::string_view>(
    {"Zeroth",     "First",     "Second",    "Third",       "Fourth",     "Fifth",     "Sixth",
     "Seventh",    "Eighth",    "Ninth",     "Tenth",       "Eleventh",   "Twelfth",   "Thirteenth",
     "Fourteenth", "Fifteenth", "Sixteenth", "Seventeenth", "Eighteenth", "Nineteenth"});
constexpr auto kDecades = std::to_array<std::string_view>(
    {"Twenty", "Thirty", "Forty", "Fifty", "Sixty", "Seventy", "Eighty", "Ninety", "Hundred"});
constexpr auto kMagnitudes =
    std::to_array<std::string_view>({"Thousand", "Million", "Billion", "Trillion"});

std::string words(double number, bool behind_others, bool ordinal) {
  const auto at = [](double n) { return static_cast<std::size_t>(n); };
  if (number <= 19) {
    return std::string(behind_others ? " and " : "") +
           std::string(ordinal ? kOrdinals[at(number)] : kFew[at(number)]);
  }
  std::string out;
  double rest = 0;
  if (number < 100) {
    rest = std::fmod(number, 10);
    out = std::string(behind_others ? " and " : "") + std::string(kDecades[at(number / 10) - 2]);
    if (rest > 0) return out + "-" + words(rest, false, ordinal);
    if (ordinal) out = out.substr(0, out.size() - 1) + "ieth";
    return out;
  }
  if (number < 1000) {
    rest = std::fmod(number, 100);
    out = std::string(behind_others ? ", " : "") + std::string(kFew[at(number / 100)]) + " Hundred";
  } else {
    const double magnitude =
        std::min(std::floor(std::log10(number) / 3), static_cast<double>(kMagnitudes.size()));
    const double factor = std::pow(10, magnitude * 3);
    const double count = std::floor(number / factor);
    rest = number - count * factor;
    out = std::string(behind_others ? ", " : "") + words(count, false, false) + " " +
          std::string(kMagnitudes[at(magnitude) - 1]);
  }
  if (rest > 0) return out + words(rest, true, ordinal);
  return ordinal ? out + "th" : out;
}

struct WordValue {
  std::string word;
  double value;
};

std::vector<WordValue> all_words() {
  std::vector<WordValue> all;
  for (std::size_t i = 0; i < kFew.size(); ++i) all.push_back({to_lower(kFew[i]), double(i)});
  for (std::size_t i = 0; i < kOrdinals.size(); ++i) {
    all.push_back({to_lower(kOrdinals[i]), double(i)});
  }
  for (std::size_t i = 0; i < kDecades.size(); ++i) {
    const std::string word = to_lower(kDecades[i]);
    const double value = static_cast<double>(i + 2) * 10;
    all.push_back({word, value});
    all.push_back({word.substr(0, word.size() - 1) + "ieth", value});
  }
  all.push_back({"hundredth", 100});
  double value = 1000;
  for (const std::string_view magnitude : kMagnitudes) {
    all.push_back({to_lower(magnitude), value});
    all.push_back({to_lower(magnitude) + "th", value});
    value *= 1000;
  }
  return all;
}

const std::vector<WordValue>& word_values() {
  static const std::vector<WordValue> kWords = all_words();
  return kWords;
}

double value_of_word(std::string_view word) {
  for (const auto& known : word_values()) {
    if (known.word == word) return known.value;
  }
  return NAN;
}

bool is_blank(char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }

// At a comma and a blank, at "and" between blanks, at a blank, a backslash or a hyphen.
std::vector<std::string> split_words(std::string_view text) {
  std::vector<std::string> parts(1);
  const auto at = [&](std::size_t i) { return i < text.size() ? text[i] : '\0'; };
  for (std::size_t i = 0; i < text.size();) {
    std::size_t length = 0;
    if (at(i) == ',' && is_blank(at(i + 1))) {
      length = 2;
    } else if (is_blank(at(i)) && text.substr(i + 1, 3) == "and" && is_blank(at(i + 4))) {
      length = 5;
    } else if (is_blank(at(i)) || at(i) == '\\' || at(i) == '-') {
      length = 1;
    }
    if (length == 0) {
      parts.back() += text[i++];
    } else {
      parts.emplace_back();
      i += length;
    }
  }
  return parts;
}

}  // namespace

std::string words_of(double number, bool ordinal) {
  if (!std::isfinite(number) || number > 1e60) return {};
  return words(number, false, ordinal);
}

double number_of_words(std::string_view text) {
  std::vector<double> segments{0};
  for (const std::string& word : split_words(to_lower(text))) {
    const double value = value_of_word(word);
    if (value < 100) {
      double top = segments.back();
      segments.pop_back();
      if (top >= 1000) {
        segments.push_back(top);
        top = 0;
      }
      segments.push_back(top + value);
    } else {
      segments.back() *= value;
    }
  }
  double sum = 0;
  for (const double segment : segments) sum += segment;
  return sum;
}

std::string words_pattern() {
  std::string pattern = "(?:";
  for (const auto& known : word_values()) pattern += known.word + "|";
  return pattern + "and|[\\-, ])+";
}

}  // namespace sfn::jsonata::functions
