// What must hold for any numbers, texts and lists.
#include <gtest/gtest.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <random>

#include "jsonata/answer.h"
#include "jsonata/characters.h"
#include "jsonata/json_text.h"
#include "jsonata/number_text.h"

namespace sfn::jsonata {
namespace {

class JsonataProperties : public testing::TestWithParam<unsigned> {
 protected:
  void SetUp() override { random_.seed(GetParam()); }

  std::uint64_t bits() { return random_(); }
  int below(int n) { return static_cast<int>(random_() % static_cast<unsigned>(n)); }

  double any_number() {
    double number = std::bit_cast<double>(bits());
    while (!std::isfinite(number)) number = std::bit_cast<double>(bits());
    return number;
  }

  std::u16string any_units() {
    std::u16string units;
    for (int i = below(6); i > 0; --i) {
      constexpr char32_t kSome[] = {'a',    'b',    0xE9,    0x7FF,   0x800,   0xD7FF,
                                    0xE000, 0xFFFD, 0x10000, 0x1F600, 0x10FFFF};
      const char32_t c = kSome[below(11)];
      if (c < 0x10000) {
        units += static_cast<char16_t>(c);
      } else {
        units += static_cast<char16_t>(0xD800 + ((c - 0x10000) >> 10));
        units += static_cast<char16_t>(0xDC00 + (c & 0x3FF));
      }
    }
    return units;
  }

  static std::string utf8_of(const std::u16string& units) {
    std::string text;
    for (const char16_t unit : units) append_character(text, unit);
    return with_pairs_joined(text);
  }

  std::string any_json(int depth = 3) {
    switch (below(depth > 0 ? 8 : 5)) {
      case 0:
        return "null";
      case 1:
        return below(2) == 0 ? "true" : "false";
      case 2:
        return number_text(below(2) == 0 ? below(100) : any_number());
      case 3:
      case 4: {
        std::string out;
        append_json_string(out, utf8_of(any_units()));
        return out;
      }
      case 5:
      case 6: {
        std::string out = "[";
        for (int i = below(4); i >= 0; --i) out += any_json(depth - 1) + (i > 0 ? "," : "");
        return out + "]";
      }
      default: {
        std::string out = "{";
        for (int i = below(4); i >= 0; --i) {
          out += "\"k" + std::to_string(i) + "\":" + any_json(depth - 1) + (i > 0 ? "," : "");
        }
        return out + "}";
      }
    }
  }

 private:
  std::mt19937_64 random_;
};

TEST_P(JsonataProperties, NumbersReadBackAsTheyArePrinted) {
  for (int i = 0; i < 200; ++i) {
    const double number = any_number();
    EXPECT_EQ(parse_decimal(number_text(number)), number) << number_text(number);
  }
}

TEST_P(JsonataProperties, TextsCompareByTheirUnits) {
  for (int i = 0; i < 200; ++i) {
    const auto a = any_units();
    const auto b = any_units();
    const int expected = a < b ? -1 : a == b ? 0 : 1;
    EXPECT_EQ(compare_texts(utf8_of(a), utf8_of(b)), expected);
    EXPECT_EQ(count_units(utf8_of(a)), a.size());
  }
}

TEST_P(JsonataProperties, DocumentsPrintAsTheyWereRead) {
  for (int i = 0; i < 50; ++i) {
    const std::string json = any_json();
    const auto document = Document::parse(json);
    ASSERT_TRUE(std::holds_alternative<Document>(document)) << json;
    std::string printed;
    std::int64_t steps = 1'000'000;
    append_json(printed, std::get<Document>(document).value(), {}, {steps, 1'000'000});
    EXPECT_EQ(printed, json);
  }
}

TEST_P(JsonataProperties, TheInputComesBackAndEqualsItself) {
  for (int i = 0; i < 50; ++i) {
    const std::string json = any_json();
    EXPECT_EQ(answer("$$", json), json);
    EXPECT_EQ(
        answer("$type($) = 'string' or $contains($string($), '.') or $ = $eval($string($))", json),
        "true")
        << json;
  }
}

TEST_P(JsonataProperties, SortedListsAreInOrderAndHoldTheSame) {
  std::vector<int> numbers(static_cast<std::size_t>(below(60)) + 2);
  std::string json = "[";
  for (int& number : numbers) {
    number = below(30);
    json += (json.size() > 1 ? "," : "") + std::to_string(number);
  }
  json += "]";
  std::stable_sort(numbers.begin(), numbers.end());
  std::string expected = "[";
  for (const int number : numbers)
    expected += (expected.size() > 1 ? "," : "") + std::to_string(number);
  expected += "]";
  EXPECT_EQ(answer("$sort($)", json), expected);
  EXPECT_EQ(answer("$^($)", json), expected);
  EXPECT_EQ(answer("$sort($, function($a,$b){$a>$b})", json), expected);
  EXPECT_EQ(answer("$reverse($^(>$))", json), expected);
}

TEST_P(JsonataProperties, JoiningUndoesSplitting) {
  for (int i = 0; i < 50; ++i) {
    std::string json;
    append_json_string(json, utf8_of(any_units()));
    EXPECT_EQ(answer("$join($split($, 'a'), 'a') = $", json), "true") << json;
    EXPECT_EQ(answer("$join($split($, /a/), 'a') = $", json), "true") << json;
    EXPECT_EQ(answer("$ = '' or $join($split($, '')) = $", json), "true") << json;
    EXPECT_EQ(answer("$decodeUrlComponent($encodeUrlComponent($)) = $", json), "true") << json;
    EXPECT_EQ(answer("$substring($, 0, 2) & $substring($, 2) = $", json), "true") << json;
  }
}

INSTANTIATE_TEST_SUITE_P(Seeds, JsonataProperties, testing::Range(1U, 9U));

}  // namespace
}  // namespace sfn::jsonata
