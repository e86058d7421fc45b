#include "jsonata/signature.h"

#include <algorithm>

#include "jsonata/error.h"

namespace sfn::jsonata {
namespace {

constexpr std::size_t kStatesPerStep = 1'024;
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

// What a list of such items is one of, as messages say.
std::string_view plural_of(std::string_view type) {
  if (type == "a") return "arrays";
  if (type == "b") return "booleans";
  if (type == "f") return "functions";
  if (type == "n") return "numbers";
  if (type == "o") return "objects";
  if (type == "s") return "strings";
  return type;
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

// Arguments held against parameters: each takes as many as it may, and gives back what the rest
// needs. What has failed once is not tried again, so that this ends soon whatever the signature.
class Signature::Match {
 public:
  /// The first `parameters` of the signature; `whole`: no argument may be left over.
  Match(const Signature& signature, std::size_t parameters, std::span<const Value> arguments,
        bool whole)
      : parameters_(std::span(signature.parameters_).first(parameters)),
        arguments_(arguments),
        whole_(whole),
        counts_(parameters),
        failed_((parameters + 1) * (arguments.size() + 1)) {
    found_ = run(0, 0);
  }

  bool found() const { return found_; }
  /// How many arguments each parameter took, and all of them together.
  const std::vector<std::size_t>& counts() const { return counts_; }
  std::size_t end() const { return end_; }

 private:
  bool fits(const Parameter& wanted, std::size_t argument) const {
    return (bit_of(type_of(arguments_[argument])) & wanted.types) != 0;
  }

  bool run(std::size_t parameter, std::size_t argument) {
    if (parameter == parameters_.size()) {
      end_ = argument;
      return !whole_ || argument == arguments_.size();
    }
    const std::size_t state = parameter * (arguments_.size() + 1) + argument;
    if (failed_[state]) return false;
    const Parameter& wanted = parameters_[parameter];
    const std::size_t left = arguments_.size() - argument;
    const std::size_t ceiling = wanted.repeated ? left : std::min<std::size_t>(left, 1);
    std::size_t most = 0;
    while (most < ceiling && fits(wanted, argument + most)) ++most;
    const std::size_t least = wanted.optional ? 0 : 1;
    for (std::size_t count = most + 1; count-- > least;) {
      counts_[parameter] = count;
      if (run(parameter + 1, argument + count)) return true;
    }
    failed_[state] = true;
    return false;
  }

  std::span<const Parameter> parameters_;
  std::span<const Value> arguments_;
  bool whole_;
  std::vector<std::size_t> counts_;
  std::vector<bool> failed_;
  std::size_t end_ = 0;
  bool found_ = false;
};

std::int64_t Signature::effort(std::size_t arguments) const {
  const std::size_t states = parameters_.size() * (arguments + 1);
  return static_cast<std::int64_t>(states * (parameters_.size() + arguments) / kStatesPerStep);
}

void Signature::mismatch(std::span<const Value> arguments) const {
  // The parameters that fit, one after the other, show the first argument that does not.
  std::size_t good = 0;
  for (std::size_t count = 1; count <= parameters_.size(); ++count) {
    const Match match(*this, count, arguments, false);
    if (!match.found()) break;
    good = match.end();
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

// An argument as its parameter wants it.
Value Signature::settled(const Parameter& parameter, const Value& value, std::size_t place,
                         Arena& arena) {
  const char type = type_of(value);
  if (!parameter.is_array || type == 'm') return value;
  if (parameter.item_type != 0) {
    const auto is_item = [&](const Value& item) { return type_of(item) == parameter.item_type; };
    const bool fits = type == 'a' ? std::all_of(value.items().begin(), value.items().end(), is_item)
                                  : std::string_view(&type, 1) == parameter.item_types;
    if (!fits) {
      throw Failure("T0412", {.value = value,
                              .index = place + 1,
                              .type = std::string(plural_of(parameter.item_types))});
    }
  }
  return type == 'a' ? value : Value::array({arena.make<Value>(value), 1});
}

bool Signature::check(std::span<const Value> arguments, const Value& context, Arena& arena,
                      std::vector<Value>& out) const {
  if (fits_as_given(arguments)) return false;
  const Match match(*this, parameters_.size(), arguments, true);
  if (!match.found()) mismatch(arguments);

  out.clear();
  std::size_t next = 0;
  const auto argument = [&](std::size_t i) {
    return i < arguments.size() ? arguments[i] : Value();
  };
  for (std::size_t p = 0; p < parameters_.size(); ++p) {
    const Parameter& parameter = parameters_[p];
    const std::size_t count = match.counts()[p];
    if (count == 0 && !parameter.context) {
      out.push_back(argument(next));
      ++next;
    } else if (count == 0) {
      if ((bit_of(type_of(context)) & parameter.types) == 0) {
        throw Failure("T0411", {.value = context, .index = next + 1});
      }
      out.push_back(context);
    }
    for (std::size_t i = 0; i < count; ++i, ++next) {
      out.push_back(settled(parameter, argument(next), next, arena));
    }
  }
  return true;
}

std::vector<Value> Signature::settle(std::span<const Value> arguments, Arena& arena) const {
  std::vector<Value> out;
  // Of nothing the library makes nothing, whatever else it is given.
  const bool is_of_nothing = arguments.empty() || arguments[0].is_nothing();
  for (std::size_t i = 0; i < arguments.size() && !parameters_.empty(); ++i) {
    const Parameter& last = parameters_.back();
    if (i >= parameters_.size() && !last.repeated) break;
    const Parameter& parameter = i < parameters_.size() ? parameters_[i] : last;
    const char type = type_of(arguments[i]);
    if (type != 'm' && (bit_of(type) & parameter.types) == 0) {
      if (is_of_nothing) {
        out.emplace_back();
        continue;
      }
      throw Failure("T0410", {.value = arguments[i], .index = i + 1});
    }
    out.push_back(settled(parameter, arguments[i], i, arena));
  }
  return out;
}

}  // namespace sfn::jsonata
