// sfnctl eval: the value of an expression, in this process, without a daemon.
#include <fmt/format.h>

#include <iostream>

#include "base/text.h"
#include "jsonpath/identifier.h"
#include "sfnctl/commands/commands.h"
#include "sfnctl/excerpt.h"
#include "sfnctl/input.h"
#include "sfnctl/query.h"

namespace sfn::sfnctl {
namespace {

QueryLanguage asked_language(const Args& args) {
  const auto given = args.text("--language");
  if (given == "jsonata") return QueryLanguage::Jsonata;
  if (given == "jsonpath") return QueryLanguage::JsonPath;
  if (given == "intrinsic") return QueryLanguage::Intrinsic;
  return query_language_of(args.at(0));
}

// `NAME=JSON` for each --var.
Result<std::map<std::string, Payload>> read_variables(const Args& args) {
  std::map<std::string, Payload> variables;
  for (const auto& given : args.all("--var")) {
    const auto equals = given.find('=');
    auto name = given.substr(0, equals);
    if (starts_with(name, "$")) name.erase(0, 1);
    if (equals == std::string::npos || name.empty()) {
      return misused(fmt::format("--var takes NAME=JSON, got \"{}\"", given));
    }
    if (!jsonpath::is_identifier(name)) {
      return misused(fmt::format(
          "--var: a variable name is a letter, then letters, digits and underscores: \"{}\"",
          name));
    }
    auto value = Payload::parse(given.substr(equals + 1));
    if (!value) {
      return misused(fmt::format("--var {}: not JSON: {}", name, value.error().cause));
    }
    variables.insert_or_assign(name, *std::move(value));
  }
  return variables;
}

Result<QueryWorld> read_world(const Args& args, const Client& client) {
  const auto input = read_input(args.text("--input"), std::cin, client.interrupt());
  if (!input) return input.error();
  auto variables = read_variables(args);
  if (!variables) return variables.error();
  return QueryWorld{Payload::trusted(*input), *std::move(variables), client.now(),
                    system_entropy()};
}

void print_advice(const std::vector<std::string>& advice, Output& out) {
  for (const auto& note : advice) out.note("note: " + note);
}

ExitCode print_fault(const std::string& expression, const QueryFault& fault, Output& out) {
  out.note(fmt::format("{} {}", out.tinted_err(Tone::Bad, "error:"), fault.message));
  if (fault.span) {
    const TextLines lines(expression);
    const auto excerpt =
        excerpt_of(lines, lines.position_of(fault.span->begin), lines.position_of(fault.span->end));
    out.note(excerpt.line);
    out.note(out.tinted_err(Tone::Bad, excerpt.underline));
  }
  print_advice(fault.advice, out);
  return ExitCode::Failed;
}

ExitCode run_eval(const Args& args, Client& client, Output& out) {
  const auto world = read_world(args, client);
  if (!world) return out.failure(world.error());
  const auto expression = args.at(0);
  const auto evaluated = evaluate_query(asked_language(args), expression, *world);
  if (const auto* const fault = std::get_if<QueryFault>(&evaluated)) {
    return print_fault(expression, *fault, out);
  }
  const auto& answer = std::get<QueryAnswer>(evaluated);
  out.document(answer.json);
  print_advice(answer.advice, out);
  return ExitCode::Done;
}

}  // namespace

Command eval_command() {
  return {"eval",
          "",
          "Evaluate an expression: JSONata, a path or an intrinsic function",
          "Needs no daemon. A call such as States.Format(…) is an intrinsic function, what begins "
          "with $. $[ or $$ a path, all else JSONata as Step Functions has it, with or without "
          "{% %} around it; --language overrides that. In JSONata the input is $states.input. What "
          "is wrong is underlined; exits with 1 then, and where there is no value.",
          {{"EXPRESSION", "what to evaluate"}},
          {{"--input", "JSON", "The input: JSON, @FILE or FILE, - for stdin; {} if left out", 'i'},
           {"--var", "NAME=JSON", "A variable; may be given several times", 0, {}, true},
           {"--language",
            "LANGUAGE",
            "jsonata, jsonpath or intrinsic; guessed if left out",
            0,
            {"jsonata", "jsonpath", "intrinsic"}}},
          {{"eval '{% $sum($states.input.items.price) %}' --input order.json", "JSONata"},
           {"eval '$.items[?(@.price > 10)].sku' --input order.json", "A path"},
           {"eval \"States.Format('{}-{}', $.id, $n)\" --input '{\"id\": 7}' --var n=1",
            "An intrinsic function"}},
          run_eval};
}

}  // namespace sfn::sfnctl
