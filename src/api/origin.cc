#include "api/origin.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"

namespace sfn::api {
namespace {

// `http://localhost:8083` without its scheme; the scheme alone does not make another site here,
// since a proxy may have ended TLS.
std::string_view authority_of(std::string_view origin) {
  const auto scheme = origin.find("://");
  return scheme == std::string_view::npos ? std::string_view() : origin.substr(scheme + 3);
}

std::string host_of(std::string_view authority) {
  const bool bracketed = starts_with(authority, "[");
  return to_lower(authority.substr(0, bracketed ? authority.find(']') + 1 : authority.find(':')));
}

// No name ends with a number, so what does so is an address; in brackets there are only addresses.
bool is_address(std::string_view host) {
  return starts_with(host, "[") ||
         (!host.empty() && host.find_first_not_of("0123456789.") == std::string_view::npos);
}

bool is_own_name(const std::string& host, const std::vector<std::string>& own_names) {
  return host == "localhost" || ends_with(host, ".localhost") || is_address(host) ||
         std::find(own_names.begin(), own_names.end(), host) != own_names.end();
}

Error refusal(std::string_view header, std::string_view value) {
  return {"AccessDeniedException",
          fmt::format("A browser may call this daemon only for pages that come from it; this "
                      "request has {}: {}",
                      header, value)};
}

}  // namespace

Result<void> check_origin(const http::Request& request, const std::vector<std::string>& own_names) {
  const auto* origin = request.headers.find("Origin");
  const auto* site = request.headers.find("Sec-Fetch-Site");
  if (origin == nullptr && site == nullptr) return {};
  const auto host = request.headers.get("Host");
  if (origin != nullptr && (host.empty() || to_lower(authority_of(*origin)) != to_lower(host))) {
    return refusal("Origin", *origin);
  }
  // `none`: a person typed the address.
  if (site != nullptr && *site != "same-origin" && *site != "none") {
    return refusal("Sec-Fetch-Site", *site);
  }
  if (!is_own_name(host_of(host), own_names)) return refusal("Host", host);
  return {};
}

}  // namespace sfn::api
