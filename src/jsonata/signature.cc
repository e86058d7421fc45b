#include "jsonata/signature.h"

#include <algorithm>

#include "jsonata/error.h"

namespace sfn::jsonata {
namespace {

constexpr std::string_view kTypes = "snblfaom";

std::uint16_t bit_of(char type) {
  const std::size_t place = kTypes.find(type);
  return place == std::string_view::npos ? std::uint16_t{0}
                                         : static_cast<std::uint16_t>(1U << place);
}

std::uint16_t bits_of(std::string_view types) {
  std::uint16_t bits = 0;
  for (const char type : types) bits = static_cast<std::uint16_t>(bits | bit_of(type));
  return bits;
}

char type_of(const Value& value) {
  switch (value.kind()) {
    case Kind::Nothing:
      return 'm';
    case Kind::Null:
      return 'l';
    case Kind::Boolean:
      return 'b';
    case Kind::Number:
      return 'n';
    case Kind::String:
      return 's';
    case Kind::Array:
    case Kind::Sequence:
    case Kind::Tuples:
      return 'a';
    case Kind::Object:
      return 'o';
    case Kind::Function:
      return 'f';
  }
  return 'm';
}

// The place of the bracket that closes the one at `open`.
std::size_t closing(std::string_view text, std::size_t open, char left, char right) {
  int depth = 0;
  for (std::size_t at = open; at < text.size(); ++at) {
    if (text[at] == left) ++depth;
    if (text[at] == right && --depth == 0) return at;
  }
  return text.size();
}

[[noreturn]] void fail_at(std::string_view code, std::size_t offset, std::string_view value) {
  throw Failure(code, {.offset = offset, .value = Value::string(value)});
}

}  // namespace

Signature Signature::parse(std::string_view text) {
  Signature signature;
  auto& parameters = signature.parameters_;
  for (std::size_t at = 1; at < text.size() && text[at] != ':' && text[at] != '>'; ++at) {
    const char c = text[at];
    Parameter parameter;
    switch (c) {
      case 's':
      case 'n':
      case 'b':
      case 'l':
      case 'o':
        parameter.types = static_cast<std::uint16_t>(bit_of(c) | bit_of('m'));
        break;
      case 'a':
        parameter.types = bits_of("asnblfom");
        parameter.is_array = true;
        break;
      case 'f':
        parameter.types = bit_of('f');
        break;
      case 'j':
        parameter.types = bits_of("asnblom");
        break;
      case 'x':
        parameter.types = bits_of("asnblfom");
        break;
      case '(': {
        const std::size_t close = closing(text, at, '(', ')');
        const std::string_view choice = text.substr(at + 1, close - at - 1);
        if (choice.find('<') != std::string_view::npos) fail_at("S0402", at, choice);
        parameter.types = bits_of(std::string(choice) + "m");
        at = close;
        break;
      }
      case '<': {
        if (parameters.empty() ||
            (!parameters.back().is_array && parameters.back().types != bit_of('f'))) {
          fail_at("S0401", at, parameters.empty() ? "" : "type");
        }
        const std::size_t close = closing(text, at, '<', '>');
        Parameter& last = parameters.back();
        if (last.is_array && close > at + 1) {
          signature.checks_items_ = true;
          last.item_type = text[at + 1];
          last.item_types = text.substr(at + 1, close - at - 1);
        }
        at = close;
        continue;
      }
      case '-':
        if (!parameters.empty()) {
          parameters.back().context = true;
          parameters.back().optional = true;
        }
        continue;
      case '?':
        if (!parameters.empty()) parameters.back().optional = true;
        continue;
      case '+':
        if (!parameters.empty()) parameters.back().repeated = true;
        continue;
      default:
        continue;
    }
    parameters.push_back(std::move(parameter));
  }
  return signature;
}

bool Signature::match(std::span<const Value> arguments, std::size_t parameter, std::size_t argument,
                      std::vector<std::uint32_t>& counts) const {
  if (parameter == parameters_.size()) return argument == arguments.size();
  const Parameter& wanted = parameters_[parameter];
  std::size_t most = 0;
  const std::size_t ceiling = wanted.repeated ? arguments.size() - argument : 1;
  while (most < ceiling && argument + most < arguments.size() &&
         (bit_of(type_of(arguments[argument + most])) & wanted.types) != 0) {
    ++most;
  }
  const std::size_t least = wanted.optional ? 0 : 1;
  for (std::size_t count = most + 1; count-- > least;) {
    counts[parameter] = static_cast<std::uint32_t>(count);
    if (match(arguments, parameter + 1, argument + count, counts)) return true;
  }
  return false;
}

void Signature::mismatch(std::span<const Value> arguments) const {
  // The parameters that fit, one after the other, show the first argument that does not.
  std::size_t good = 0;
  for (std::size_t end = 1; end <= parameters_.size(); ++end) {
    Signature prefix;
    prefix.parameters_.assign(parameters_.begin(),
                              parameters_.begin() + static_cast<std::ptrdiff_t>(end));
    std::vector<std::uint32_t> counts(end);
    bool fits = false;
    for (std::size_t length = arguments.size() + 1; length-- > 0 && !fits;) {
      if (!prefix.match(arguments.first(length), 0, 0, counts)) continue;
      good = length;
      fits = true;
    }
    if (!fits) break;
  }
  throw Failure("T0410",
                {.value = good < arguments.size() ? arguments[good] : Value(), .index = good + 1});
}

// Nearly always each argument is of the type of its parameter, what is missing may be missing, and
// nothing has to change.
bool Signature::fits_as_given(std::span<const Value> arguments) const {
  if (arguments.size() > parameters_.size()) return false;
  for (std::size_t i = 0; i < parameters_.size(); ++i) {
    const Parameter& parameter = parameters_[i];
    if (i >= arguments.size()) {
      if (!parameter.optional || parameter.context) return false;
      continue;
    }
    const char type = type_of(arguments[i]);
    if ((bit_of(type) & parameter.types) == 0) return false;
    if (!parameter.is_array || type == 'm') continue;
    if (type != 'a') return false;
    if (parameter.item_type == 0) continue;
    for (const Value& item : arguments[i].items()) {
      if (type_of(item) != parameter.item_type) return false;
    }
  }
  return true;
}

bool Signature::check(std::span<const Value> arguments, const Value& context, Arena& arena,
                      std::vector<Value>& out) const {
  if (fits_as_given(arguments)) return false;
  std::vector<std::uint32_t> counts(parameters_.size());
  if (!match(arguments, 0, 0, counts)) mismatch(arguments);

  out.clear();
  std::size_t next = 0;
  const auto argument = [&](std::size_t i) {
    return i < arguments.size() ? arguments[i] : Value();
  };
  for (std::size_t p = 0; p < parameters_.size(); ++p) {
    const Parameter& parameter = parameters_[p];
    if (counts[p] == 0) {
      if (!parameter.context) {
        out.push_back(argument(next));
        ++next;
      } else if ((bit_of(type_of(context)) & parameter.types) != 0) {
        out.push_back(context);
      } else {
        throw Failure("T0411", {.value = context, .index = next + 1});
      }
      continue;
    }
    for (std::uint32_t i = 0; i < counts[p]; ++i, ++next) {
      Value value = argument(next);
      const char type = type_of(value);
      if (!parameter.is_array || type == 'm') {
        out.push_back(value);
        continue;
      }
      if (parameter.item_type != 0) {
        const auto is_item = [&](const Value& item) {
          return type_of(item) == parameter.item_type;
        };
        const bool fits = type == 'a'
                              ? std::all_of(value.items().begin(), value.items().end(), is_item)
                              : std::string_view(&type, 1) == parameter.item_types;
        if (!fits) {
          throw Failure("T0412", {.value = value, .index = next + 1, .type = parameter.item_types});
        }
      }
      if (type != 'a') value = Value::array({arena.make<Value>(value), 1});
      out.push_back(value);
    }
  }
  return true;
}

}  // namespace sfn::jsonata
