// What runs away ends, with the error of the bound that it hit.
#include <gtest/gtest.h>
#include <pthread.h>

#include <functional>

#include "jsonata/answer.h"

namespace sfn::jsonata {
namespace {

Bound bound_of(std::string_view expression, const Bounds& bounds = {},
               std::string_view input = {}) {
  return error_of({expression, input, Dialect::newest(), bounds}).bound;
}

// What is optimised is content with the stack that Bounds promises; other builds have larger
// frames.
#ifdef SFN_OPTIMIZED
constexpr std::size_t kStackBytes = 4 * 1'048'576;
#else
constexpr std::size_t kStackBytes = 128 * 1'048'576;
#endif

void on_a_stack(std::size_t bytes, std::function<void()> run) {
  const auto start = [](void* given) -> void* {
    (*static_cast<std::function<void()>*>(given))();
    return nullptr;
  };
  pthread_attr_t attributes;
  ASSERT_EQ(pthread_attr_init(&attributes), 0);
  ASSERT_EQ(pthread_attr_setstacksize(&attributes, bytes), 0);
  pthread_t thread{};
  ASSERT_EQ(pthread_create(&thread, &attributes, start, &run), 0);
  pthread_join(thread, nullptr);
  pthread_attr_destroy(&attributes);
}

TEST(JsonataBounds, SpeakInAwsWords) {
  EXPECT_EQ(
      complaint(
          {"($f := function($n){ 1 + $f($n) }; $f(1))", {}, Dialect::newest(), {.depth = 100}}),
      "U1001: Stack overflow error: Check for non-terminating recursive function. Consider "
      "rewriting as tail-recursive. Depth=101 max=100");
  EXPECT_EQ(error_of({"($f := function(){ $f() }; $f())"}).message,
            "Expression evaluation timeout");
  EXPECT_EQ(complaint({"$pad('x', 1000000000)"}),
            "Expression evaluation memory limit exceeded: Check for excessive memory usage");
}

struct Runaway {
  std::string name;
  std::string expression;
  Bound bound;
};
void PrintTo(const Runaway& row, std::ostream* out) { *out << row.expression; }

const auto kRunaways = std::vector<Runaway>{
    {"TailCalls", "($f := function($n){ $f($n + 1) }; $f(0))", Bound::Steps},
    {"MutualTailCalls", "($f := function(){ $g() }; $g := function(){ $f() }; $f())", Bound::Steps},
    {"Recursion", "($f := function($n){ [$f($n)] }; $f(0))", Bound::Depth},
    {"RecursionThroughMap", "($f := function($n){ $map([1], $f) }; $f(0))", Bound::Depth},
    {"RecursionThroughEval", "($f := function($n){ $eval('$f(1)') }; $f(0))", Bound::Depth},
    {"DoublingText", "($f := function($s){ $f($s & $s) }; $f('x'))", Bound::Memory},
    {"DoublingArray", "($f := function($s){ $f($append($s, $s)) }; $f([1]))", Bound::Memory},
    {"SharedParts",
     "($f := function($s, $n){ $n = 0 ? $s : $f([[$s], [$s]], $n - 1) }; $f(1, 60) = $f(1, 60))",
     Bound::Steps},
    {"SharedPartsPrinted",
     "($f := function($s, $n){ $n = 0 ? $s : $f([[$s], [$s]], $n - 1) }; $string($f(1, 60)))",
     Bound::Steps},
    {"SharedPartsAsTruth",
     "($f := function($s, $n){ $n = 0 ? $s : $f([[$s], [$s]], $n - 1) }; $boolean($f(0, 60)))",
     Bound::Steps},
    {"SharedPartsSpread",
     "($f := function($s, $n){ $n = 0 ? $s : $f([[$s], [$s]], $n - 1) }; $spread($f(1, 60)))",
     Bound::Memory},
    {"SharedPartsDescended",
     "($f := function($s, $n){ $n = 0 ? $s : $f([[$s], [$s]], $n - 1) }; $f(1, 60).**)",
     Bound::Steps},
    {"SharedPartsThatAreEmptyDescended",
     "($f := function($s, $n){ $n = 0 ? $s : $f([[$s], [$s]], $n - 1) }; {'a': $f([], 60)}.**)",
     Bound::Steps},
    {"SharedPartsThatAreEmptyFlattened",
     "($f := function($s, $n){ $n = 0 ? $s : $f([[$s], [$s]], $n - 1) }; {'a': $f([], 60)}.*)",
     Bound::Steps},
    {"SharedPartsByKey",
     "($f := function($s, $n){ $n = 0 ? $s : $f([[$s], [$s]], $n - 1) }; $keys($f({'a':1}, 60)))",
     Bound::Steps},
    {"SharedPartsByName",
     "($f := function($s, $n){ $n = 0 ? $s : $f([[$s], [$s]], $n - 1) }; $f({'a':1}, 60).a)",
     Bound::Memory},
    {"NestedDeeply",
     "($f := function($s, $n){ $n = 0 ? $s : $f([[$s]], $n - 1) }; $string($f(1, 5000)))",
     Bound::Depth},
    {"Range", "[1..9999999]", Bound::Memory},
    {"CrossJoin", "[1..1000].([1..1000].([1..1000]))", Bound::Memory},
    {"NestedMaps",
     "$map([1..5000], function($x){ $count($map([1..5000], function($y){ $x * $y })) })",
     Bound::Steps},
    {"RegularExpression", "$match($pad('', 40, 'a'), /^(a+)+[bc]/)", Bound::Steps},
    {"RegularExpressionWithAlternatives", "$contains($pad('', 60, 'a'), /^(a|a)*[bc]/)",
     Bound::Steps},
    {"RegularExpressionInARow",
     "$contains($pad('', 40, 'a'), "
     "/(a|aa)(a|aa)(a|aa)(a|aa)(a|aa)(a|aa)(a|aa)(a|aa)(a|aa)(a|aa)(a|aa)(a|aa)(a|aa)(a|aa)(a|aa)("
     "a|aa)(a|aa)(a|aa)(a|aa)(a|aa)(a|aa)(a|aa)(a|aa)(a|aa)(a|aa)(a|aa)[bc]/)",
     Bound::Steps},
    {"SlowSort", "($l := [1..3000]; $sort($l, function($a, $b){ $sum($l) > 0 and $a < $b }))",
     Bound::Steps},
    {"SortedByManyKeys",
     "[1..300000]^($, -$, $, -$, $, -$, $, -$, $, -$, $, -$, $, -$, $, -$, $, "
     "-$, $, -$, $, -$, $, -$, $, -$, $, -$, $, -$, $, -$, $, -$, $, -$, $, -$, $, -$, $, -$, $, "
     "-$, $, "
     "-$, $, -$, $, -$, $, -$, $, -$, $, -$, $, -$, $, -$, $, -$, $, -$)",
     Bound::Memory},
    {"GroupedLists", "($l := [1..100000]; $map([1..10000], function($i){ [$l] }){'a': $count($)})",
     Bound::Memory},
    {"PaddedText", "$pad('', 100000000, 'abc')", Bound::Memory},
    {"JoinedTexts", "$join([1..100000].$pad('', 1000))", Bound::Steps},
    {"ReplacedTexts", "$replace($pad('', 100000, 'a'), 'a', $pad('', 10000, 'b'))", Bound::Memory},
};

class JsonataRunaways : public testing::TestWithParam<Runaway> {};

TEST_P(JsonataRunaways, End) {
  on_a_stack(kStackBytes, [] {
    EXPECT_EQ(bound_of(GetParam().expression, {.steps = 5'000'000}), GetParam().bound);
  });
}

INSTANTIATE_TEST_SUITE_P(All, JsonataRunaways, testing::ValuesIn(kRunaways),
                         [](const auto& test) { return test.param.name; });

void expect_depth_to_be_bound() {
  const Bounds bounds{.depth = Bounds::kDepthMax};
  EXPECT_EQ(bound_of("($f := function($n){ ($x := $n; [{'a': $f($x)}].a) }; $f(0))", bounds),
            Bound::Depth);
  EXPECT_EQ(
      bound_of("($f := function($n){ $map([1], function($v){ $f($v) ~> $string() }) }; $f(0))",
               bounds),
      Bound::Depth);
  EXPECT_EQ(
      bound_of("($f := function($n){ $sort([2,1], function($l,$r){ $f($l) }) }; $f(0))", bounds),
      Bound::Depth);
  EXPECT_EQ(bound_of("($f := function($n){ [2,1]^($f($)) }; $f(0))", bounds), Bound::Depth);
  EXPECT_EQ(bound_of("($f := function($n){ $replace('a', /a/, $f) }; $f(0))", bounds),
            Bound::Depth);
  EXPECT_EQ(bound_of("($f := function($n){ {'a':1} ~> |$|{'b': $f(1)}| }; $f(0))", bounds),
            Bound::Depth);
  EXPECT_EQ(bound_of("($f := function($n){ ($f ~> $f)(1) }; $f(0))", bounds), Bound::Depth);
  EXPECT_EQ(bound_of("($f := function($n){ [1]@$x.$f($x) }; $f(0))", bounds), Bound::Depth);
  EXPECT_EQ(bound_of("($f := function($n){ $f(?)(1) & 'x' }; $f(0))", bounds), Bound::Depth);
}

std::string repeated(const std::string& text, int count) {
  std::string out;
  for (int i = 0; i < count; ++i) out += text;
  return out;
}

TEST(JsonataBounds, DepthIsSafeAtItsMaximum) { on_a_stack(kStackBytes, expect_depth_to_be_bound); }

void expect_deep_expressions_to_be_refused() {
  for (const std::string open :
       {"(", "[", "-", "{'a':", "$f(", "a[", "function(){", "a ? ", "a.(", "|"}) {
    EXPECT_NE(complaint({repeated(open, 100'000)}), "") << open;
  }
  for (const std::string more :
       {"+1", ".a", "[0]", "~>$f", " ? 1 : 1", "{'a':1}", "^(a)", "(1)", "@$x", "#$x", "&1"}) {
    EXPECT_NE(complaint({"1" + repeated(more, 100'000)}), "") << more;
  }
}

TEST(JsonataBounds, DeepExpressionsAreRefused) {
  on_a_stack(kStackBytes, expect_deep_expressions_to_be_refused);
}

TEST(JsonataBounds, DeepExpressionsAreCalledSo) {
  const auto message = "U1001: The expression is nested too deeply: more than 1000 levels";
  on_a_stack(kStackBytes, [&] {
    EXPECT_EQ(complaint({"1" + repeated("+1", 1'100)}), message);
    EXPECT_EQ(complaint({repeated("(", 1'100) + "1" + repeated(")", 1'100)}), message);
  });
}

TEST(JsonataBounds, LongExpressionsAreNotDeep) {
  EXPECT_EQ(answer("1" + repeated("+1", 900)), "!U1001");  // More than the default depth.
  EXPECT_EQ(answer({"1" + repeated("+1", 900), {}, Dialect::newest(), {.depth = 2'000}}), "901");
  EXPECT_EQ(answer("$count([1" + repeated(",1", 20'000) + "])"), "20001");
}

TEST(JsonataBounds, AppendingInALoopIsCheap) {
  const auto grow = [](int n) {
    return "$count($reduce([1.." + std::to_string(n) + "], $append, []))";
  };
  EXPECT_EQ(answer({grow(20'000), {}, Dialect::newest(), {.steps = 400'000}}), "20000");
}

TEST(JsonataBounds, AppendingDoesNotChangeWhatOthersHold) {
  EXPECT_EQ(answer("($a := $append([1,2,3,4],[5]); $b := $append($a,[6]); $c := $append($a,[7]); "
                   "[[$a],[$b],[$c]])"),
            "[[1,2,3,4,5],[1,2,3,4,5,6],[1,2,3,4,5,7]]");
}

TEST(JsonataBounds, GrowingTextsShareNothingThatShows) {
  EXPECT_EQ(answer("($a := 'x' & 'y'; $b := $a & '1'; $c := $a & '2'; [$a,$b,$c])"),
            R"(["xy","xy1","xy2"])");
  EXPECT_EQ(answer({"$length($reduce([1..20000], function($s, $n){ $s & 'ab' }, ''))",
                    {},
                    Dialect::newest(),
                    {.steps = 1'000'000, .memory_bytes = 4'000'000}}),
            "40000");
}

TEST(JsonataBounds, SortingIsChargedFor) {
  const auto steps = [](int n) {
    const auto parsed = Expression::parse("$sort([1.." + std::to_string(n) + "])");
    const auto found = std::get<Expression>(parsed).evaluate(Value(), {});
    return std::get<Outcome>(found).steps_used();
  };
  EXPECT_GT(steps(20'000), 8 * steps(2'000));
}

// As a regular expression a signature like this one takes ages to find that nothing fits.
TEST(JsonataBounds, SignaturesDoNotRunAway) {
  std::string arguments = "1";
  for (int i = 0; i < 60; ++i) arguments += ",1";
  const std::string many = "<n+n+n+n+n+n+n+n+n+n+s:n>";
  EXPECT_EQ(answer("(function($x)" + many + "{1})(" + arguments + ")"), "!T0410");
}

TEST(JsonataBounds, PlacesOfMatchesAreCountedOn) {
  const std::string text = "$pad('', 40000, 'é😀')";
  EXPECT_EQ(answer("$match(" + text + ", /é/)[-1].index"), "59997");
  EXPECT_EQ(answer("$length($replace(" + text + ", /é/, function($m){$string($m.start)}))"),
            "116294");
  EXPECT_EQ(answer("($last := function($m, $start){$m ? $last($m.next(), $m.start) : $start};"
                   "$last(/é/(" +
                   text + "), 0))"),
            "59997");
}

TEST(JsonataBounds, PicturesAreChargedFor) {
  std::string groups;
  for (int i = 0; i < 50'000; ++i) groups += "#,";
  EXPECT_EQ(bound_of("$formatNumber(1, '" + groups + "0')"), Bound::Steps);
  EXPECT_EQ(bound_of("$formatInteger(1, '" + groups + "0')"), Bound::Steps);
  EXPECT_EQ(bound_of("$fromMillis(1, '[Y" + groups + "0,1]')"), Bound::Steps);
  const std::string zeros(2'000, '0');
  EXPECT_EQ(answer("$length($formatNumber(1, '" + zeros + "'))"), "2000");
}

TEST(JsonataBounds, BackslashesAreReadOnce) {
  EXPECT_EQ(answer("/" + std::string(400'000, '\\')), "!S0302");
}

}  // namespace
}  // namespace sfn::jsonata
