// Reading a definition: every finding has a code, a sentence and a place that is really there; what
// is valid leads nowhere but to states that are there; and neither depends on how the JSON is laid
// out.
#include <algorithm>
#include <array>
#include <set>

#include "asl/parse.h"
#include "asl/variable_references.h"
#include "base/overloaded.h"
#include "base/text.h"
#include "fuzz/fuzzers.h"
#include "fuzz/json_grammar.h"

namespace sfn::fuzz {
namespace {

using asl::Diagnostic;
using asl::Diagnostics;

constexpr std::size_t kFindingsMax = 1'001;  // One error more than the list has room for.

constexpr std::array<std::string_view, 16> kCodes = {"INVALID_JSON_DESCRIPTION",
                                                     "SCHEMA_VALIDATION_FAILED",
                                                     "MISSING_END_STATE",
                                                     "MISSING_TRANSITION_TARGET",
                                                     "DUPLICATE_STATE_NAME",
                                                     "INVALID_STATE_NAME",
                                                     "INVALID_RESOURCE",
                                                     "TOO_DEEPLY_NESTED",
                                                     "INVALID_JSONATA_EXPRESSION",
                                                     "UNSUPPORTED_JSONATA_EXPRESSION",
                                                     "NO_DOLLAR",
                                                     "NO_PATH",
                                                     "PASS_RESULT_IS_STATIC",
                                                     "DUPLICATE_LABEL_NAME",
                                                     "INVALID_LABEL_NAME",
                                                     "MISSING_DESCRIPTION"};

// Whether `pointer` (`/States/P/Branches[0]`) leads to a value. Names may hold slashes and brackets
// themselves, so every member that fits is tried.
bool leads_somewhere(const Json& value, std::string_view pointer) {
  if (pointer.empty()) return true;
  if (value.is_array()) {
    const auto end = pointer.find(']');
    const auto index = pointer.front() == '[' && end != pointer.npos
                           ? parse_integer(pointer.substr(1, end - 1))
                           : std::nullopt;
    return index && *index >= 0 && static_cast<std::size_t>(*index) < value.size() &&
           leads_somewhere(value[static_cast<std::size_t>(*index)], pointer.substr(end + 1));
  }
  if (!value.is_object() || pointer.front() != '/') return false;
  pointer.remove_prefix(1);
  const auto& members = value.get_ref<const Json::object_t&>();
  return std::any_of(members.begin(), members.end(), [pointer](const auto& member) {
    return starts_with(pointer, member.first) &&
           leads_somewhere(member.second, pointer.substr(member.first.size()));
  });
}

bool may_lack_a_place(const Diagnostic& finding) {
  return finding.code == "MISSING_END_STATE" ||
         finding.message == "Definition must be a valid JSON object";
}

void check_place(const Diagnostic& finding, const Json* document) {
  if (finding.location.empty()) return promise(may_lack_a_place(finding), "a finding has a place");
  if (document == nullptr) {
    return promise(starts_with(finding.location, "[Source: "), "an error of JSON has its place");
  }
  promise(finding.location == "/" || leads_somewhere(*document, finding.location),
          "the place of a finding is in the document");
}

void check_findings(const Diagnostics& findings, const Json* document) {
  promise(findings.size() <= kFindingsMax, "findings are bounded");
  for (const auto& finding : findings) {
    promise(std::count(kCodes.begin(), kCodes.end(), finding.code) == 1, "a finding has a code");
    promise(!finding.message.empty(), "a finding says what is wrong");
    check_place(finding, document);
  }
  if (!asl::has_errors(findings, limits::Policy::Strict)) return;
  promise(starts_with(asl::invalid_definition_message(findings, limits::Policy::Strict),
                      "Invalid State Machine Definition"),
          "errors have a message for all of them");
}

void check_graph(const asl::Graph& graph);

void check_transition(const asl::Transition& transition, std::set<std::string>& targets) {
  if (transition.next) targets.insert(*transition.next);
}

std::set<std::string> targets_of(const asl::State& state) {
  std::set<std::string> targets;
  std::visit(
      [&](const auto& kind) {
        using Kind = std::decay_t<decltype(kind)>;
        if constexpr (requires { kind.transition; }) check_transition(kind.transition, targets);
        if constexpr (requires { kind.catchers; }) {
          for (const auto& catcher : kind.catchers) targets.insert(catcher.next);
        }
        if constexpr (std::is_same_v<Kind, asl::ChoiceState>) {
          for (const auto& rule : kind.choices) targets.insert(rule.next);
          if (kind.default_next) targets.insert(*kind.default_next);
        }
        if constexpr (std::is_same_v<Kind, asl::ParallelState>) {
          for (const auto& branch : kind.branches) check_graph(branch);
        }
        if constexpr (std::is_same_v<Kind, asl::MapState>) check_graph(kind.graph());
      },
      state.kind);
  return targets;
}

void check_graph(const asl::Graph& graph) {
  promise(graph.states.contains(graph.start_at), "a graph starts at a state of its own");
  std::set<std::string> targets = {graph.start_at};
  for (const auto& [name, state] : graph.states) {
    promise(state.name == name, "a state knows its name");
    targets.merge(targets_of(state));
  }
  for (const auto& target : targets) {
    promise(graph.states.contains(target), "a state leads to states of its graph");
  }
  promise(targets.size() == graph.states.size(), "every state is led to");
}

void check_layout(const Json& document, asl::MachineType type, const Diagnostics& findings) {
  promise(asl::parse_definition(to_text(document), type).diagnostics == findings,
          "what is found does not depend on blanks");
  promise(asl::parse_definition(to_pretty_text(document), type).diagnostics == findings,
          "what is found does not depend on indentation");
}

void check_definition(std::string_view text, asl::MachineType type) {
  const auto parsed = asl::parse_definition(text, type);
  promise(parsed.machine.has_value() == !asl::has_errors(parsed.diagnostics, limits::Policy::Off),
          "there is a machine or an error");
  const auto document = parse_json(text);
  check_findings(parsed.diagnostics, document ? &*document : nullptr);
  if (document && document->is_object()) check_layout(*document, type, parsed.diagnostics);
  if (!parsed.machine) return;
  promise(document.has_value(), "a machine was JSON");
  check_graph(parsed.machine->graph);
  for (const auto& [state, names] : asl::variable_references(*parsed.machine)) {
    promise(!names.empty() && std::is_sorted(names.begin(), names.end()), "references are sorted");
  }
}

}  // namespace

void definition(std::string_view bytes) {
  check_definition(bytes, asl::MachineType::Standard);
  check_definition(bytes, asl::MachineType::Express);
}

}  // namespace sfn::fuzz
