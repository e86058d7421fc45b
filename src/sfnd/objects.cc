#include "sfnd/objects.h"

#include <cstdlib>

#include "items/directory/store.h"
#include "items/s3/store.h"

namespace sfn::sfnd {
namespace {

std::optional<std::string> variable(const char* name) {
  const char* const text = std::getenv(name);
  return text == nullptr || *text == '\0' ? std::nullopt : std::optional<std::string>(text);
}

items::S3Endpoint endpoint_of(const Config& config) {
  items::S3Endpoint endpoint{.url = config.s3_endpoint, .region = config.region, .credentials = {}};
  const auto key_id = variable("AWS_ACCESS_KEY_ID");
  const auto secret = variable("AWS_SECRET_ACCESS_KEY");
  if (key_id && secret) {
    endpoint.credentials = {*key_id, *secret, variable("AWS_SESSION_TOKEN")};
  }
  return endpoint;
}

}  // namespace

Result<std::unique_ptr<items::ObjectStore>> open_objects(const Config& config) {
  using Objects = std::unique_ptr<items::ObjectStore>;
  if (!config.s3_endpoint.empty()) {
    const auto curl = items::load_libcurl();
    if (!curl) return curl.error();
    return Objects(new items::S3Store(*curl, endpoint_of(config)));
  }
  if (config.s3_dir.empty()) return Objects();
  auto opened = items::DirectoryStore::open(config.s3_dir);
  if (!opened) return opened.error();
  return Objects(std::move(*opened));
}

}  // namespace sfn::sfnd
