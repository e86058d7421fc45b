// Which pages a browser may let call the daemon: its own, and those of nobody else.
//
// Signatures are not checked, so a page of any site could otherwise have a browser on this machine
// create and run functions. Browsers say where a request comes from in `Origin` and
// `Sec-Fetch-Site`; SDKs and command lines send neither, and are not asked anything.
#pragma once

#include <string>
#include <vector>

#include "base/result.h"
#include "http/message.h"

namespace sfn::api {

/// AccessDeniedException where a browser sends the request for a page that did not come from here,
/// or calls this daemon by a name that somebody else may have given it (DNS rebinding): one that is
/// neither localhost, below localhost, an address, nor among `own_names`.
Result<void> check_origin(const http::Request& request, const std::vector<std::string>& own_names);

}  // namespace sfn::api
