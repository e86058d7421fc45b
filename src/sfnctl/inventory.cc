#include "sfnctl/inventory.h"

#include "sfnctl/members.h"
#include "sfnctl/url.h"

namespace sfn::sfnctl {
namespace {

struct PageMembers {
  std::string items;
  std::string next;
};

/// Asks for page after page; `ask` gets the token of the next, empty for the first.
Result<void> add_pages(std::vector<Json>& items, const PageMembers& members,
                       const std::function<Result<Json>(const std::string&)>& ask) {
  std::string token;
  do {
    const auto page = ask(token);
    if (!page) return page.error();
    for (const auto& item : array_at(*page, members.items)) items.push_back(item);
    token = text_at(*page, members.next);
  } while (!token.empty());
  return {};
}

Result<Json> state_machines_page(Client& client, const std::string& region,
                                 const std::string& token) {
  Json input = {{"maxResults", 1000}};
  if (!token.empty()) input["nextToken"] = token;
  return client.call(region, "ListStateMachines", input);
}

Result<Json> functions_page(Client& client, const std::string& region, const std::string& token) {
  return client.call_lambda(region, "GET", query({{"Marker", token}}));
}

void sort_by(std::vector<Json>& items, std::string_view name, std::string_view arn) {
  std::stable_sort(items.begin(), items.end(), [name, arn](const Json& a, const Json& b) {
    return std::pair(text_at(a, name), text_at(a, arn)) <
           std::pair(text_at(b, name), text_at(b, arn));
  });
}

}  // namespace

Result<std::vector<Json>> all_state_machines(Client& client) {
  const auto regions = client.regions();
  if (!regions) return regions.error();
  std::vector<Json> items;
  for (const auto& region : *regions) {
    const auto added = add_pages(items, {"stateMachines", "nextToken"},
                                 [&client, &region](const std::string& token) {
                                   return state_machines_page(client, region, token);
                                 });
    if (!added) return added.error();
  }
  sort_by(items, "name", "stateMachineArn");
  return items;
}

Result<std::vector<Json>> all_functions(Client& client) {
  const auto regions = client.regions();
  if (!regions) return regions.error();
  std::vector<Json> items;
  for (const auto& region : *regions) {
    const auto added =
        add_pages(items, {"Functions", "NextMarker"}, [&client, &region](const std::string& token) {
          return functions_page(client, region, token);
        });
    if (!added) return added.error();
  }
  sort_by(items, "FunctionName", "FunctionArn");
  return items;
}

}  // namespace sfn::sfnctl
