#include "support/report.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdio>

namespace sfn::bench {
namespace {

// Three digits that mean something: 0.612, 4.31, 12,345.
std::string number(double value) {
  const auto size = std::abs(value);
  const int decimals = size < 10 ? 2 : size < 100 ? 1 : 0;
  return fmt::format("{:.{}f}", value, size < 1 ? 3 : decimals);
}

std::string bound_text(const Figure& figure) {
  if (!figure.bound) return "";
  return fmt::format(
      "{} {}", figure.bound->side == Side::AtLeast ? ">=" : "<=", number(figure.bound->value));
}

std::string share_text(const Figure& figure) {
  return figure.bound ? fmt::format("{:.2f}", figure.measured / figure.bound->value) : "";
}

const char* verdict(const Figure& figure) {
  if (!figure.bound) return "told";
  return figure.falls_short() ? "short" : "ok";
}

constexpr const char* kRow = "{:<62} {:>12} {:>10} {:<5} {:>9} {}\n";

}  // namespace

bool Figure::falls_short() const {
  if (!bound) return false;
  return bound->side == Side::AtLeast ? measured < bound->value : measured > bound->value;
}

void Report::at_least(std::string name, double measured, const std::string& unit, double bound) {
  figures_.push_back({std::move(name), measured, unit, Bound{Side::AtLeast, bound}});
}

void Report::at_most(std::string name, double measured, const std::string& unit, double bound) {
  figures_.push_back({std::move(name), measured, unit, Bound{Side::AtMost, bound}});
}

void Report::tell(std::string name, double measured, const std::string& unit) {
  figures_.push_back({std::move(name), measured, unit, std::nullopt});
}

void Report::progress(const std::string& what) const {
  fmt::print(stderr, "{}: {}\n", bench_, what);
}

bool Report::falls_short() const {
  return std::any_of(figures_.begin(), figures_.end(),
                     [](const Figure& figure) { return figure.falls_short(); });
}

std::string Report::table() const {
  std::string text = fmt::format(kRow, bench_, "bound", "measured", "", "of bound", "");
  for (const auto& figure : figures_) {
    text += fmt::format(kRow, "  " + figure.name, bound_text(figure), number(figure.measured),
                        figure.unit, share_text(figure), verdict(figure));
  }
  return text;
}

Json Report::json() const {
  Json figures = Json::array();
  for (const auto& figure : figures_) {
    Json item = Json::object();
    item["figure"] = figure.name;
    item["measured"] = figure.measured;
    item["unit"] = figure.unit;
    if (figure.bound) {
      item[figure.bound->side == Side::AtLeast ? "atLeast" : "atMost"] = figure.bound->value;
    }
    item["verdict"] = verdict(figure);
    figures.push_back(std::move(item));
  }
  Json report = Json::object();
  report["bench"] = bench_;
  report["figures"] = std::move(figures);
  return report;
}

}  // namespace sfn::bench
