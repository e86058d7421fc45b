#include "sfnctl/suggest.h"

#include <numeric>

#include "base/text.h"

namespace sfn::sfnctl {
namespace {

/// Levenshtein's distance: insertions, deletions and replacements from one to the other.
std::size_t distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> row(b.size() + 1);
  std::iota(row.begin(), row.end(), std::size_t{0});
  for (std::size_t i = 1; i <= a.size(); ++i) {
    auto diagonal = row[0];
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const auto replaced = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
      diagonal = row[j];
      row[j] = std::min({replaced, row[j] + 1, row[j - 1] + 1});
    }
  }
  return row.back();
}

constexpr std::size_t kWordBytesMax = 100;  // The cost is the product of the lengths.

}  // namespace

std::string nearest(std::string_view word, const std::vector<std::string>& known) {
  std::string best;
  if (word.size() > kWordBytesMax) return best;
  const auto lower = to_lower(word);
  auto best_distance = word.size() / 3 + 2;  // Two letters swapped count as two.
  for (const auto& candidate : known) {
    if (candidate.size() > kWordBytesMax) continue;
    const auto candidate_distance = distance(lower, to_lower(candidate));
    if (candidate_distance < best_distance) {
      best = candidate;
      best_distance = candidate_distance;
    }
  }
  return best;
}

std::string did_you_mean(std::string_view word, const std::vector<std::string>& known) {
  const auto found = nearest(word, known);
  return found.empty() ? "" : fmt::format("; did you mean \"{}\"?", found);
}

}  // namespace sfn::sfnctl
