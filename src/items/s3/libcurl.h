// libcurl, loaded where it is needed. It brings some thirty libraries, which take more time at the
// start and more memory than all others together: only who uses buckets is to pay for that.
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
};

/// `SdkClientException` where it is not installed. It stays for the life of the process.
Result<LibCurl> load_libcurl();

}  // namespace sfn::items
