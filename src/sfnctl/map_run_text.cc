#include "sfnctl/map_run_text.h"

#include <fmt/format.h>

#include <algorithm>

#include "sfnctl/members.h"
#include "sfnctl/names.h"

namespace sfn::sfnctl {
namespace {

constexpr std::int64_t kBarCharacters = 20;

std::string bar(std::int64_t part, std::int64_t whole) {
  const auto filled = whole == 0 ? kBarCharacters : kBarCharacters * part / whole;
  return fmt::format("[{:#<{}}{:-<{}}]", "", filled, "", kBarCharacters - filled);
}

void add_count(std::string& to, const Json& counts, const char* member, const char* word) {
  if (const auto count = integer_at(counts, member)) to += fmt::format(", {} {}", count, word);
}

}  // namespace

std::string map_run_progress(const Json& map_run) {
  const Json* counts = find_member(map_run, "itemCounts");
  if (counts == nullptr) return "";
  const auto total = integer_at(*counts, "total");
  const auto left = integer_at(*counts, "pending") + integer_at(*counts, "running");
  const auto done = std::clamp<std::int64_t>(total - left, 0, total);
  auto text = fmt::format("{}  {}/{} items", bar(done, total), done, total);
  add_count(text, *counts, "failed", "failed");
  add_count(text, *counts, "timedOut", "timed out");
  add_count(text, *counts, "aborted", "aborted");
  add_count(text, *counts, "running", "running");
  return text;
}

Result<std::vector<Json>> map_runs_of(Client& client, const std::string& execution_arn) {
  const auto region = region_of(execution_arn);
  std::vector<Json> runs;
  for (Json request = {{"executionArn", execution_arn}};;) {
    const auto page = client.call(region, "ListMapRuns", request);
    if (!page) return page.error();
    for (const auto& item : array_at(*page, "mapRuns")) {
      auto run = describe_map_run(client, text_at(item, "mapRunArn"));
      if (!run) return run.error();
      runs.push_back(std::move(*run));
    }
    if (!has_text(*page, "nextToken")) return runs;
    request["nextToken"] = text_at(*page, "nextToken");
  }
}

Result<Json> describe_map_run(Client& client, const std::string& arn) {
  return client.call(region_of(arn), "DescribeMapRun", {{"mapRunArn", arn}});
}

std::string short_map_run_name(std::string_view arn) {
  constexpr std::string_view kKind = ":mapRun:";
  const auto kind = arn.find(kKind);
  return std::string(kind == std::string_view::npos ? arn : arn.substr(kind + kKind.size()));
}

}  // namespace sfn::sfnctl
