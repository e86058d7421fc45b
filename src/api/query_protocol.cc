#include "api/query_protocol.h"

#include <fmt/format.h>

namespace sfn::api {
namespace {

// Characters that XML 1.0 has no way to write are shown as U+FFFD.
bool is_writable(char c) {
  return static_cast<unsigned char>(c) >= 0x20 || c == '\t' || c == '\n' || c == '\r';
}

std::string escape(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (const char c : text) {
    switch (c) {
      case '&':
        out += "&amp;";
        break;
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      case '"':
        out += "&quot;";
        break;
      case '\r':
        out += "&#13;";  // A bare one would be read as a line feed.
        break;
      default:
        is_writable(c) ? out += c : out += "\xef\xbf\xbd";
    }
  }
  return out;
}

int query_status(std::string_view code) {
  if (code == "NoSuchEntity") return 404;
  if (code == "EntityAlreadyExists" || code == "DeleteConflict" || code == "LimitExceeded")
    return 409;
  if (code == "ServiceFailure") return 500;
  if (code == "ServiceUnavailable") return 503;
  return 400;
}

http::Response xml_response(int status, std::string body) {
  return {status, {{"Content-Type", "text/xml"}}, std::move(body)};
}

}  // namespace

std::string xml_element(std::string_view name, std::string_view content) {
  return fmt::format("<{0}>{1}</{0}>", name, content);
}

std::string xml_text(std::string_view name, std::string_view text) {
  return xml_element(name, escape(text));
}

Json form_as_params(const Form& form) {
  Json params = Json::object();
  for (const auto& [name, value] : form) {
    auto member = name;
    if (!member.empty() && member[0] >= 'A' && member[0] <= 'Z')
      member[0] = static_cast<char>(member[0] - 'A' + 'a');
    params[member] = value;
  }
  return params;
}

http::Response query_answer(const QueryService& service, std::string_view action,
                            const std::string& result, const RequestContext& context) {
  const auto content = result.empty() ? "" : xml_element(fmt::format("{}Result", action), result);
  const auto metadata = xml_element("ResponseMetadata", xml_text("RequestId", context.request_id));
  return xml_response(200, fmt::format("<{0}Response xmlns=\"{1}\">{2}{3}</{0}Response>\n", action,
                                       service.xml_namespace, content, metadata));
}

http::Response query_error(const QueryService& service, const Error& error,
                           const RequestContext& context) {
  const auto status = query_status(error.name);
  const auto details = xml_text("Type", status == 500 ? "Receiver" : "Sender") +
                       xml_text("Code", error.name) + xml_text("Message", error.cause);
  return xml_response(status, fmt::format("<ErrorResponse xmlns=\"{}\">{}{}</ErrorResponse>\n",
                                          service.xml_namespace, xml_element("Error", details),
                                          xml_text("RequestId", context.request_id)));
}

}  // namespace sfn::api
