// What an evaluation touches is charged for: a longer text or list costs more steps.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <set>

#include "jsonata/expression.h"
#include "jsonata/functions/library.h"

namespace sfn::jsonata {
namespace {

std::string repeated(std::string_view text, std::size_t count) {
  std::string out;
  for (std::size_t i = 0; i < count; ++i) out += text;
  return out;
}

// What the expressions of the tables work on, `n` of each.
class Things {
 public:
  explicit Things(std::size_t n) {
    const std::string text = repeated("é", n);
    const std::string numbers = "[1" + repeated(",1", n) + "]";
    add("s", quoted(text));
    add("t", quoted(text));  // Equal to it, but not the same in memory.
    add("u", quoted(text + "b"));
    add("blanks", quoted(repeated(" ", n)));
    add("zeros", quoted(repeated("0", n)));
    add("decimal", quoted("0." + repeated("1", n)));
    add("time", quoted("2020-01-01T00:00:00." + repeated("0", n) + "Z"));
    add("json", quoted("[" + repeated(" ", n) + "]"));
    add("source", quoted("/*" + text + "*/1"));
    add("n", fmt::to_string(n));
    add("l", numbers);
    add("m", numbers);
    add("texts", "[\"a\"" + repeated(",\"a\"", n) + "]");
    add("objects", "[{\"a\":1}" + repeated(",{\"a\":1}", n) + "]");
    add("empties", "[[]" + repeated(",[]", n) + "]");
    add("o", "{" + quoted(text) + ":1}");
    add("p", "{" + quoted(text) + ":1}");
    std::string members = "{\"\":0";
    for (std::size_t i = 0; i < n; ++i) members += fmt::format(",\"{}\":1", i);
    add("wide", members + "}");
  }
  const std::vector<Variable>& all() const { return variables_; }

 private:
  static std::string quoted(std::string_view text) { return fmt::format("\"{}\"", text); }
  void add(std::string_view name, std::string json) {
    const auto document = Document::parse(std::move(json));
    documents_.push_back(std::get<Document>(document));
    variables_.push_back({name, documents_.back().value()});
  }

  std::vector<Document> documents_;
  std::vector<Variable> variables_;
};

std::int64_t steps_of(std::string_view expression, std::size_t n, bool in_states) {
  const Things things(n);
  const auto parsed =
      Expression::parse(expression, in_states ? Dialect::step_functions() : Dialect::newest());
  if (const auto* const error = std::get_if<Error>(&parsed)) {
    ADD_FAILURE() << expression << ": " << error->text();
    return 0;
  }
  const Environment environment{.variables = things.all(), .bounds = {.steps = 1'000'000'000}};
  const auto found = std::get<Expression>(parsed).evaluate(Value(), environment);
  if (const auto* const error = std::get_if<Error>(&found)) {
    ADD_FAILURE() << expression << ": " << error->text();
    return 0;
  }
  return std::get<Outcome>(found).steps_used();
}

struct Charged {
  std::string what;  // A function, or what else it is.
  std::string expression;
  bool in_states = true;
};

const auto kOnTexts = std::vector<Charged>{
    {"string", "$string([$s])"},
    {"length", "$length($s)"},
    {"substring", "$substring($s, 1, 1)"},
    {"substringBefore", "$substringBefore($s, 'x')"},
    {"substringBefore", "$substringBefore('x', $s)"},
    {"substringAfter", "$substringAfter($s, 'x')"},
    {"substringAfter", "$substringAfter('x', $s)"},
    {"lowercase", "$lowercase($s)"},
    {"uppercase", "$uppercase($s)"},
    {"trim", "$trim($blanks)"},
    {"trim", "$trim($s)"},
    {"pad", "$pad($s, 1)"},
    {"pad", "$pad('', $n)"},
    {"join", "$join([$s, $s])"},
    {"join", "$join(['a', 'a'], $s)"},
    {"contains", "$contains($s, 'x')"},
    {"contains", "$contains('x', $s)"},
    {"contains", "$contains($s, /x/)"},
    {"contains",
     "$contains($s, function($t){{'match': 'é', 'start': $n, 'end': 1, 'groups': [], "
     "'next': function(){0}}})"},
    {"match", "$match($s, /x/)"},
    {"match", "$match($s, /$/)"},
    {"replace", "$replace($s, 'x', 'y')"},
    {"replace", "$replace('x', $s, 'y')"},
    {"replace", "$replace('x', 'x', $s)"},
    {"replace", "$replace($s, /x/, 'y')"},
    {"replace", "$replace('x', /x/, $s)"},
    {"replace", "$replace('x', /x/, function(){$s})"},
    {"split", "$split($s, 'x')"},
    {"split", "$split($s, $t)"},
    {"split", "$split($s, '')"},
    {"split", "$split($s, /x/)"},
    {"base64encode", "$base64encode($s)"},
    {"base64decode", "$base64decode($s)"},
    {"encodeUrlComponent", "$encodeUrlComponent($s)"},
    {"encodeUrl", "$encodeUrl($s)"},
    {"decodeUrlComponent", "$decodeUrlComponent($s)"},
    {"decodeUrl", "$decodeUrl($s)"},
    {"number", "$number($decimal)"},
    {"formatNumber", "$formatNumber(1, $zeros)"},
    {"formatNumber", "$formatNumber(1, '0', {'minus-sign': $s})"},
    {"formatInteger", "$formatInteger(1, $zeros)"},
    {"parseInteger", "$parseInteger($zeros, '0')"},
    {"parseInteger", "$parseInteger($blanks, 'w')"},
    {"parseInteger", "$parseInteger('1', $zeros)"},
    {"now", "$now($zeros)"},
    {"fromMillis", "$fromMillis(1, $zeros)"},
    {"toMillis", "$toMillis($time)"},
    {"toMillis", "$toMillis($zeros, '[Y]')"},
    {"toMillis", "$toMillis('1', '[Y]' & $zeros)"},
    {"clone", "$clone([$s])"},
    {"eval", "$eval($source)", false},
    {"distinct", "$distinct([$s, $t])"},
    {"distinct", "$distinct([[$s], [$t]])"},
    {"sort", "$sort([$s, $t])"},
    {"keys", "$keys([$o, $o])"},
    {"lookup", "$lookup($o, $s)"},
    {"merge", "$merge([$o, $p])"},
    {"sift", "$sift($o, function(){true})"},
    {"hash", "$hash($s, 'MD5')"},
    {"parse", "$parse($json)"},
    {"<", "$s < $t"},
    {"<=", "$s <= $t"},
    {">", "$s > $t"},
    {">=", "$s >= $u"},
    {"=", "$s = $t"},
    {"= of lists", "[$s] = [$t]"},
    {"= of members", "{'a': $s} = {'a': $t}"},
    {"= of keys", "$o = $p"},
    {"!=", "$s != $t"},
    {"in", "$s in $t"},
    {"in a list", "$s in ['x', $t]"},
    {"&", "$s & $t"},
    {"& of a list", "'' & [$s]"},
    {"^", "[$s, $t]^($)"},
    {"^ of tuples", "[$s, $t]#$i^($).$"},
    {"a constructor", "{$s: 1}"},
    {"a group", "[1, 2]{$s: $}"},
    {"a transform", "$o ~> |$|{'a': 1}|"},
    {"a removal", "$o ~> |$|{}, $s|"},
    {"a matcher", "/x/($s)"},
    {"a matcher from a place", "/é/($s, $n - 1)"},
};

const auto kOnLists = std::vector<Charged>{
    {"string", "$string($l)"},
    {"string", "$string($wide)"},
    {"join", "$join($texts)"},
    {"sum", "$sum($l)"},
    {"max", "$max($l)"},
    {"min", "$min($l)"},
    {"average", "$average($l)"},
    {"boolean", "$boolean($empties)"},
    {"not", "$not($empties)"},
    {"append", "$append($l, 1)"},
    {"append", "$append(1, $l)"},
    {"reverse", "$reverse($l)"},
    {"shuffle", "$shuffle($l)"},
    {"distinct", "$distinct($l)"},
    {"distinct", "$distinct($empties)"},
    {"sort", "$sort($l)"},
    {"sort", "$sort($l, function($a, $b){$a > $b})"},
    {"zip", "$zip($l, $m)"},
    {"keys", "$keys($wide)"},
    {"keys", "$keys($objects)"},
    {"lookup", "$lookup($objects, 'x')"},
    {"spread", "$spread($objects)"},
    {"spread", "$spread($wide)"},
    {"merge", "$merge($objects)"},
    {"merge", "$merge($wide)"},
    {"sift", "$sift($wide, function(){false})"},
    {"each", "$each($wide, function(){1})"},
    {"map", "$map($l, function(){1})"},
    {"filter", "$filter($l, function(){false})"},
    {"single", "$single([1, $l], function($v, $i){$i = 0})"},
    {"single", "$single($append($l, 2), function($v){$v = 2})"},
    {"reduce", "$reduce($l, function($a, $b){1})"},
    {"clone", "$clone($l)"},
    {"partition", "$partition($l, 2)"},
    {"partition", "$partition($l, 1000000)"},
    {"range", "$range(1, $n, 1)"},
    {"hash", "$hash($l, 'MD5')"},
    {"..", "[1..$n]"},
    {"=", "$l = $m"},
    {"= of members", "$wide = $merge([$wide])"},
    {"in", "2 in $l"},
    {"^", "$l^($)"},
    {"a name", "$objects.x"},
    {"a name of a list in a list", "[$objects, 1].x"},
    {"a filter", "$l[$ = 2]"},
    {"a filter by places", "$l[[0, 1]]"},
    {"a filter by many places", "[1, 2][$l]"},
    {"a filter of tuples by many places", "$append(1, 2)#$i[$l].$"},
    {"a wildcard", "$wide.*"},
    {"a wildcard over empty lists", "{'a': $empties}.*"},
    {"descendants", "$l.**"},
    {"descendants that are empty lists", "{'a': $empties}.**"},
    {"a constructor", "[$l, 1]"},
    {"a group", "$l{'a': $}"},
    {"a group of lists", "[[$l], [$m]]{'a': 1}"},
    {"a transform", "$wide ~> |$|{'a': 1}|"},
    {"truth", "$empties ? 1 : 2"},
};

constexpr std::size_t kShort = 100;
constexpr std::size_t kLong = 6'500;

std::int64_t growth_of(const Charged& row) {
  return steps_of(row.expression, kLong, row.in_states) -
         steps_of(row.expression, kShort, row.in_states);
}

TEST(JsonataCharging, GrowsWithTexts) {
  for (const auto& row : kOnTexts) {
    EXPECT_GE(growth_of(row), (kLong - kShort) / 64) << row.what << ": " << row.expression;
  }
}

TEST(JsonataCharging, GrowsWithLists) {
  for (const auto& row : kOnLists) {
    EXPECT_GE(growth_of(row), (kLong - kShort) / 8) << row.what << ": " << row.expression;
  }
}

TEST(JsonataCharging, GrowsWithNames) {
  const auto steps = [](std::size_t n) {
    return steps_of("$o.`" + repeated("é", n) + "`", n, true);
  };
  EXPECT_GE(steps(kLong) - steps(kShort), (kLong - kShort) / 64);
}

TEST(JsonataCharging, GrowsWithVariables) {
  const auto steps = [](int n) {
    std::string source = "(";
    for (int i = 0; i < n; ++i) source += fmt::format("$v{} := 1; ", i);
    source += "$map([1..1000], function(){ $v0 }))";
    return steps_of(source, 1, true);
  };
  EXPECT_GT(steps(2'000) - steps(100), 1'000 * (2'000 - 100) / 64);
}

// Those that look at no more than a number, or a value as a whole.
const std::set<std::string_view> kTouchLittle = {
    "abs",    "assert", "ceil",   "count", "error", "exists", "floor", "formatBase",
    "millis", "power",  "random", "round", "sqrt",  "type",   "uuid",
};

TEST(JsonataCharging, IsTestedOfEachFunction) {
  std::set<std::string_view> tested = kTouchLittle;
  for (const auto& row : kOnTexts) tested.insert(row.what);
  for (const auto& row : kOnLists) tested.insert(row.what);
  for (const auto family :
       {functions::strings(), functions::matching(), functions::encoding(), functions::numeric(),
        functions::aggregation(), functions::booleans(), functions::arrays(), functions::objects(),
        functions::higher_order(), functions::date_time(), functions::control(),
        functions::step_functions()}) {
    for (const auto& declaration : family)
      EXPECT_EQ(tested.count(declaration.name), 1U) << declaration.name;
  }
}

// Texts that a plain search would look at once for each of their places.
TEST(JsonataCharging, SearchesAreLinear) {
  const std::string text = repeated("a", 2'000'000);
  const std::string wanted = repeated("a", 1'000'000) + "b";
  const auto quoted = [](const std::string& t) { return Document::of(Json(t)); };
  const auto s = quoted(text);
  const auto w = quoted(wanted);
  const std::vector<Variable> variables{{"s", s.value()}, {"w", w.value()}};
  for (const auto* const source :
       {"$contains($s, $w)", "$substringBefore($s, $w)", "$substringAfter($s, $w)",
        "$split($s, $w)", "$replace($s, $w, '')"}) {
    const auto parsed = Expression::parse(source);
    const auto found = std::get<Expression>(parsed).evaluate(Value(), {.variables = variables});
    ASSERT_TRUE(std::holds_alternative<Outcome>(found)) << source;
    EXPECT_GE(std::get<Outcome>(found).steps_used(), 3'000'000 / 64) << source;
  }
}

}  // namespace
}  // namespace sfn::jsonata
