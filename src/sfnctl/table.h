// Table: rows for people. Columns are as wide as their widest cell; where a terminal is too narrow,
// the column marked `shrinks` gives way, so that a row never wraps.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "sfnctl/colour.h"

namespace sfn::sfnctl {

struct Cell {
  std::string text;
  Tone tone = Tone::Plain;
  std::string bare = {};  ///< What programs get, where that is not the text.

  Cell(std::string cell_text, Tone cell_tone = Tone::Plain,  // NOLINT: implicit
       std::string bare_text = {})
      : text(std::move(cell_text)), tone(cell_tone), bare(std::move(bare_text)) {}
  Cell(const char* cell_text) : text(cell_text) {}  // NOLINT: implicit
};

struct Column {
  std::string title;
  bool right = false;    ///< Numbers are set to the right.
  bool shrinks = false;  ///< Cut with an ellipsis where the terminal ends. At most one column.
};

struct Table {
  std::vector<Column> columns;
  std::vector<std::vector<Cell>> rows;  ///< Each as long as `columns`.
};

struct TableLook {
  bool colour = false;
  std::size_t width = 0;  ///< Of the terminal; 0: as wide as it gets.
};

/// Titles and rows, each line ended, without trailing blanks.
std::string table_text(const Table& table, const TableLook& look);

/// For programs: no titles, cells parted by tabs (tabs and line breaks within become blanks).
std::string tab_separated(const Table& table);

/// One row of that, without its end, where rows come one by one.
std::string tab_separated_line(const std::vector<Cell>& row);

/// On one line, and at most `characters` long, the last one an ellipsis if it had to be cut.
std::string one_line(std::string_view text, std::size_t characters);

}  // namespace sfn::sfnctl
