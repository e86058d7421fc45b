// Resolving: what was parsed becomes what can be evaluated.
//
// Chains of `.`, `[…]`, `{…}`, `^(…)`, `@` and `#` become paths of steps; strings that stand as
// steps become names; each `%` finds the step whose context it means, and that step is told to bind
// it; calls in tail position are marked.
#pragma once

#include "jsonata/syntax.h"

namespace sfn::jsonata {

/// Resolves the tree in place. Throws Failure.
void resolve(Syntax& syntax);

}  // namespace sfn::jsonata
