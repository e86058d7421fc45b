// "Did you mean …?": the known word nearest to one that is not known.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace sfn::sfnctl {

/// The word that differs least, empty if none is near enough to be a slip of the fingers.
std::string nearest(std::string_view word, const std::vector<std::string>& known);

/// `; did you mean "start"?`, or empty.
std::string did_you_mean(std::string_view word, const std::vector<std::string>& known);

}  // namespace sfn::sfnctl
