#include "api/lambda/function_spec.h"

#include <fmt/format.h>

#include <utility>

#include "base/check.h"
#include "base/json.h"
#include "base/text.h"

namespace sfn::api {

std::string code_key(const std::string& sha256_base64) {
  const auto bytes = base64_decode(sha256_base64);
  SFN_CHECK(bytes.has_value());
  std::string hex;
  for (const char byte : *bytes) hex += fmt::format("{:02x}", static_cast<unsigned char>(byte));
  return hex;
}

std::shared_ptr<const tasks::FunctionSpec> function_spec(const store::FunctionRow& row,
                                                         const tasks::CodeStore& code,
                                                         tasks::PackageHold hold) {
  const auto configuration = parse_json(row.configuration);
  SFN_CHECK(configuration.has_value());
  auto spec = std::make_shared<tasks::FunctionSpec>();
  spec->arn = row.arn;
  spec->name = row.name;
  spec->place = {row.region, row.account};
  spec->runtime = configuration->at("Runtime").get<std::string>();
  spec->handler = configuration->at("Handler").get<std::string>();
  spec->timeout = seconds(configuration->at("Timeout").get<std::int64_t>());
  spec->memory_mb = configuration->at("MemorySize").get<int>();
  if (const Json* environment = find_member(*configuration, "Environment")) {
    for (const auto& [name, value] : environment->at("Variables").items()) {
      spec->environment.emplace(name, value.get<std::string>());
    }
  }
  spec->code_dir = code.code_dir(code_key(row.code_sha256));
  spec->package = std::move(hold);
  spec->revision = configuration->at("RevisionId").get<std::string>();
  return spec;
}

}  // namespace sfn::api
