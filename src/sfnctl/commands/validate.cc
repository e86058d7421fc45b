// sfnctl validate: everything that is wrong with definitions, in this process, without a daemon.
#include <fmt/format.h>

#include <algorithm>
#include <iostream>

#include "base/text.h"
#include "sfnctl/commands/commands.h"
#include "sfnctl/definition_check.h"
#include "sfnctl/excerpt.h"

namespace sfn::sfnctl {
namespace {

struct Checked {
  DefinitionFile file;
  std::vector<Finding> findings;

  std::size_t errors() const {
    return static_cast<std::size_t>(std::count_if(findings.begin(), findings.end(),
                                                  [](auto& found) { return found.is_error(); }));
  }
  std::size_t warnings() const { return findings.size() - errors(); }
};

const char* severity_of(const Finding& finding) { return finding.is_error() ? "ERROR" : "WARNING"; }

// The API's members, and beside them where in the text it is.
Json finding_json(const std::string& file, const Finding& finding) {
  Json item = Json::object();
  item["severity"] = severity_of(finding);
  item["code"] = finding.diagnostic.code;
  item["message"] = finding.diagnostic.message;
  if (!finding.diagnostic.location.empty()) item["location"] = finding.diagnostic.location;
  item["file"] = file;
  item["line"] = finding.begin.line;
  item["column"] = finding.begin.column;
  item["endLine"] = finding.end.line;
  item["endColumn"] = finding.end.column;
  item["reportedByAws"] = finding.of_aws;
  return item;
}

void print_json(const std::vector<Checked>& all, Output& out) {
  Json items = Json::array();
  bool failed = false;
  for (const auto& checked : all) {
    failed = failed || checked.errors() > 0;
    for (const auto& finding : checked.findings) {
      items.push_back(finding_json(checked.file.name, finding));
    }
  }
  Json answer = Json::object();
  answer["result"] = failed ? "FAIL" : "OK";
  answer["diagnostics"] = std::move(items);
  answer["truncated"] = false;
  out.raw(to_pretty_text(answer) + "\n");
}

void print_text(const Checked& checked, Output& out) {
  for (const auto& finding : checked.findings) {
    const auto& diagnostic = finding.diagnostic;
    out.raw(tab_separated_line({checked.file.name, std::to_string(finding.begin.line),
                                std::to_string(finding.begin.column), severity_of(finding),
                                diagnostic.code, diagnostic.message, diagnostic.location}) +
            "\n");
  }
}

// GitHub Actions, "Workflow commands": what would end a value is written as an escape.
std::string github_message(std::string_view text) {
  auto escaped = replace_all(text, "%", "%25");
  escaped = replace_all(escaped, "\r", "%0D");
  return replace_all(escaped, "\n", "%0A");
}
std::string github_property(std::string_view text) {
  return replace_all(replace_all(github_message(text), ":", "%3A"), ",", "%2C");
}

// Without what a parser adds: the text and its places, which are shown anyway.
std::string_view brief(std::string_view message) {
  message = message.substr(0, message.find(" (start marker at [Source: "));
  return message.substr(0, message.find('\n'));
}

void print_annotations(const Checked& checked, Output& out) {
  for (const auto& finding : checked.findings) {
    const bool one_line = finding.begin.line == finding.end.line;
    auto place = fmt::format("line={},col={}", finding.begin.line, finding.begin.column);
    if (one_line) place += fmt::format(",endColumn={}", finding.end.column);
    if (checked.file.name != "-") {
      place = fmt::format("file={},{}", github_property(checked.file.name), place);
    }
    out.raw(fmt::format("::{} {},title={}::{}\n", finding.is_error() ? "error" : "warning", place,
                        github_property(finding.diagnostic.code),
                        github_message(brief(finding.diagnostic.message))));
  }
}

void print_for_people(const Checked& checked, Output& out) {
  const TextLines lines(checked.file.text);
  for (const auto& finding : checked.findings) {
    const auto tone = finding.is_error() ? Tone::Bad : Tone::Busy;
    const auto place =
        fmt::format("{}:{}:{}:", checked.file.name, finding.begin.line, finding.begin.column);
    const auto code = fmt::format("[{}{}]", finding.diagnostic.code,
                                  finding.of_aws ? "" : ", not reported by AWS");
    const auto excerpt = excerpt_of(lines, finding.begin, finding.end);
    out.raw(fmt::format("{} {} {} {}\n{}\n{}\n\n", out.tinted(Tone::Strong, place),
                        out.tinted(tone, finding.is_error() ? "error:" : "warning:"),
                        one_line(brief(finding.diagnostic.message), std::string::npos),
                        out.tinted(Tone::Faint, code), excerpt.line,
                        out.tinted(tone, excerpt.underline)));
  }
  if (checked.findings.empty()) {
    out.raw(fmt::format("{}: {}\n", checked.file.name, out.tinted(Tone::Good, "valid")));
  }
}

std::string counted(std::size_t count, std::string_view what) {
  return fmt::format("{} {}{}", count, what, count == 1 ? "" : "s");
}

void print(const std::vector<Checked>& all, Output& out) {
  if (out.format() == Format::Json) return print_json(all, out);
  std::size_t errors = 0;
  std::size_t warnings = 0;
  for (const auto& checked : all) {
    errors += checked.errors();
    warnings += checked.warnings();
    if (out.format() == Format::Text) print_text(checked, out);
    if (out.format() == Format::Github) print_annotations(checked, out);
    if (out.format() == Format::Table) print_for_people(checked, out);
  }
  if (out.format() != Format::Table || errors + warnings == 0) return;
  out.note(fmt::format("{} and {} in {}.", counted(errors, "error"), counted(warnings, "warning"),
                       counted(all.size(), "definition")));
}

ExitCode run_validate(const Args& args, Client& client, Output& out) {
  auto files = read_definitions(args.positionals, std::cin, client.interrupt());
  if (!files) return out.failure(files.error());
  const auto type =
      args.text("--type") == "EXPRESS" ? asl::MachineType::Express : asl::MachineType::Standard;
  std::vector<Checked> all;
  for (auto& file : *files) {
    auto findings = check_definition(file, type);
    all.push_back({std::move(file), std::move(findings)});
  }
  print(all, out);
  const bool strict = args.has("--strict");
  const bool failed = std::any_of(all.begin(), all.end(), [strict](const Checked& checked) {
    return checked.errors() > 0 || (strict && checked.warnings() > 0);
  });
  return failed ? ExitCode::Failed : ExitCode::Done;
}

}  // namespace

Command validate_command() {
  return {
      "validate",
      "",
      "Check definitions: everything that is wrong, and where",
      "Needs no daemon. Reports all errors for which CreateStateMachine would refuse a "
      "definition, the warnings of ValidateStateMachineDefinition, and, of a definition "
      "without errors, warnings that AWS does not have, marked so: a state that nothing can "
      "lead to, a catcher, retrier or rule that never matches, a Task without a time-out. "
      "Placeholders and ACCOUNT_ID are filled in as deploy does it. Exits with 1 on errors. "
      "--output github prints annotations for workflows of GitHub Actions.",
      {{"FILE|FOLDER",
        "a definition, a folder with *.asl.json files at any depth, - for stdin",
        true,
        Completes::Files,
        {},
        true}},
      {{"--type",
        "TYPE",
        "What the definition is for; STANDARD if left out",
        0,
        {"STANDARD", "EXPRESS"}},
       {"--strict", "", "Exit with 1 on warnings as well"}},
      {{"validate workflows", "Every definition below a folder"},
       {"validate --type EXPRESS --strict workflow.asl.json", "As an express workflow, in full"},
       {"validate workflows -o github", "Annotations in a pull request"}},
      run_validate,
      {"github"}};
}

}  // namespace sfn::sfnctl
