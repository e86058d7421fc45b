// libcurl, loaded when it is first asked for. It brings some thirty libraries, which take more time
// at the start and more memory than all others together: only who reads buckets is to pay for that.
#pragma once

#include <curl/curl.h>

#include "base/result.h"

namespace sfn::items {

/// What we call of it, by its own names less `curl_`.
struct LibCurl {
  decltype(&curl_easy_init) easy_init;
  decltype(&curl_easy_reset) easy_reset;
  decltype(&curl_easy_setopt) easy_setopt;
  decltype(&curl_easy_perform) easy_perform;
  decltype(&curl_easy_getinfo) easy_getinfo;
  decltype(&curl_easy_strerror) easy_strerror;
  decltype(&curl_easy_cleanup) easy_cleanup;
  decltype(&curl_slist_append) slist_append;
  decltype(&curl_slist_free_all) slist_free_all;
  decltype(&curl_getdate) getdate;
};

/// The first call takes some milliseconds, and an error is then for the life of the process. From
/// any thread.
const Result<LibCurl>& libcurl();

}  // namespace sfn::items
