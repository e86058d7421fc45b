#include "sfnctl/http.h"

#include <curl/curl.h>

#include <array>
#include <chrono>

#include "base/check.h"
#include "base/text.h"
#include "sfnctl/exit_code.h"

namespace sfn::sfnctl {
namespace {

constexpr long kConnectTimeoutMs = 5'000;

/// One exchange under way: what curl's callbacks write to.
struct Exchange {
  const Interrupt& interrupt;
  const HttpSink* sink = nullptr;
  HttpResponse response{};
  bool enough = false;  // The sink's word, or ours about a body that is too long.
  std::chrono::steady_clock::time_point ticked{};

  bool to_sink() const { return sink != nullptr && response.status / 100 == 2; }
};

bool take_head_line(Exchange& exchange, std::string_view line) {
  auto& response = exchange.response;
  if (starts_with(line, "HTTP/")) {
    // A new head: the one before was that of a provisional answer.
    response = {};
    const auto space = line.find(' ');
    const auto status = parse_integer(line.substr(space + 1, 3));
    response.status = status ? static_cast<int>(*status) : 0;
  } else if (const auto colon = line.find(':'); colon != std::string_view::npos) {
    response.headers[to_lower(line.substr(0, colon))] = trim(line.substr(colon + 1));
  } else if (trim(line).empty() && exchange.to_sink() && !exchange.sink->opened()) {
    exchange.enough = true;
  }
  return !exchange.enough;
}

bool take_body(Exchange& exchange, std::string_view bytes) {
  if (exchange.to_sink()) {
    exchange.enough = !exchange.sink->bytes(bytes);
    return !exchange.enough;
  }
  if (exchange.response.body.size() + bytes.size() > Http::kAnswerBytesMax) return false;
  exchange.response.body += bytes;
  return true;
}

void tick(Exchange& exchange) {
  constexpr std::chrono::seconds kTick{1};
  if (!exchange.to_sink() || !exchange.sink->tick) return;
  if (std::chrono::steady_clock::now() - exchange.ticked < kTick) return;
  exchange.sink->tick();
  exchange.ticked = std::chrono::steady_clock::now();
}

// curl takes any other count than that of the bytes as "stop".
std::size_t on_head(char* bytes, std::size_t, std::size_t count, void* exchange) {
  return take_head_line(*static_cast<Exchange*>(exchange), {bytes, count}) ? count : 0;
}
std::size_t on_body(char* bytes, std::size_t, std::size_t count, void* exchange) {
  return take_body(*static_cast<Exchange*>(exchange), {bytes, count}) ? count : count + 1;
}
// Called often while bytes come, and about once a second while none do.
int on_progress(void* pointer, curl_off_t, curl_off_t, curl_off_t, curl_off_t) {
  auto& exchange = *static_cast<Exchange*>(pointer);
  if (exchange.interrupt.raised()) return 1;
  tick(exchange);
  return 0;
}

class HeaderList {
 public:
  void add(const std::string& line) { list_ = curl_slist_append(list_, line.c_str()); }
  HeaderList() = default;
  HeaderList(const HeaderList&) = delete;
  HeaderList& operator=(const HeaderList&) = delete;
  ~HeaderList() { curl_slist_free_all(list_); }
  curl_slist* get() const { return list_; }

 private:
  curl_slist* list_ = nullptr;
};

void fill(HeaderList& list, const HttpRequest& request) {
  for (const auto& [name, value] : request.headers) list.add(fmt::format("{}: {}", name, value));
  list.add("Expect:");  // Waiting for leave to send would cost a round trip and win nothing here.
}

}  // namespace

struct Http::Handle {
  Handle() : easy(curl_easy_init()) { SFN_CHECK(easy != nullptr); }
  Handle(const Handle&) = delete;
  Handle& operator=(const Handle&) = delete;
  ~Handle() { curl_easy_cleanup(easy); }

  template <typename Value>
  void set(CURLoption option, Value value) {
    SFN_CHECK(curl_easy_setopt(easy, option, value) == CURLE_OK);
  }

  void prepare(const std::string& endpoint, const HttpRequest& request, Exchange& exchange,
               const HeaderList& headers);
  Result<HttpResponse> perform(const std::string& endpoint, const HttpRequest& request,
                               Exchange exchange);
  Error failed(CURLcode code, const std::string& endpoint, const Exchange& exchange) const;

  CURL* easy;
  std::array<char, CURL_ERROR_SIZE> reason{};
};

void Http::Handle::prepare(const std::string& endpoint, const HttpRequest& request,
                           Exchange& exchange, const HeaderList& headers) {
  curl_easy_reset(easy);  // Keeps the connection.
  reason.fill('\0');
  set(CURLOPT_URL, (endpoint + request.target).c_str());
  set(CURLOPT_PROTOCOLS_STR, "http,https");
  set(CURLOPT_PROXY, "");  // The daemon is near; a proxy for the web does not know it.
  set(CURLOPT_PATH_AS_IS, 1L);
  set(CURLOPT_NOSIGNAL, 1L);
  set(CURLOPT_ERRORBUFFER, reason.data());
  set(CURLOPT_CONNECTTIMEOUT_MS, kConnectTimeoutMs);
  set(CURLOPT_TIMEOUT_MS, static_cast<long>(request.timeout.count()));
  set(CURLOPT_TCP_KEEPALIVE, 1L);
  set(CURLOPT_CUSTOMREQUEST, request.method.c_str());
  set(CURLOPT_HTTPHEADER, headers.get());
  if (!request.body.empty() || request.method == "POST" || request.method == "PUT") {
    set(CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(request.body.size()));
    set(CURLOPT_POSTFIELDS, request.body.c_str());
  }
  set(CURLOPT_HEADERFUNCTION, on_head);
  set(CURLOPT_HEADERDATA, &exchange);
  set(CURLOPT_WRITEFUNCTION, on_body);
  set(CURLOPT_WRITEDATA, &exchange);
  set(CURLOPT_XFERINFOFUNCTION, on_progress);
  set(CURLOPT_XFERINFODATA, &exchange);
  set(CURLOPT_NOPROGRESS, 0L);
}

Result<HttpResponse> Http::Handle::perform(const std::string& endpoint, const HttpRequest& request,
                                           Exchange exchange) {
  HeaderList headers;
  fill(headers, request);
  prepare(endpoint, request, exchange, headers);
  const auto code = curl_easy_perform(easy);
  if (code == CURLE_OK || exchange.enough) return std::move(exchange.response);
  return failed(code, endpoint, exchange);
}

Error Http::Handle::failed(CURLcode code, const std::string& endpoint,
                           const Exchange& exchange) const {
  if (exchange.interrupt.raised()) return {std::string(kInterrupted), "interrupted"};
  if (code == CURLE_OPERATION_TIMEDOUT && exchange.response.status != 0) {
    return {std::string(kTimedOut), "the time ran out"};
  }
  const std::string_view what = reason[0] != '\0' ? reason.data() : curl_easy_strerror(code);
  const auto cause =
      code == CURLE_COULDNT_CONNECT ? "nothing listens there" : fmt::format("{}", what);
  return {std::string(kUnreachable), fmt::format("no daemon answers at {}: {}", endpoint, cause)};
}

Http::Http(std::string endpoint, const Interrupt& interrupt)
    : endpoint_(std::move(endpoint)), interrupt_(interrupt), kept_(std::make_unique<Handle>()) {}

Http::~Http() = default;

Result<HttpResponse> Http::send(const HttpRequest& request) {
  return kept_->perform(endpoint_, request, {interrupt_});
}

Result<HttpResponse> Http::stream(const HttpRequest& request, const HttpSink& sink) {
  Handle handle;
  return handle.perform(endpoint_, request, {interrupt_, &sink});
}

}  // namespace sfn::sfnctl
