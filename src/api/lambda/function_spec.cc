#include "api/lambda/function_spec.h"

#include <fmt/format.h>

#include <utility>

#include "base/broken_store.h"
#include "base/text.h"

namespace sfn::api {
namespace {

std::string configuration_column(const store::FunctionRow& row) {
  return fmt::format("function {}, configuration", row.arn);
}

void configure(tasks::FunctionSpec& spec, const Json& configuration) {
  spec.runtime = configuration.at("Runtime").get<std::string>();
  spec.handler = configuration.at("Handler").get<std::string>();
  spec.timeout = seconds(configuration.at("Timeout").get<std::int64_t>());
  spec.memory_mb = configuration.at("MemorySize").get<int>();
  spec.revision = configuration.at("RevisionId").get<std::string>();
  const Json* environment = find_member(configuration, "Environment");
  if (environment == nullptr) return;
  for (const auto& [name, value] : environment->at("Variables").items()) {
    spec.environment.emplace(name, value.get<std::string>());
  }
}

}  // namespace

std::string code_key(const store::FunctionRow& row) {
  constexpr std::size_t kDigestBytes = 32;
  const auto bytes = base64_decode(row.code_sha256);
  if (!bytes || bytes->size() != kDigestBytes) {
    throw BrokenStore("function " + row.arn,
                      "its code_sha256 is no SHA-256 in Base64: " + as_found(row.code_sha256));
  }
  std::string hex;
  for (const char byte : *bytes) hex += fmt::format("{:02x}", static_cast<unsigned char>(byte));
  return hex;
}

Json configuration_of(const store::FunctionRow& row) {
  return stored_object(row.configuration, configuration_column(row));
}

std::shared_ptr<const tasks::FunctionSpec> function_spec(const store::FunctionRow& row,
                                                         const tasks::CodeStore& code,
                                                         tasks::PackageHold hold) {
  auto spec = std::make_shared<tasks::FunctionSpec>();
  spec->arn = row.arn;
  spec->name = row.name;
  spec->place = {row.region, row.account};
  read_stored_json(row.configuration, configuration_column(row),
                   [&spec](const Json& configuration) { configure(*spec, configuration); });
  spec->code_dir = code.code_dir(code_key(row));
  spec->package = std::move(hold);
  return spec;
}

}  // namespace sfn::api
