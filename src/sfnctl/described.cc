#include "sfnctl/described.h"

#include "base/arn.h"
#include "base/text.h"
#include "sfnctl/names.h"

namespace sfn::sfnctl {

Result<Json> describe_execution(Client& client, const std::string& execution_arn) {
  if (is_express_execution_arn(execution_arn)) {
    return client.own("executions/" + percent_encode(execution_arn));
  }
  return client.call(region_of(execution_arn), "DescribeExecution",
                     {{"executionArn", execution_arn}});
}

bool is_kept(const Json& execution) {
  const Json* kept = find_member(execution, "kept");
  return kept == nullptr || *kept != false;
}

}  // namespace sfn::sfnctl
