// Report: a bench's figures, each beside the bound that the project holds itself to; as a table for
// people and as JSON for machines.
//
// A figure is told as measured and as its share of the bound, so that runs on different machines
// can be laid side by side without knowing the machines.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/json.h"

namespace sfn::bench {

enum class Side { AtLeast, AtMost };

struct Bound {
  Side side = Side::AtMost;
  double value = 0;
};

struct Figure {
  std::string name;
  double measured = 0;
  std::string unit;  ///< `ms`, `MiB`, …; `x` for a ratio of two things measured in this run.
  std::optional<Bound> bound;  ///< Absent: reported, not judged.

  bool falls_short() const;
};

class Report {
 public:
  explicit Report(std::string bench) : bench_(std::move(bench)) {}

  void at_least(std::string name, double measured, const std::string& unit, double bound);
  void at_most(std::string name, double measured, const std::string& unit, double bound);
  void tell(std::string name, double measured, const std::string& unit);

  /// A line of progress on stderr, since a bench takes minutes.
  void progress(const std::string& what) const;

  bool falls_short() const;
  std::string table() const;
  Json json() const;

 private:
  std::string bench_;
  std::vector<Figure> figures_;
};

}  // namespace sfn::bench
