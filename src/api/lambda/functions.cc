#include "api/lambda/functions.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "api/away.h"
#include "api/lambda/configuration.h"
#include "api/lambda/function_spec.h"
#include "api/lambda/function_tags.h"
#include "api/lambda/lambda_error.h"
#include "api/lambda/upload.h"
#include "api/members.h"
#include "api/page_token.h"
#include "api/query_string.h"
#include "base/text.h"

namespace sfn::api {
namespace {

using runtime::Durable;
using runtime::FunctionPtr;

constexpr std::string_view kFunctions = "/2015-03-31/functions";
constexpr std::string_view kTags = "/2017-03-31/tags/";

Durable<http::Response> at_once(const Error& error) { return {CommitId{0}, lambda_error(error)}; }

Json shown(const store::FunctionRow& row) { return without_tags(configuration_of(row)); }

// As whoever asked named it: an ARN has the qualifier that was asked for, and no other.
Json shown(const store::FunctionRow& row, const FunctionName& name) {
  auto configuration = shown(row);
  configuration["FunctionArn"] = name.qualified_arn();
  return configuration;
}

Json with_description(const store::FunctionRow& row, const FunctionName& name,
                      const std::string& host) {
  Json answer = Json::object();
  answer["Configuration"] = shown(row, name);
  answer["Code"]["RepositoryType"] = "S3";
  answer["Code"]["Location"] = fmt::format("http://{}/_sfn/v1/functions/{}/code", host, row.arn);
  Json tags = tags_of(configuration_of(row));
  if (!tags.empty()) answer["Tags"] = std::move(tags);
  return answer;
}

}  // namespace

Functions::Functions(runtime::Runtime& runtime, LambdaParts parts)
    : runtime_(runtime), parts_(std::move(parts)) {}

http::Response Functions::unknown_action(const http::Request& request) {
  return lambda_error(
      {"UnknownOperationException",
       fmt::format(
           "{} {} is no action of AWS Lambda that is served here; served are CreateFunction, "
           "DeleteFunction, GetFunction, GetFunctionConfiguration, Invoke, ListFunctions, "
           "ListTags, TagResource, UntagResource, UpdateFunctionCode, UpdateFunctionConfiguration",
           request.method, request.path)});
}

bool Functions::serves(std::string_view path) {
  // Lambda's paths begin with the date of an API version.
  return path.size() > 11 && path[0] == '/' && path[5] == '-' && path[8] == '-' && path[11] == '/';
}

void Functions::answer(Durable<http::Response> durable, const HttpReply& reply) {
  runtime_.commits().reply_after(std::move(durable),
                                 [reply](http::Response response) { reply(std::move(response)); });
}

void Functions::handle(http::Request request, const RequestContext& context,
                       const HttpReply& reply) {
  if (starts_with(request.path, kTags)) {
    const std::string arn = request.path.substr(kTags.size());
    return on_tags(request, arn, context, reply);
  }
  const bool known = starts_with(request.path + "/", std::string(kFunctions) + "/");
  if (!known) return reply(unknown_action(request));
  auto path = split(std::string_view(request.path).substr(kFunctions.size()), '/');
  if (path.size() > 1 && path.back().empty()) path.pop_back();
  if (path.size() > 1) return on_function(request, path, context, reply);
  if (request.method == "POST") return create(request, context, reply);
  if (request.method == "GET") return list(request, context, reply);
  reply(unknown_action(request));
}

void Functions::on_function(http::Request& request, const std::vector<std::string>& path,
                            const RequestContext& context, const HttpReply& reply) {
  struct Entry {
    std::string_view method;
    std::string_view rest;
    void (Functions::*action)(const Call&);
  };
  static constexpr Entry kEntries[] = {
      {"GET", "", &Functions::get},
      {"DELETE", "", &Functions::remove},
      {"GET", "configuration", &Functions::get_configuration},
      {"PUT", "configuration", &Functions::update_configuration},
      {"PUT", "code", &Functions::update_code},
      {"POST", "invocations", &Functions::invoke},
  };
  const std::string_view rest = path.size() == 3 ? std::string_view(path[2]) : "";
  for (const auto& entry : kEntries) {
    if (path.size() > 3 || entry.method != request.method || entry.rest != rest) continue;
    auto name =
        parse_function_name(path[1], context.place, query_value(request.query, "Qualifier"));
    if (!name) return reply(lambda_error(name.error()));
    return (this->*entry.action)({request, context, *name, reply});
  }
  reply(unknown_action(request));
}

void Functions::create(http::Request& request, const RequestContext& context,
                       const HttpReply& reply) {
  const auto bytes = request.body.size();
  away_if_large(
      runtime_.offload(), bytes,
      [body = std::move(request.body)] { return read_upload(body, "Code"); },
      [this, context, reply](Result<Upload> upload) {
        if (!upload) return reply(lambda_error(upload.error()));
        create_from(std::move(*upload), context, reply);
      });
}

void Functions::create_from(Upload upload, const RequestContext& context, const HttpReply& reply) {
  Members members(upload.params, "", Spelling::LowerCamel);
  const auto text = members.required_text("FunctionName", {1, 140});
  members.object("Code");
  if (const auto verdict = members.verdict(); !verdict) return reply(lambda_error(verdict.error()));
  if (const auto fits = check_unpublished(upload.params); !fits) {
    return reply(lambda_error(fits.error()));
  }
  const auto name = parse_function_name(text, context.place);
  if (!name) return reply(lambda_error(name.error()));
  auto configuration = new_configuration(upload.params, *name, context);
  if (!configuration) return reply(lambda_error(configuration.error()));
  configuration = with_tags(std::move(*configuration), upload.params);
  if (!configuration) return reply(lambda_error(configuration.error()));
  if (!upload.zip) return reply(lambda_error(upload.zip.error()));
  if (const auto admitted = runtime_.commits().admit(); !admitted)
    return reply(lambda_error(admitted.error()));
  make(*name, std::move(*configuration), std::move(*upload.zip), context, reply);
}

void Functions::make(const FunctionName& name, Json configuration, std::string zip,
                     const RequestContext& context, const HttpReply& reply) {
  parts_.put_code(std::move(zip), [this, name, configuration = std::move(configuration), context,
                                   reply](const Result<tasks::StoredCode>& stored) {
    if (!stored) return reply(lambda_error(stored.error()));
    auto& catalogue = runtime_.catalogue();
    // Looked up only now: another creation may have come first while the package was unpacked.
    answer(catalogue.function(name.arn()).and_then([&](const FunctionPtr& found) {
      if (found) {
        return at_once({"ResourceConflictException", "Function already exist: " + name.name});
      }
      const Json made =
          with_code(configuration, {stored->sha256.base64, stored->zip_bytes}, context);
      return catalogue
          .put_function({.arn = name.arn(),
                         .name = name.name,
                         .region = name.place.region,
                         .account = name.place.account,
                         .configuration = to_text(made),
                         .code_sha256 = stored->sha256.base64})
          .map([](const FunctionPtr& put) { return http::json_response(201, shown(*put)); });
    }),
           reply);
  });
}

void Functions::list(const http::Request& request, const RequestContext& context,
                     const HttpReply& reply) {
  const std::string listing = "ListFunctions " + context.place.region;
  const auto cursor = read_page_token(listing, query_value(request.query, "Marker"));
  if (!cursor) return reply(lambda_error(invalid_parameter_value("Invalid Marker")));
  const auto asked = parse_integer(query_value(request.query, "MaxItems")).value_or(50);
  const auto limit = static_cast<std::size_t>(std::clamp<std::int64_t>(asked, 1, 50));
  answer(
      runtime_.catalogue()
          .functions({.prefix = function_arn(context.place, ""), .after = *cursor, .limit = limit})
          .map([&](const runtime::Page<FunctionPtr>& page) {
            Json answer = Json::object();
            answer["Functions"] = Json::array();
            for (const auto& row : page.items) answer["Functions"].push_back(shown(*row));
            if (page.cursor) answer["NextMarker"] = make_page_token(listing, *page.cursor);
            return http::json_response(200, answer);
          }),
      reply);
}

void Functions::show(const Call& call,
                     const std::function<http::Response(const store::FunctionRow&)>& answer_of) {
  answer(runtime_.catalogue().function(call.name.arn()).map([&](const FunctionPtr& found) {
    if (!found || !call.name.is_latest()) return lambda_error(function_not_found(call.name));
    return answer_of(*found);
  }),
         call.reply);
}

void Functions::get(const Call& call) {
  const std::string host(call.request.headers.get("Host"));
  show(call, [&call, host](const store::FunctionRow& row) {
    return http::json_response(200, with_description(row, call.name, host));
  });
}

void Functions::get_configuration(const Call& call) {
  show(call, [&call](const store::FunctionRow& row) {
    return http::json_response(200, shown(row, call.name));
  });
}

void Functions::remove(const Call& call) {
  if (!call.name.qualifier.empty()) {
    return call.reply(lambda_error({"InvalidParameterValueException",
                                    "A function is deleted as a whole: leave out the qualifier '" +
                                        call.name.qualifier + "'"}));
  }
  auto& catalogue = runtime_.catalogue();
  FunctionPtr was;
  auto answered = catalogue.function(call.name.arn()).and_then([&](const FunctionPtr& found) {
    if (!found) return at_once(function_not_found(call.name));
    was = found;
    return catalogue.remove_function(found->arn).map([](bool) {
      return http::Response{204, {}, ""};
    });
  });
  answer(std::move(answered), retiring(was, call.reply));
}

void Functions::change(const FunctionName& name, const Change& change, const HttpReply& reply) {
  auto& catalogue = runtime_.catalogue();
  FunctionPtr was;
  auto answered = catalogue.function(name.arn()).and_then([&](const FunctionPtr& found) {
    if (!found || !name.is_latest()) return at_once(function_not_found(name));
    was = found;
    const auto configuration = change(configuration_of(*found));
    if (!configuration) return at_once(configuration.error());
    store::FunctionRow row = *found;
    row.configuration = to_text(*configuration);
    row.code_sha256 = configuration->at("CodeSha256").get<std::string>();
    return catalogue.put_function(std::move(row)).map([](const FunctionPtr& made) {
      return http::json_response(200, shown(*made));
    });
  });
  answer(std::move(answered), retiring(was, reply));
}

// Processes end no sooner than the change that makes them old is durable.
Functions::HttpReply Functions::retiring(const FunctionPtr& was, const HttpReply& reply) {
  return [this, was, reply](http::Response response) {
    if (response.status < 300) parts_.retire(*was);
    reply(std::move(response));
  };
}

void Functions::update_configuration(const Call& call) {
  const auto params = read_members(call.request.body);
  if (!params) return call.reply(lambda_error(params.error()));
  change(
      call.name,
      [&](const Json& present) -> Result<Json> {
        if (const auto current = check_revision(present, *params); !current) return current.error();
        return updated_configuration(present, *params, call.context);
      },
      call.reply);
}

void Functions::update_code(const Call& call) {
  const auto bytes = call.request.body.size();
  away_if_large(
      runtime_.offload(), bytes,
      [body = std::move(call.request.body)] { return read_upload(body, ""); },
      [this, name = call.name, context = call.context, reply = call.reply](Result<Upload> upload) {
        if (!upload) return reply(lambda_error(upload.error()));
        update_code_from(std::move(*upload), name, context, reply);
      });
}

void Functions::update_code_from(Upload upload, const FunctionName& function,
                                 const RequestContext& request_context,
                                 const HttpReply& http_reply) {
  Members members(upload.params, "", Spelling::LowerCamel);
  const bool dry_run = members.boolean("DryRun").value_or(false);
  if (const auto verdict = members.verdict(); !verdict) {
    return http_reply(lambda_error(verdict.error()));
  }
  if (const auto fits = check_unpublished(upload.params); !fits) {
    return http_reply(lambda_error(fits.error()));
  }
  if (!upload.zip) return http_reply(lambda_error(upload.zip.error()));
  parts_.put_code(std::move(*upload.zip), [this, name = function, params = upload.params,
                                           context = request_context, dry_run, reply = http_reply](
                                              const Result<tasks::StoredCode>& stored) {
    if (!stored) return reply(lambda_error(stored.error()));
    const auto changed = [&](const Json& present) -> Result<Json> {
      if (const auto current = check_revision(present, params); !current) return current.error();
      return with_code(present, {stored->sha256.base64, stored->zip_bytes}, context);
    };
    if (!dry_run) return change(name, changed, reply);
    answer(runtime_.catalogue().function(name.arn()).map([&](const FunctionPtr& found) {
      if (!found || !name.is_latest()) return lambda_error(function_not_found(name));
      const auto after = changed(configuration_of(*found));
      return after ? http::json_response(200, without_tags(*after)) : lambda_error(after.error());
    }),
           reply);
  });
}

void Functions::read_code(std::string_view function, const RequestContext& context,
                          const std::function<void(Result<std::string> zip)>& reply) {
  const auto name = parse_function_name(function, context.place);
  if (!name) return reply(name.error());
  const auto send = [this, name = *name, reply](const FunctionPtr& found) {
    if (!found) return reply(function_not_found(name));
    parts_.read_code(code_key(*found), reply);
  };
  runtime_.commits().reply_after(runtime_.catalogue().function(name->arn()), send);
}

}  // namespace sfn::api
