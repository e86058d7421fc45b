// TagResource, UntagResource, ListTags: of functions, by their ARN.
#include <fmt/format.h>

#include "api/lambda/function_spec.h"
#include "api/lambda/function_tags.h"
#include "api/lambda/functions.h"
#include "api/lambda/lambda_error.h"
#include "api/lambda/upload.h"
#include "api/query_string.h"
#include "base/text.h"

namespace sfn::api {
namespace {

using runtime::Durable;
using runtime::FunctionPtr;

// Tags belong to a function and not to one of its versions.
Result<FunctionName> tagged_function(std::string_view arn, const Place& place) {
  const std::string plain = percent_decode(arn);
  auto name = parse_function_name(plain, place);
  const bool is_arn = starts_with(plain, "arn:") && name && name->arn() == plain;
  if (is_arn) return name;
  return Error{"InvalidParameterValueException",
               fmt::format("'{}' is not the ARN of a function without a version or an alias, such "
                           "as {}",
                           plain, function_arn(place, "NAME"))};
}

}  // namespace

void Functions::on_tags(http::Request& request, std::string_view arn, const RequestContext& context,
                        const HttpReply& reply) {
  struct Entry {
    std::string_view method;
    void (Functions::*action)(const Call&);
  };
  static constexpr Entry kEntries[] = {{"POST", &Functions::tag_resource},
                                       {"DELETE", &Functions::untag_resource},
                                       {"GET", &Functions::list_tags}};
  for (const auto& entry : kEntries) {
    if (entry.method != request.method) continue;
    auto name = tagged_function(arn, context.place);
    if (!name) return reply(lambda_error(name.error()));
    return (this->*entry.action)({request, context, std::move(*name), reply});
  }
  reply(unknown_action(request));
}

void Functions::tag_resource(const Call& call) {
  const auto params = read_members(call.request.body);
  if (!params) return call.reply(lambda_error(params.error()));
  if (find_member(*params, "Tags") == nullptr) {
    return call.reply(lambda_error(invalid_parameter_value("Tags are required")));
  }
  change_tags(call,
              [&](Json configuration) { return with_tags(std::move(configuration), *params); });
}

void Functions::untag_resource(const Call& call) {
  const auto keys = query_values(call.request.query, "tagKeys");
  if (keys.empty()) {
    return call.reply(lambda_error(invalid_parameter_value("tagKeys are required")));
  }
  change_tags(call, [&](Json configuration) -> Result<Json> {
    return with_tags_removed(std::move(configuration), keys);
  });
}

void Functions::list_tags(const Call& call) {
  show(call, [](const store::FunctionRow& row) {
    Json answer = Json::object();
    answer["Tags"] = tags_of(configuration_of(row));
    return http::json_response(200, answer);
  });
}

// The function's processes stay: a tag changes nothing of what they do.
void Functions::change_tags(const Call& call, const std::function<Result<Json>(Json)>& change) {
  auto& catalogue = runtime_.catalogue();
  answer(catalogue.function(call.name.arn()).and_then([&](const FunctionPtr& found) {
    using Answer = Durable<http::Response>;
    if (!found) return Answer(CommitId{0}, lambda_error(function_not_found(call.name)));
    const auto configuration = change(configuration_of(*found));
    if (!configuration) return Answer(CommitId{0}, lambda_error(configuration.error()));
    store::FunctionRow row = *found;
    row.configuration = to_text(*configuration);
    return catalogue.put_function(std::move(row)).map([](const FunctionPtr&) {
      return http::Response{204, {}, ""};
    });
  }),
         call.reply);
}

}  // namespace sfn::api
