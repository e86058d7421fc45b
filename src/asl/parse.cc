#include "asl/parse.h"

#include <algorithm>
#include <utility>

#include "asl/parse/graph.h"
#include "asl/parse/parts.h"
#include "base/json_error.h"
#include "base/limits.h"

namespace sfn::asl {
namespace {

Parsed no_object() {
  return {{},
          {{Diagnostic::Severity::Error, "SCHEMA_VALIDATION_FAILED",
            "Definition must be a valid JSON object", ""}}};
}

void read_top_fields(Fields& fields, Reading& reading, StateMachine& machine) {
  machine.comment = fields.text("Comment").value_or("");
  fields.one_of("Version", {"1.0"});
  machine.timeout_seconds = fields.integer("TimeoutSeconds", {1, limits::kTimeoutSecondsMax});
  machine.query_language = read_query_language(fields).value_or(QueryLanguage::JsonPath);
  reading.query_language = machine.query_language;
}

Parsed read_machine(const Json& document, MachineType type) {
  Report report(document);
  Reading reading{report, type};
  StateMachine machine;
  Scope scope;
  Fields fields(report.root(), report);
  read_top_fields(fields, reading, machine);
  machine.graph = read_graph(fields, reading, scope);
  fields.refuse_others();
  check_scopes(scope, report);

  Parsed parsed{{}, report.take()};
  if (!has_errors(parsed.diagnostics, limits::Policy::Off)) parsed.machine = std::move(machine);
  return parsed;
}

Diagnostic not_json(const JsonFinding& finding) {
  return {Diagnostic::Severity::Error, "INVALID_JSON_DESCRIPTION", finding.text(),
          finding.location};
}

}  // namespace

Parsed parse_definition(std::string_view text, MachineType type) {
  if (text.find_first_not_of(" \t\r\n") == std::string_view::npos) return no_object();
  const auto parsed = parse_json_located(text);
  if (const auto* error = std::get_if<JsonError>(&parsed)) {
    return {{}, {not_json(in_service_words(text, *error))}};
  }
  const auto& document = std::get<Json>(parsed);
  return document.is_object() ? read_machine(document, type) : no_object();
}

}  // namespace sfn::asl
