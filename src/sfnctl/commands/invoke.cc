// sfnctl invoke: run a function by itself and print what it returns.
#include <iostream>

#include "base/text.h"
#include "sfnctl/commands/commands.h"
#include "sfnctl/input.h"
#include "sfnctl/members.h"
#include "sfnctl/names.h"

namespace sfn::sfnctl {
namespace {

std::string header(const HttpResponse& response, const std::string& name) {
  const auto it = response.headers.find(name);
  return it == response.headers.end() ? "" : it->second;
}

void print_log(Output& out, const HttpResponse& response) {
  if (auto log = base64_decode(header(response, "x-amz-log-result")); log && !log->empty()) {
    if (ends_with(*log, "\n")) log->pop_back();
    out.note(*log);
  }
}

/// `errorType: errorMessage`, as far as the function's error has them.
std::string failure_words(const std::string& body) {
  const auto error = parse_json(body);
  if (!error) return body;
  const auto type = text_at(*error, "errorType");
  const auto message = text_at(*error, "errorMessage");
  return type + (type.empty() || message.empty() ? "" : ": ") + message;
}

ExitCode print_result(Output& out, const std::string& name, const HttpResponse& response) {
  out.document(response.body);
  if (header(response, "x-amz-function-error").empty()) return ExitCode::Done;
  out.note(out.tinted_err(Tone::Bad, name + " failed: ") + failure_words(response.body));
  return ExitCode::Failed;
}

ExitCode run_invoke(const Args& args, Client& client, Output& out) {
  const bool wait = !args.has("--async");
  if (!wait && args.has("--logs")) {
    return out.failure(
        misused("--logs shows the log of a call that is waited for; it does not go "
                "with --async (sfnctl logs shows it later)"));
  }
  auto input = read_input(args.text("--input"), std::cin, client.interrupt());
  if (!input) return out.failure(input.error());
  const auto arn = find_function(client, args.at(0));
  if (!arn) return out.failure(arn.error());

  const auto response = client.invoke(region_of(*arn), *arn, *std::move(input), wait);
  if (!response) return out.failure(response.error());
  if (!wait) {
    out.note("Accepted; it runs in the background.");
    return ExitCode::Done;
  }
  if (args.has("--logs")) print_log(out, *response);
  return print_result(out, args.at(0), *response);
}

}  // namespace

Command invoke_command() {
  return {"invoke",
          "",
          "Run a function by itself and print what it returns",
          "Exits with 1 if the function fails.",
          {{"FUNCTION", "a function's name or ARN", true, Completes::Functions}},
          {{"--input", "JSON",
            "The function's event: JSON, @FILE, or - for standard input; {} if left out", 'i'},
           {"--logs", "", "Show the end of its log, on stderr"},
           {"--async", "", "Do not wait for the result; the daemon retries if it fails"}},
          {{R"(invoke ValidateInput --input '{"name": "Ann", "amount": 150}')", "Try one function"},
           {"invoke ProcessData --input @order.json --logs", "With what it printed"}},
          run_invoke};
}

}  // namespace sfn::sfnctl
