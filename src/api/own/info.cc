// GET info: what this daemon is, and how much it holds.
#include "api/own/execution_item.h"
#include "api/own/own_api.h"
#include "api/own/own_call.h"

namespace sfn::api {
namespace {

Json shown(const OwnApiOptions& options, const store::StoreInfo& store,
           const store::StatusCounts& counts, const std::vector<std::string>& regions) {
  Json info = Json::object();
  info["version"] = options.version;
  info["account"] = options.account;
  info["region"] = options.region;
  info["regions"] = regions;
  info["limits"] = options.limits;
  info["dataDir"] = options.data_dir;
  info["startedAt"] = to_iso8601(options.started_at);
  info["store"] = Json::object();
  info["store"]["bytes"] = store.bytes;
  info["store"]["freeBytes"] = store.free_bytes;
  info["store"]["schemaVersion"] = store.schema_version;
  info["counts"] = show_counts(counts);
  return info;
}

}  // namespace

void OwnApi::info(const OwnCall& call) {
  if (const auto verdict = Parameters(call.parameters).verdict(); !verdict) {
    return call.reply(verdict.error());
  }
  const auto tell = [call, &store = runtime_.store(),
                     options = options_](const std::vector<std::string>& regions) {
    store.count_executions({}, [call, &store, options, regions](const store::StatusCounts& counts) {
      store.info([call, options, counts, regions](const store::StoreInfo& info) {
        call.reply(shown(options, info, counts, regions));
      });
    });
  };
  runtime_.commits().reply_after(runtime_.catalogue().regions(), tell);
}

}  // namespace sfn::api
