// Substitution: a definition as it is written for any account becomes one for this daemon.
//
// Works on the text, string literal by string literal, and leaves all else as the author wrote it.
// Within a string,
// - `ACCOUNT_ID` as the account field of an ARN becomes the account;
// - the region of a function's ARN becomes the region where the folder's functions are, if the
//   function is one of them;
// - `${ValidateInput}` becomes that function's ARN where the string starts with it, its name
//   elsewhere; `${ValidateInputArn}`, `${ValidateInputFunction}` and `${ValidateInputFunctionArn}`,
//   as SAM templates have it, become the ARN;
// - `${ACCOUNT_ID}`, `${AWS::AccountId}`, `${AWS::Region}` and `${AWS::Partition}` become those.
// A placeholder that means none of these is an error, except in a JSONata expression, where the
// same characters may be code.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/arn.h"
#include "base/result.h"

namespace sfn::sfnctl {

struct Substitution {
  Place place;                         ///< Where the folder is deployed to.
  std::vector<std::string> functions;  ///< Those of the folder.
};

/// `definition` must be JSON.
Result<std::string> substitute(std::string_view definition, const Substitution& substitution);

}  // namespace sfn::sfnctl
