// POST purge, POST backup: what keeps the store small, and safe.
#include <fmt/format.h>

#include <filesystem>

#include "api/own/own_api.h"
#include "api/own/own_call.h"
#include "api/states/names.h"
#include "base/text.h"

namespace sfn::api {
namespace {

// The copy is made and closed: only its size is asked for.
Result<Json> describe_copy(const std::string& path) {
  std::error_code failed;
  const auto bytes = std::filesystem::file_size(path, failed);
  if (failed) {
    return Error{"InternalError", fmt::format("the copy {} was made and cannot be found: {}", path,
                                              failed.message())};
  }
  Json answer = Json::object();
  answer["path"] = path;
  answer["bytes"] = static_cast<std::int64_t>(bytes);
  return answer;
}

}  // namespace

void OwnApi::purge(const OwnCall& call) {
  Parameters parameters(call.parameters);
  parameters.required_text("stoppedBefore");
  const auto stopped_before = parameters.time("stoppedBefore");
  const auto arn = parameters.text("stateMachineArn");
  if (const auto verdict = parameters.verdict(); !verdict) return call.reply(verdict.error());

  store::PurgeRequest request{.stopped_before = *stopped_before};
  if (arn) {
    if (const auto checked = check_machine_arn(*arn); !checked) return call.reply(checked.error());
    request.machine = runtime_.catalogue().machine_id(*arn);
    if (!request.machine) return call.reply(machine_does_not_exist(*arn));
  }
  runtime_.purge(request, [call](const Result<std::int64_t>& purged) {
    if (!purged) return call.reply(purged.error());
    Json answer = Json::object();
    answer["purged"] = *purged;
    call.reply(std::move(answer));
  });
}

void OwnApi::backup(const OwnCall& call) {
  Parameters parameters(call.parameters);
  const auto path = parameters.required_text("path");
  // Where the daemon happened to be started says nothing to whoever asks.
  if (!path.empty() && !starts_with(path, "/")) {
    parameters.complain(fmt::format("'path' must be absolute, got '{}'", path));
  }
  if (const auto verdict = parameters.verdict(); !verdict) return call.reply(verdict.error());
  runtime_.backup(path, [call, path](const Result<void>& copied) {
    if (!copied) return call.reply(copied.error());
    call.reply(describe_copy(path));
  });
}

}  // namespace sfn::api
