// Definitions with something changed at random, as text and as values: reading them ends, in a
// machine or in findings, and every finding is somewhere in the text. The seed of a failure is in
// its message.
#include <random>

#include "asl/advice.h"
#include "asl/definition_cases.h"
#include "base/json_positions.h"
#include "base/text.h"

namespace sfn::asl {
namespace {

using Random = std::mt19937_64;

std::size_t below(Random& random, std::size_t count) {
  return static_cast<std::size_t>(random() % count);
}

void gather(Json& value, std::vector<Json*>& all) {
  all.push_back(&value);
  if (!value.is_structured()) return;
  for (auto& inner : value) gather(inner, all);
}

// Puts a value of the document, or a small one, in the place of another.
void mutate(Json& document, Random& random) {
  std::vector<Json*> all;
  gather(document, all);
  Json replacement = *all[below(random, all.size())];
  const std::vector<Json> small = {nullptr,       true,      -1,   1e300,          "",
                                   "$",           "{% 1 %}", "{%", "$$.",          0,
                                   Json::array(), "x",       "$x", Json::object(), "States.ALL"};
  if (random() % 2 == 0) replacement = small[below(random, small.size())];
  *all[below(random, all.size())] = std::move(replacement);
}

std::string mutate(std::string text, Random& random) {
  constexpr std::string_view kBytes = "{}[],:\"\\ \n1atn\xc3\xff$%";
  for (std::size_t i = 1 + below(random, 4); i > 0 && !text.empty(); --i) {
    const auto at = below(random, text.size());
    switch (random() % 3) {
      case 0:
        text.erase(at, 1 + below(random, 8));
        break;
      case 1:
        text[at] = kBytes[below(random, kBytes.size())];
        break;
      default:
        text.insert(at, 1, kBytes[below(random, kBytes.size())]);
    }
  }
  return text;
}

void check_place(const Diagnostic& finding, const JsonPositions& positions) {
  const auto& location = finding.location.empty() ? finding.place : finding.location;
  if (starts_with(location, "[Source: ")) return;
  if (finding.message == "Definition must be a valid JSON object") return;
  EXPECT_TRUE(positions.find(location)) << finding.message << " at " << location;
}

void check(const std::string& text, MachineType type) {
  SCOPED_TRACE(text);
  const JsonPositions positions(text);
  const auto parsed = parse_definition(text, type);
  EXPECT_EQ(parsed.machine.has_value(), !has_errors(parsed.diagnostics, limits::Policy::Off));
  for (const auto& finding : parsed.diagnostics) check_place(finding, positions);
  if (!parsed.machine) return;
  for (const auto& finding : advise(*parsed.machine)) check_place(finding, positions);
}

TEST(MutatedDefinitions, AreReadToTheEnd) {
  constexpr std::uint64_t kRoundsPerCase = 40;
  std::uint64_t seed = 0;
  for (const auto& c : definition_cases()) {
    for (std::uint64_t round = 0; round < kRoundsPerCase; ++round) {
      SCOPED_TRACE("seed " + std::to_string(++seed) + " of " + c.name);
      Random random(seed);
      auto document = *parse_json(c.text);
      for (auto i = 1 + below(random, 3); i > 0; --i) mutate(document, random);
      check(to_text(document), c.type);
      check(mutate(c.text, random), c.type);
      if (testing::Test::HasFailure()) return;
    }
  }
}

}  // namespace
}  // namespace sfn::asl
