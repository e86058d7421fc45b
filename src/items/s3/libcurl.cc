#include "items/s3/libcurl.h"

#include <dlfcn.h>
#include <fmt/format.h>

namespace sfn::items {
namespace {

constexpr const char* kLibrary = "libcurl.so.4";

template <typename Function>
bool find(void* library, const char* name, Function& function) {
  function = reinterpret_cast<Function>(dlsym(library, name));
  return function != nullptr;
}

bool find_all(void* library, LibCurl& curl) {
  return find(library, "curl_easy_init", curl.easy_init) &&
         find(library, "curl_easy_reset", curl.easy_reset) &&
         find(library, "curl_easy_setopt", curl.easy_setopt) &&
         find(library, "curl_easy_perform", curl.easy_perform) &&
         find(library, "curl_easy_getinfo", curl.easy_getinfo) &&
         find(library, "curl_easy_strerror", curl.easy_strerror) &&
         find(library, "curl_easy_cleanup", curl.easy_cleanup) &&
         find(library, "curl_slist_append", curl.slist_append) &&
         find(library, "curl_slist_free_all", curl.slist_free_all);
}

}  // namespace

Result<LibCurl> load_libcurl() {
  LibCurl curl{};
  void* const library = dlopen(kLibrary, RTLD_NOW);
  if (library != nullptr && find_all(library, curl)) return curl;
  return Error{"SdkClientException", fmt::format("cannot speak to buckets: {}", dlerror())};
}

}  // namespace sfn::items
