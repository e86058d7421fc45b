// The order-by operator, `^(…)`. JSONata, "Sorting, grouping and aggregation".
#include "jsonata/evaluator.h"
#include "jsonata/merge_sort.h"

namespace sfn::jsonata {

// The terms' values for each item, evaluated when first compared and then kept.
struct Evaluator::SortKeys {
  Evaluator& run;
  const Node& node;
  const syntax::Sort& sort;
  std::function<Value(std::size_t item, const Node& term)> evaluate;
  std::vector<Value> values;
  std::vector<bool> known;

  SortKeys(Evaluator& r, const Node& n, const syntax::Sort& s, std::size_t items,
           std::function<Value(std::size_t, const Node&)> e)
      : run(r), node(n), sort(s), evaluate(std::move(e)) {
    const std::size_t keys = items * s.terms.size();
    run.charge_items(keys);
    if (keys * sizeof(Value) / 4 > run.memory_bytes_max()) throw Failure(too_much_memory());
    values.resize(keys);
    known.resize(keys);
  }

  const Value& key(std::size_t item, std::size_t term) {
    const std::size_t place = item * sort.terms.size() + term;
    if (!known[place]) {
      values[place] = evaluate(item, *sort.terms[term].expression);
      known[place] = true;
    }
    return values[place];
  }

  bool is_after(std::size_t a, std::size_t b) {
    for (std::size_t term = 0; term < sort.terms.size(); ++term) {
      run.charge(1);
      const Value& x = key(a, term);
      const Value& y = key(b, term);
      if (x.is_nothing() && y.is_nothing()) continue;
      if (x.is_nothing()) return true;  // Nothing comes last, in either direction.
      if (y.is_nothing()) return false;
      const int order = compared(x, y);
      if (order != 0) return (sort.terms[term].descending ? -order : order) > 0;
    }
    return false;
  }

  int compared(const Value& x, const Value& y) {
    const auto sortable = [](const Value& v) { return v.is_number() || v.is_string(); };
    if (!sortable(x) || !sortable(y)) {
      throw Failure("T2008", {.offset = node.offset, .value = sortable(x) ? y : x});
    }
    if (x.kind() != y.kind()) {
      throw Failure("T2007", {.offset = node.offset, .value = x, .value2 = y});
    }
    if (x.is_string()) return run.order_of_texts(x.text(), y.text());
    return x.number() < y.number() ? -1 : x.number() == y.number() ? 0 : 1;
  }
};

Value Evaluator::sort(const Node& node, const syntax::Sort& sort, std::span<const Value> items,
                      Frame& frame) {
  if (items.size() <= 1)
    return Value::sequence(items.empty() ? std::span<const Value>()
                                         : std::span<const Value>(arena_.make<Value>(items[0]), 1));
  SortKeys keys(*this, node, sort, items.size(), [&](std::size_t item, const Node& term) {
    return evaluate(term, items[item], frame);
  });
  const auto order = sorted_places(
      items.size(), [&](std::size_t a, std::size_t b) { return keys.is_after(a, b); });
  ListBuilder sorted(*this);
  for (const std::uint32_t place : order) sorted.push(items[place]);
  return sorted.array();
}

Value Evaluator::sort_tuples(const Node& node, const syntax::Sort& sort, const Value& tuples,
                             Frame& frame) {
  const auto all = tuples.tuples();
  SortKeys keys(*this, node, sort, all.size(), [&](std::size_t item, const Node& term) {
    Frame& inner = tuple_frame(*all[item], frame);
    const Value value = evaluate(term, all[item]->at, inner);
    release(inner);
    return value;
  });
  const auto order =
      sorted_places(all.size(), [&](std::size_t a, std::size_t b) { return keys.is_after(a, b); });
  auto* const sorted = arena_.allocate_array<const Tuple*>(all.size());
  for (std::size_t i = 0; i < all.size(); ++i) sorted[i] = all[order[i]];
  return Value::tuples({sorted, all.size()});
}

}  // namespace sfn::jsonata
