#include "sfnctl/table.h"

#include <gtest/gtest.h>

namespace sfn::sfnctl {
namespace {

const Table kTable{{{"ID", true}, {"NAME"}, {"DETAIL", false, true}},
                   {{"1", {"Größe", Tone::Good}, "a long detail to be cut"}, {"10", "x", ""}}};

TEST(Table, AlignsByCharactersWithoutTrailingBlanks) {
  EXPECT_EQ(table_text(kTable, {}),
            "ID  NAME   DETAIL\n"
            " 1  Größe  a long detail to be cut\n"
            "10  x\n");
}

TEST(Table, CutsTheShrinkingColumnToTheTerminal) {
  EXPECT_EQ(table_text(kTable, {false, 24}),
            "ID  NAME   DETAIL\n"
            " 1  Größe  a long detai…\n"
            "10  x\n");
}

TEST(Table, KeepsALittleOfTheShrinkingColumnHoweverNarrow) {
  EXPECT_NE(table_text(kTable, {false, 5}).find("a long …\n"), std::string::npos);
}

TEST(Table, ColourDoesNotDisturbTheColumns) {
  const auto text = table_text(kTable, {true, 0});
  EXPECT_NE(text.find("\x1b[32mGröße\x1b[0m  a long"), std::string::npos);
  EXPECT_NE(text.find("10  x\n"), std::string::npos);
}

TEST(Table, ForProgramsEveryCellIsOnItsLine) {
  EXPECT_EQ(tab_separated({{{"A"}, {"B"}}, {{"one\ttwo", "three\nfour"}, {"", "x"}}}),
            "one two\tthree four\n\tx\n");
}

TEST(Table, ForProgramsBlanksAroundACellAreDropped) {
  EXPECT_EQ(tab_separated({{{"A"}, {"B"}}, {{" one\n", "two\n"}}}), "one\ttwo\n");
}

TEST(Table, ForProgramsACellMayHaveAnotherText) {
  EXPECT_EQ(tab_separated({{{"A"}}, {{{"1.5 KiB", Tone::Plain, "1536"}}}}), "1536\n");
}

TEST(OneLine, CutsWholeCharactersAndControlCodes) {
  EXPECT_EQ(one_line("ööö", 3), "ööö");
  EXPECT_EQ(one_line("öööö", 3), "öö…");
  EXPECT_EQ(one_line("a\x1b[31m", 10), "a [31m");
}

}  // namespace
}  // namespace sfn::sfnctl
