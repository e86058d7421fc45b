#include "sfnctl/inventory.h"

#include "sfnctl/members.h"
#include "sfnctl/url.h"

namespace sfn::sfnctl {
namespace {

Result<Json> states_page(Client& client, const std::string& region, std::string_view action,
                         const std::string& token) {
  Json input = {{"maxResults", 1000}};
  if (!token.empty()) input["nextToken"] = token;
  return client.call(region, action, input);
}

Result<Json> state_machines_page(Client& client, const std::string& region,
                                 const std::string& token) {
  return states_page(client, region, "ListStateMachines", token);
}

Result<Json> activities_page(Client& client, const std::string& region, const std::string& token) {
  return states_page(client, region, "ListActivities", token);
}

Result<Json> functions_page(Client& client, const std::string& region, const std::string& token) {
  return client.call_lambda(region, "GET", query({{"Marker", token}}));
}

Result<Json> log_groups_page(Client& client, const std::string& region, const std::string& token) {
  Json input = Json::object();
  if (!token.empty()) input["nextToken"] = token;
  return client.call_logs(region, "DescribeLogGroups", input);
}

/// How one kind of thing is listed: the members of its answers, and the page behind a token.
struct Listing {
  std::string items;
  std::string next;
  std::string name;
  std::string arn;
  Result<Json> (*page)(Client& client, const std::string& region, const std::string& token);
};

Result<void> add_region(std::vector<Json>& items, Client& client, const Listing& listing,
                        const std::string& region) {
  std::string token;
  do {
    const auto page = listing.page(client, region, token);
    if (!page) return page.error();
    for (const auto& item : array_at(*page, listing.items)) items.push_back(item);
    token = text_at(*page, listing.next);
  } while (!token.empty());
  return {};
}

Result<std::vector<Json>> all(Client& client, const Listing& listing) {
  const auto regions = client.regions();
  if (!regions) return regions.error();
  std::vector<Json> items;
  for (const auto& region : *regions) {
    const auto added = add_region(items, client, listing, region);
    if (!added) return added.error();
  }
  const auto key = [&listing](const Json& item) {
    return std::pair(text_at(item, listing.name), text_at(item, listing.arn));
  };
  std::stable_sort(items.begin(), items.end(),
                   [&key](const Json& a, const Json& b) { return key(a) < key(b); });
  return items;
}

}  // namespace

Result<std::vector<Json>> all_state_machines(Client& client) {
  return all(client,
             {"stateMachines", "nextToken", "name", "stateMachineArn", state_machines_page});
}

Result<std::vector<Json>> all_functions(Client& client) {
  return all(client, {"Functions", "NextMarker", "FunctionName", "FunctionArn", functions_page});
}

Result<std::vector<Json>> all_activities(Client& client) {
  return all(client, {"activities", "nextToken", "name", "activityArn", activities_page});
}

Result<std::vector<Json>> all_log_groups(Client& client) {
  return all(client, {"logGroups", "nextToken", "logGroupName", "arn", log_groups_page});
}

}  // namespace sfn::sfnctl
