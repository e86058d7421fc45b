#include "sfnctl/table.h"

#include "base/text.h"

namespace sfn::sfnctl {
namespace {

constexpr std::size_t kGap = 2;
constexpr std::size_t kShrunkMin = 8;  // Narrower than this a column says nothing.

std::string without_breaks(std::string_view text) {
  std::string flat(text);
  for (char& c : flat) {
    // Other control characters could steer the terminal.
    if (static_cast<unsigned char>(c) < ' ' || c == '\x7f') c = ' ';
  }
  return flat;
}

using Widths = std::vector<std::size_t>;

Widths natural_widths(const Table& table) {
  Widths widths;
  for (const auto& column : table.columns) widths.push_back(utf8_length(column.title));
  for (const auto& row : table.rows) {
    for (std::size_t i = 0; i < widths.size(); ++i) {
      widths[i] = std::max(widths[i], utf8_length(row[i].text));
    }
  }
  return widths;
}

void shrink(Widths& widths, const Table& table, std::size_t limit) {
  std::size_t total = kGap * (widths.size() - 1);
  for (const auto width : widths) total += width;
  if (limit == 0 || total <= limit) return;
  for (std::size_t i = 0; i < widths.size(); ++i) {
    if (!table.columns[i].shrinks) continue;
    const auto excess = total - limit;
    const auto least = std::min(widths[i], kShrunkMin);
    widths[i] = widths[i] > excess + least ? widths[i] - excess : least;
  }
}

std::string line(const std::vector<Cell>& cells, const Widths& widths, const Table& table,
                 bool colour) {
  std::string text;
  for (std::size_t i = 0; i < cells.size(); ++i) {
    const auto shown = one_line(cells[i].text, widths[i]);
    const std::string padding(widths[i] - utf8_length(shown), ' ');
    const auto painted = colour ? paint(cells[i].tone, shown) : shown;
    const bool last = i + 1 == cells.size();
    text += table.columns[i].right ? padding + painted : painted + (last ? "" : padding);
    if (!last) text.append(kGap, ' ');
  }
  text.erase(text.find_last_not_of(' ') + 1);
  return text + '\n';
}

}  // namespace

std::string one_line(std::string_view text, std::size_t characters) {
  if (utf8_length(text) <= characters) return without_breaks(text);
  if (characters == 0) return "";
  return without_breaks(utf8_prefix(text, characters - 1)) + "…";
}

std::string table_text(const Table& table, const TableLook& look) {
  auto widths = natural_widths(table);
  shrink(widths, table, look.width);
  std::vector<Cell> titles;
  for (const auto& column : table.columns) titles.emplace_back(column.title, Tone::Strong);
  auto text = line(titles, widths, table, look.colour);
  for (const auto& row : table.rows) text += line(row, widths, table, look.colour);
  return text;
}

std::string tab_separated(const Table& table) {
  std::string text;
  for (const auto& row : table.rows) text += tab_separated_line(row) + '\n';
  return text;
}

std::string tab_separated_line(const std::vector<Cell>& row) {
  std::vector<std::string> cells;
  cells.reserve(row.size());
  for (const auto& cell : row) {
    cells.push_back(without_breaks(trim(cell.bare.empty() ? cell.text : cell.bare)));
  }
  return join(cells, "\t");
}

}  // namespace sfn::sfnctl
