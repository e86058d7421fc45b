#include "api/sts/sts.h"

#include <fmt/format.h>

namespace sfn::api {
namespace {

constexpr QueryService kSts{"https://sts.amazonaws.com/doc/2011-06-15/"};

std::string show_identity(const std::string& account) {
  return xml_text("Arn", fmt::format("arn:aws:iam::{}:root", account)) +
         xml_text("UserId", account) + xml_text("Account", account);
}

Error no_such_action(std::string_view action) {
  return {"InvalidAction",
          fmt::format("The action '{}' of AWS STS is not served here; served is: GetCallerIdentity",
                      action)};
}

}  // namespace

void Sts::handle(const Form& form, const RequestContext& context, const HttpReply& reply) const {
  const auto given = form.find("Action");
  const std::string action = given == form.end() ? "" : given->second;
  if (action != "GetCallerIdentity")
    return reply(query_error(kSts, no_such_action(action), context));
  reply(query_answer(kSts, action, show_identity(context.place.account), context));
}

}  // namespace sfn::api
