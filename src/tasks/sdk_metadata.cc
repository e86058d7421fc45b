#include "tasks/sdk_metadata.h"

namespace sfn::tasks {

Json sdk_http_metadata(const std::vector<std::pair<std::string, std::string>>& headers,
                       int status) {
  Json all = Json::object();
  Json single = Json::object();
  for (const auto& [name, value] : headers) {
    all[name] = Json::array({value});
    single[name] = value;
  }
  return {{"AllHttpHeaders", std::move(all)},
          {"HttpHeaders", std::move(single)},
          {"HttpStatusCode", status}};
}

Json sdk_response_metadata(const std::string& request_id) { return {{"RequestId", request_id}}; }

}  // namespace sfn::tasks
