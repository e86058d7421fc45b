// Operators. JSONata, "Numeric, comparison, boolean and other operators".
#include <cmath>

#include "jsonata/evaluator.h"

namespace sfn::jsonata {
namespace {

constexpr double kRangeMax = 1e7;

bool is_whole(const Value& value) {
  return value.is_number() && std::isfinite(value.number()) &&
         value.number() == std::trunc(value.number());
}

Value calculate(Operator op, const Value& a, const Value& b) {
  if (!a.is_nothing() && !is_numeric(a)) throw Failure("T2001", {.value = a});
  if (!b.is_nothing() && !is_numeric(b)) throw Failure("T2002", {.value = b});
  if (a.is_nothing() || b.is_nothing()) return {};
  const double x = a.number();
  const double y = b.number();
  switch (op) {
    case Operator::Add:
      return Value::number(x + y);
    case Operator::Subtract:
      return Value::number(x - y);
    case Operator::Multiply:
      return Value::number(x * y);
    case Operator::Divide:
      return Value::number(x / y);
    default:
      return Value::number(std::fmod(x, y));
  }
}

}  // namespace

Value Evaluator::compare(Operator op, const Value& a, const Value& b) {
  const auto comparable = [](const Value& v) {
    return v.is_nothing() || v.is_number() || v.is_string();
  };
  if (!comparable(a) || !comparable(b)) throw Failure("T2010", {.value = comparable(a) ? b : a});
  if (a.is_nothing() || b.is_nothing()) return {};
  if (a.kind() != b.kind()) throw Failure("T2009", {.value = a, .value2 = b});
  if (a.is_number()) {
    const double x = a.number();
    const double y = b.number();
    return Value::boolean(op == Operator::Less          ? x < y
                          : op == Operator::LessOrEqual ? x <= y
                          : op == Operator::Greater     ? x > y
                                                        : x >= y);
  }
  const int order = order_of_texts(a.text(), b.text());
  return Value::boolean(op == Operator::Less          ? order < 0
                        : op == Operator::LessOrEqual ? order <= 0
                        : op == Operator::Greater     ? order > 0
                                                      : order >= 0);
}

// `in` knows values by identity, as JavaScript's === does.
bool Evaluator::is_identical(const Value& a, const Value& b) {
  if (a.is_list() || a.is_object() || a.is_function()) return a.is_same_as(b);
  return equal(a, b);
}

bool Evaluator::contains(const Value& list, const Value& item) {
  if (!list.is_list()) return is_identical(list, item);
  charge_items(list.size());
  for (const Value& candidate : list.items()) {
    if (is_identical(candidate, item)) return true;
  }
  return false;
}

Value Evaluator::range(const Value& from, const Value& to) {
  if (!from.is_nothing() && !is_whole(from)) throw Failure("T2003", {.value = from});
  if (!to.is_nothing() && !is_whole(to)) throw Failure("T2004", {.value = to});
  if (from.is_nothing() || to.is_nothing() || from.number() > to.number()) return {};
  const double size = to.number() - from.number() + 1;
  if (size > kRangeMax) throw Failure("D2014", {.value = Value::number(size)});
  const auto count = static_cast<std::size_t>(size);
  Value* const items = arena_.allocate_array<Value>(count);
  for (std::size_t i = 0; i < count; ++i) {
    items[i] = Value::number(from.number() + static_cast<double>(i));
  }
  charge_items(count);
  return Value::sequence({items, count});
}

Value Evaluator::binary(const Node& node, const syntax::Binary& op, const Value& input,
                        Frame& frame) {
  const Value a = evaluate(*op.lhs, input, frame);
  if (op.op == Operator::And) {
    return Value::boolean(truth(a) && truth(evaluate(*op.rhs, input, frame)));
  }
  if (op.op == Operator::Or) {
    return Value::boolean(truth(a) || truth(evaluate(*op.rhs, input, frame)));
  }
  const Value b = evaluate(*op.rhs, input, frame);
  try {
    switch (op.op) {
      case Operator::Add:
      case Operator::Subtract:
      case Operator::Multiply:
      case Operator::Divide:
      case Operator::Modulo:
        return calculate(op.op, a, b);
      case Operator::Equal:
      case Operator::NotEqual:
        if (a.is_nothing() || b.is_nothing()) return Value::boolean(false);
        return Value::boolean(equal(a, b) == (op.op == Operator::Equal));
      case Operator::Less:
      case Operator::LessOrEqual:
      case Operator::Greater:
      case Operator::GreaterOrEqual:
        return compare(op.op, a, b);
      case Operator::Concatenate: {
        const Value empty = Value::string("", kAscii);
        const Value left = a.is_nothing() ? empty : to_string_value(*this, a);
        const Value right = b.is_nothing() ? empty : to_string_value(*this, b);
        return concatenate(left, right);
      }
      case Operator::Range:
        return range(a, b);
      case Operator::In:
        if (a.is_nothing() || b.is_nothing()) return Value::boolean(false);
        return Value::boolean(contains(b, a));
      case Operator::And:
      case Operator::Or:
        break;
    }
  } catch (Failure& failure) {
    failure.set_offset(node.offset);
    failure.add_token(operator_text(op.op));
    throw;
  }
  return {};
}

Value Evaluator::negate(const Node& node, const syntax::Negate& negate, const Value& input,
                        Frame& frame) {
  const Value value = evaluate(*negate.operand, input, frame);
  if (value.is_nothing()) return value;
  if (!is_numeric(value)) {
    throw Failure("D1002", {.offset = node.offset, .token = "-", .value = value});
  }
  return Value::number(-value.number());
}

}  // namespace sfn::jsonata
